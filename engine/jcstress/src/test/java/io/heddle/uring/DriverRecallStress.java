package io.heddle.uring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/** The entry to be cancelled waits for room in the ring, and may be submitted to the kernel meanwhile. */
@JCStressTest
@Outcome(
        id = "true, 1, 1, false",
        expect = Expect.ACCEPTABLE,
        desc = "it has left the backlog, or the kernel was quick enough")
@Outcome(id = "false, 2, 0, false", expect = Expect.ACCEPTABLE, desc = "it was answered before")
@Outcome(expect = Expect.FORBIDDEN, desc = "the answers to both differ, one is lost, or two are on one side")
@State
public class DriverRecallStress {
    private final DriverModel model = new DriverModel(1);
    private final long key;

    public DriverRecallStress() {
        model.put(model.ask());
        Slot target = model.ask();
        key = target.life.key();
        model.put(target);
    }

    @Actor
    public void reaps() {
        model.reap();
    }

    @Actor
    public void cancels(LLLL_Result result) {
        result.r1 = model.cancel(key);
    }

    @Arbiter
    public void after(LLLL_Result result) {
        model.reap();
        result.r2 = model.answered();
        result.r3 = model.cancelled();
        result.r4 = model.kernel.wasCrowded();
    }
}
