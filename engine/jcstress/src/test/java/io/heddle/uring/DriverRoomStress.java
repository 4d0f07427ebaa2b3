package io.heddle.uring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/** A ring without room: entries put while it is full are submitted when a completion has made room. */
@JCStressTest
@Outcome(id = "0, 4, false", expect = Expect.ACCEPTABLE, desc = "the reaper has submitted what had to wait")
@Outcome(id = "1, 4, false", expect = Expect.ACCEPTABLE, desc = "what came last has a reaper of its own")
@Outcome(expect = Expect.FORBIDDEN, desc = "a question waits for room that there is, or two are on one side")
@State
public class DriverRoomStress {
    private final DriverModel model = new DriverModel(1);
    private final Slot third = model.ask();
    private final Slot fourth = model.ask();

    public DriverRoomStress() {
        model.put(model.ask());
        model.put(model.ask());
    }

    @Actor
    public void reaps() {
        model.reap();
    }

    @Actor
    public void asks() {
        model.put(third);
        model.put(fourth);
    }

    @Arbiter
    public void after(IIZ_Result result) {
        result.r1 = model.waitingReapers();
        model.reap();
        result.r2 = model.answered();
        result.r3 = model.kernel.wasCrowded();
    }
}
