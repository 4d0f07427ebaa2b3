package io.heddle.linux;

import static org.assertj.core.api.Assertions.assertThat;

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
    void shouldNotLookWhileLooksAreHeldUp() {
        NativeFile file = new NativeFile(-1, false, null);
        assertThat(file.canLook()).isTrue();
        file.heldUp();
        assertThat(file.canLook()).isFalse();
    }
}
