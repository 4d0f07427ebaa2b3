package io.heddle.bench.top;

import io.heddle.bench.cli.RunFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Shows pictures until the program ends. */
final class TopLoop {
    /** The time to wait beyond the interval. Without any process there is no event, so that no interval ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    private final TopModel model;
    private final TopScreen screen;
    private final Terminal terminal;
    private final Duration interval;
    private final CompletableFuture<?> end;

    TopLoop(TopModel model, TopScreen screen, Terminal terminal, Duration interval, CompletableFuture<?> end) {
        this.model = model;
        this.screen = screen;
        this.terminal = terminal;
        this.interval = interval;
        this.end = end;
    }

    /**
     * Shows a picture whenever an interval has ended.
     *
     * @param pictures how many
     * @return whether all of them were shown before the end
     */
    boolean show(long pictures) throws InterruptedException, RunFailure {
        for (long shown = 0; shown < pictures; shown++) {
            awaitNews(shown == 0);
            if (end.isDone()) {
                return false;
            }
            terminal.show(screen.render(model.snapshot(), terminal.width(), terminal.height()));
        }
        return true;
    }

    private void awaitNews(boolean first) throws InterruptedException {
        // On a terminal the first picture is shown immediately, as a sign of life.
        Duration patience = terminal.isRedrawn() && first ? Duration.ZERO : interval.plus(PATIENCE);
        try {
            CompletableFuture.anyOf(end, model.intervalEnd()).get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException silence) {
            // Nothing happens there; that is shown, too.
        } catch (ExecutionException failed) {
            // The end. The caller queries its reason.
        }
    }
}
