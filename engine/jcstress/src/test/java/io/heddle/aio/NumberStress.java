package io.heddle.aio;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A request's number is assigned on first demand, and is the same for all concurrent and later calls. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "one number")
@Outcome(expect = Expect.FORBIDDEN, desc = "none, or two")
@State
public class NumberStress {
    private final Request request = new Request(null);
    private long first;
    private long second;

    @Actor
    public void first() {
        first = request.id();
    }

    @Actor
    public void second() {
        second = request.id();
    }

    @Arbiter
    public void after(ZZ_Result result) {
        result.r1 = first != 0 && first == second;
        result.r2 = request.hasId() && request.id() == first;
    }
}
