package io.heddle.uring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * While many entries are in flight, a thread that finds an entry put down leaves its own to the thread that put that
 * one down.
 */
@JCStressTest
@Outcome(id = "6, false", expect = Expect.ACCEPTABLE, desc = "the kernel has them all")
@Outcome(expect = Expect.FORBIDDEN, desc = "a question lies there, left to somebody who does not see to it")
@State
public class DriverCrowdStress {
    private final DriverModel model = new DriverModel(8);
    private final Slot one = model.ask();
    private final Slot other = model.ask();

    public DriverCrowdStress() {
        model.kernel.hold();
        for (int i = 0; i < 4; i++) {
            model.put(model.ask());
        }
    }

    @Actor
    public void first() {
        model.put(one);
    }

    @Actor
    public void second() {
        model.put(other);
    }

    @Arbiter
    public void after(IZ_Result result) {
        result.r1 = model.kernel.taken();
        result.r2 = model.kernel.wasCrowded();
    }
}
