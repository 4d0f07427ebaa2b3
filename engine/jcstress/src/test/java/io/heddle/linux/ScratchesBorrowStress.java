package io.heddle.linux;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two borrow where one piece of memory lies, and use it: no piece is ever with both. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "each has its own")
@Outcome(expect = Expect.FORBIDDEN, desc = "handed to two at once, or lost")
@State
public class ScratchesBorrowStress {
    private static final Scratch LYING = new Scratch(CollectedMemory.ONLY);

    private final Scratches scratches = new Scratches(CollectedMemory.ONLY, Long.MAX_VALUE);
    private Scratch first;
    private Scratch second;

    public ScratchesBorrowStress() {
        scratches.giveBack(LYING);
    }

    @Actor
    public void first() {
        first = scratches.borrow();
    }

    @Actor
    public void second() {
        second = scratches.borrow();
    }

    @Arbiter
    public void after(ZZ_Result result) {
        result.r1 = first != second;
        result.r2 = first == LYING || second == LYING;
    }
}
