package io.heddle.aio;

import io.heddle.time.Ticker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** The last request that a close waits for completes while the close still searches: one of the two ends the wait. */
@JCStressTest
@Outcome(id = "true, false, true", expect = Expect.ACCEPTABLE, desc = "the request was the last")
@Outcome(id = "false, true, true", expect = Expect.ACCEPTABLE, desc = "the close found that it need not wait")
@Outcome(expect = Expect.FORBIDDEN, desc = "both were the last, or neither")
@State
public class DrainStress {
    private final Drain drain = new Drain("close");

    public DrainStress() {
        drain.expect();
    }

    @Actor
    public void completes(ZZZ_Result result) {
        result.r1 = drain.arrive();
    }

    @Actor
    public void looks(ZZZ_Result result) {
        result.r2 = drain.arrive();
    }

    @Arbiter
    public void after(ZZZ_Result result) {
        result.r3 = drain.await(Ticker.SYSTEM, 0);
    }
}
