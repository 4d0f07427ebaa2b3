package io.heddle.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.FakeTicker;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private static final long PAUSE = 1_000;

    private final FakeTicker ticker = new FakeTicker();
    private final Backoff backoff = new Backoff(ticker, PAUSE);

    @Test
    void shouldLetTheFirstTryBegin() {
        assertThat(backoff.isTooEarly()).isFalse();
        assertThat(backoff.hasFailed()).isFalse();
    }

    @Test
    void shouldPauseAfterEachFailure() {
        for (int i = 0; i < 2; i++) {
            backoff.failed();
            assertThat(backoff.isTooEarly()).isTrue();
            ticker.advance(PAUSE - 1);
            assertThat(backoff.isTooEarly()).isTrue();
            ticker.advance(1);
            assertThat(backoff.isTooEarly()).isFalse();
            assertThat(backoff.hasFailed()).isTrue();
        }
    }

    @Test
    void shouldForgetFailuresWhenItHasWorked() {
        backoff.failed();
        backoff.worked();
        assertThat(backoff.isTooEarly()).isFalse();
        assertThat(backoff.hasFailed()).isFalse();
    }
}
