package io.heddle.uring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/** An entry is submitted while the reaper ends: either the reaper handles it, or a new one is started. */
@JCStressTest
@Outcome(id = "0, 2, false", expect = Expect.ACCEPTABLE, desc = "the reaper went on")
@Outcome(id = "1, 2, false", expect = Expect.ACCEPTABLE, desc = "a new one was started for the second answer")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody waits for an answer, or two do")
@State
public class DriverReaperStress {
    private final DriverModel model = new DriverModel(8);
    private final Slot later = model.ask();

    public DriverReaperStress() {
        model.put(model.ask());
    }

    @Actor
    public void reaps() {
        model.reap();
    }

    @Actor
    public void asks() {
        model.put(later);
    }

    @Arbiter
    public void after(IIZ_Result result) {
        result.r1 = model.waitingReapers();
        model.reap();
        result.r2 = model.answered();
        result.r3 = model.kernel.wasCrowded();
    }
}
