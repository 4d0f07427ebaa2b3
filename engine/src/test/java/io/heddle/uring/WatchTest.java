package io.heddle.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.linux.FaultyMemory;
import io.heddle.testing.FaultPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which questions are recalled because the kernel has no thread to work on them. */
final class WatchTest {
    private static final long STUCK = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(250);

    private final Slots slots = new Slots(new FaultyMemory(new FaultPlan(null, 1)));
    private final List<Long> recalled = new ArrayList<>();
    private long now = Long.MAX_VALUE - STUCK; // it overflows
    private boolean none = true;
    private int attempts;
    private final Watch watch = new Watch(
            slots,
            task -> {
                attempts++;
                if (none) {
                    throw new OutOfMemoryError("unable to create native thread (fake)");
                }
                return Thread.ofVirtual().unstarted(task);
            },
            () -> now);

    /** Returns the slot of a question that the kernel has. */
    private Slot asked() {
        Slot slot = slots.borrow();
        slot.life.begin();
        slot.taken = true;
        return slot;
    }

    private void look() {
        watch.look(1, (slot, key) -> {
            slot.recalls++;
            recalled.add(key);
        });
    }

    private void lookAfter(long nanos) {
        now += nanos;
        look();
    }

    @Test
    void shouldTakeBackWhatIsStuckWhereNoThreadCanBeStarted() {
        Slot slot = asked();
        Slot other = asked();
        look();
        lookAfter(STUCK - 1);
        assertThat(recalled).isEmpty();
        assertThat(attempts).isZero();

        lookAfter(1);
        assertThat(recalled).containsExactly(slot.life.key(), other.life.key());
        assertThat(attempts).as("one attempt tells for all").isOne();
    }

    /** A slow device has the same effect, but there threads can be started. */
    @Test
    void shouldLeaveWhatASlowDeviceKeeps() {
        none = false;
        asked();
        look();
        lookAfter(STUCK);
        lookAfter(10 * STUCK);
        assertThat(recalled).isEmpty();
        assertThat(attempts).isEqualTo(2);
    }

    @Test
    void shouldLookAgainAtTwiceTheAge() {
        Slot slot = asked();
        look();
        lookAfter(STUCK);
        lookAfter(STUCK - 1);
        assertThat(recalled).hasSize(1);
        lookAfter(1);
        assertThat(recalled).containsExactly(slot.life.key(), slot.life.key());
        lookAfter(2 * STUCK - 1);
        assertThat(recalled).hasSize(2);
        lookAfter(1);
        assertThat(recalled).hasSize(3);
    }

    /** The slot has another question by then, which is new. */
    @Test
    void shouldNotTakeALaterQuestionForAnEarlierOne() {
        Slot slot = asked();
        look();
        now += STUCK;
        slot.life.end();
        slot.life.begin();
        look();
        assertThat(recalled).isEmpty();
        lookAfter(STUCK);
        assertThat(recalled).containsExactly(slot.life.key());
    }

    /** It recalls neither questions that the kernel does not have, nor cancels. */
    @Test
    void shouldLookAtNothingElse() {
        Slot putDown = asked();
        putDown.taken = false;
        Slot cancel = asked();
        cancel.askToCancel(1);
        look();
        lookAfter(10 * STUCK);
        assertThat(recalled).isEmpty();
        assertThat(attempts).isZero();
    }

    @Test
    void shouldTryNothingWhileNothingIsInFlight() {
        asked();
        look();
        now += STUCK;
        watch.look(0, (slot, key) -> recalled.add(key));
        assertThat(recalled).isEmpty();
        assertThat(attempts).isZero();
    }

    @Test
    void shouldBeDueNowAndThen() {
        assertThat(watch.isDue()).isFalse();
        now += PERIOD;
        assertThat(watch.isDue()).isTrue();
        look();
        assertThat(watch.isDue()).isFalse();
    }
}
