package io.heddle.linux;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One gives back what another looks for: memory is with the one who borrowed it, or lies there, never both. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "found in time: it does not lie there any more")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "too late: it lies there")
@Outcome(expect = Expect.FORBIDDEN, desc = "handed to two, or lost")
@State
public class ScratchesReturnStress {
    private static final Scratch RETURNED = new Scratch(CollectedMemory.ONLY);

    private final Scratches scratches = new Scratches(CollectedMemory.ONLY, Long.MAX_VALUE);
    private Scratch found;

    @Actor
    public void givesBack() {
        scratches.giveBack(RETURNED);
    }

    @Actor
    public void borrows() {
        found = scratches.borrow();
    }

    @Arbiter
    public void after(ZZ_Result result) {
        result.r1 = found == RETURNED;
        result.r2 = scratches.borrow() != RETURNED;
    }
}
