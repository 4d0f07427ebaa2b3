package io.heddle.aio;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** Two threads submit a control block at the same time: one succeeds, the other is refused. */
@JCStressTest
@Outcome(id = "true, false, 1", expect = Expect.ACCEPTABLE, desc = "the first has it")
@Outcome(id = "false, true, 1", expect = Expect.ACCEPTABLE, desc = "the second has it")
@Outcome(expect = Expect.FORBIDDEN, desc = "both have it, or neither")
@State
public class ClaimStress {
    private final Request request = new Request(null);

    @Actor
    public void first(ZZJ_Result result) {
        result.r1 = request.claim();
    }

    @Actor
    public void second(ZZJ_Result result) {
        result.r2 = request.claim();
    }

    @Arbiter
    public void after(ZZJ_Result result) {
        result.r3 = request.generation();
    }
}
