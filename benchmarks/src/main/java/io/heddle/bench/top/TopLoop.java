package io.heddle.bench.top;

import io.heddle.bench.cli.RunFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Shows pictures until something ends it. */
final class TopLoop {
    /**
     * Without any process there is no event, and so no interval ever ends; then this is waited for beyond the interval.
     */
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
     * Shows a picture whenever an interval is over.
     *
     * @param pictures how many
     * @return whether all of them were shown, and not the end reached before
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
        // On a terminal something is shown at once, so that its user sees that it works.
        Duration patience = terminal.isRedrawn() && first ? Duration.ZERO : interval.plus(PATIENCE);
        try {
            CompletableFuture.anyOf(end, model.intervalEnd()).get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException silence) {
            // Nothing happens there: that, too, is shown.
        } catch (ExecutionException failed) {
            // The end, which tells its reason to whoever asks for it.
        }
    }
}
