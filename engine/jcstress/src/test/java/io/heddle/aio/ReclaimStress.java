package io.heddle.aio;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** A thread that claims a request released by another thread sees all writes of that thread to it. */
@JCStressTest
@Outcome(id = "true, false, 1", expect = Expect.ACCEPTABLE, desc = "the second came meanwhile")
@Outcome(id = "false, true, 1", expect = Expect.ACCEPTABLE, desc = "the first came meanwhile")
@Outcome(id = "true, true, 2", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "two had it at a time, or one has not seen the other's submission")
@State
public class ReclaimStress {
    private final Request request = new Request(null);

    private boolean use() {
        boolean claimed = request.claim();
        if (claimed) {
            request.unclaim();
        }
        return claimed;
    }

    @Actor
    public void first(ZZJ_Result result) {
        result.r1 = use();
    }

    @Actor
    public void second(ZZJ_Result result) {
        result.r2 = use();
    }

    @Arbiter
    public void after(ZZJ_Result result) {
        result.r3 = request.generation();
    }
}
