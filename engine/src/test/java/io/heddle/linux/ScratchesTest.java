package io.heddle.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.heddle.testing.Conditions;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The memory of system calls: retained while it is used, bounded, and freed in the end. */
@Timeout(60)
final class ScratchesTest {
    private static final long SOON = 1_000_000;
    private static final int KEPT = 128;

    @Test
    void shouldLendOneAgainAndFreeItWhenNobodyUsesIt() {
        FaultyMemory memory = new FaultyMemory(new FaultPlan(null, 1));
        Scratches scratches = new Scratches(memory, SOON);
        Scratch first = scratches.borrow();
        scratches.giveBack(first);
        Conditions.await("the memory to be freed", () -> memory.inUse() == 0);
        assertThat(scratches.count()).isZero();
        Scratch second = scratches.borrow();
        assertThat(second).isNotSameAs(first);
        scratches.giveBack(second);
        memory.awaitFreed();
    }

    @Test
    void shouldNotFreeWhatIsLent() {
        FaultyMemory memory = new FaultyMemory(new FaultPlan(null, 1));
        Scratches scratches = new Scratches(memory, SOON);
        Scratch lent = scratches.borrow();
        Scratch other = scratches.borrow();
        scratches.giveBack(other);
        Conditions.await("the other one to be freed", () -> memory.inUse() == 1);
        lent.bytes().putLong(0, 42);
        scratches.release();
        scratches.release();
        assertThat(lent.bytes().getLong(0)).isEqualTo(42);
        scratches.giveBack(lent);
        Conditions.await("all to be freed", () -> memory.inUse() == 0);
    }

    @Test
    void shouldKeepNoMoreThanThereArePlaces() {
        FaultyMemory memory = new FaultyMemory(new FaultPlan(null, 1));
        Scratches scratches = new Scratches(memory, Long.MAX_VALUE);
        Set<Scratch> lent = new HashSet<>();
        for (int i = 0; i < 2 * KEPT; i++) {
            assertThat(lent.add(scratches.borrow())).isTrue();
        }
        lent.forEach(scratches::giveBack);
        assertThat(scratches.count()).isEqualTo(memory.inUse()).isBetween(KEPT, 2 * KEPT - 1);
        int kept = memory.inUse();
        for (int i = 0; i < kept; i++) {
            assertThat(lent.remove(scratches.borrow())).isTrue();
        }
    }

    @Test
    void shouldLendWhatLiesSomewhereWhereThereIsNoMoreMemory() {
        FaultPlan plan = new FaultPlan(Fault.seen("memory", "OutOfMemoryError").times(100), 2);
        plan.arm();
        FaultyMemory memory = new FaultyMemory(plan);
        Scratches scratches = new Scratches(memory, Long.MAX_VALUE);
        Scratch only = scratches.borrow();
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(scratches::borrow);
        scratches.giveBack(only);
        assertThat(scratches.borrow()).isSameAs(only);
        assertThat(scratches.count()).isEqualTo(1);
    }
}
