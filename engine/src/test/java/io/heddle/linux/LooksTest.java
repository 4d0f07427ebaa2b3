package io.heddle.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LooksTest {
    private static final long SHORT = 1_000;
    private static final long LONG = Looks.LONG_NANOS + 1;

    private final Looks looks = new Looks();

    private void areShort(int number) {
        for (int i = 0; i < number; i++) {
            assertThat(looks.areHeldUp(SHORT)).isFalse();
        }
    }

    @Test
    void shouldNotTakeAThreadThatDidNotRunForADeviceThatIsBusy() {
        assertThat(looks.areHeldUp(LONG)).as("the first").isFalse();
        for (int i = 0; i < 3; i++) {
            areShort(1_000);
            assertThat(looks.areHeldUp(LONG)).isFalse();
        }
    }

    @Test
    void shouldTellWhenLongLooksAreFrequent() {
        areShort(10_000);
        assertThat(looks.areHeldUp(LONG)).isFalse();
        areShort(50);
        assertThat(looks.areHeldUp(LONG)).isTrue();
        assertThat(looks.areHeldUp(LONG)).isTrue();
        areShort(1_000);
        assertThat(looks.areHeldUp(LONG)).isFalse();
    }

    @Test
    void shouldLookLessOftenAfterLooksInVain() {
        NativeFile file = BlindFiles.seeing();
        for (int expected : new int[] {1, 3, 7, 15, 31, 63, 63}) {
            assertThat(file.isLookDue()).isTrue();
            file.looked(false);
            for (int i = 0; i < expected; i++) {
                assertThat(file.isLookDue()).as("read %s of %s", i, expected).isFalse();
            }
        }
        assertThat(file.isLookDue()).isTrue();
        file.looked(true);
        assertThat(file.isLookDue()).isTrue();
        assertThat(file.isLookDue()).isTrue();
        file.looked(false);
        assertThat(file.isLookDue()).isFalse();
        assertThat(file.isLookDue()).isTrue();
    }

    @Test
    void shouldNotLookWhileLooksAreHeldUp() {
        NativeFile file = BlindFiles.seeing();
        assertThat(file.canLook()).isTrue();
        file.heldUp();
        assertThat(file.canLook()).isFalse();
    }

    /** A thread that was descheduled twice is no device that delays: what is believed at first is not believed long. */
    @Test
    void shouldBelieveInDelaysForLongerWhenTheyGoOn() {
        NativeFile file = BlindFiles.seeing();
        long now = Long.MAX_VALUE - 1; // the clock's origin is arbitrary
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            long nanos = file.heldUp(now);
            millis.add(TimeUnit.NANOSECONDS.toMillis(nanos));
            now += nanos + 1;
        }
        assertThat(millis).containsExactly(2L, 4L, 8L, 16L, 32L, 50L, 50L);

        now += TimeUnit.MILLISECONDS.toNanos(50);
        assertThat(file.heldUp(now)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(2));
    }
}
