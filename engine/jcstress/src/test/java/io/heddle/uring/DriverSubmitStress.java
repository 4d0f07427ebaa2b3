package io.heddle.uring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/**
 * Two threads put two entries each: one thread submits at a time, no entry is left behind, and one reaper is started.
 */
@JCStressTest
@Outcome(id = "4, 1, false", expect = Expect.ACCEPTABLE, desc = "the kernel has all, somebody waits for the answers")
@Outcome(expect = Expect.FORBIDDEN, desc = "a question lies there, or two submitters or reapers at a time")
@State
public class DriverSubmitStress {
    private final DriverModel model = new DriverModel(8);
    private final Slot one = model.ask();
    private final Slot two = model.ask();
    private final Slot three = model.ask();
    private final Slot four = model.ask();

    @Actor
    public void first() {
        model.put(one);
        model.put(two);
    }

    @Actor
    public void second() {
        model.put(three);
        model.put(four);
    }

    @Arbiter
    public void after(IIZ_Result result) {
        result.r1 = model.kernel.taken();
        result.r2 = model.waitingReapers();
        result.r3 = model.kernel.wasCrowded();
    }
}
