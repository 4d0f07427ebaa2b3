package io.heddle.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exceptions of handlers of uncaught exceptions and of the log are caught where these are called. */
final class FailuresTest {
    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger("io.heddle");
    private boolean isFailing;

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
            if (isFailing) {
                throw new StackOverflowError("as the test wants it");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @Test
    void shouldReportToTheHandlerOfTheThread() throws InterruptedException {
        List<Throwable> told = new ArrayList<>();
        Throwable failure = new IllegalStateException("a defect");
        Thread.ofPlatform()
                .uncaughtExceptionHandler((_, failed) -> told.add(failed))
                .start(() -> Failures.report(failure))
                .join();
        assertThat(told).containsExactly(failure);
    }

    @Test
    void shouldGoOnWhatTheHandlerThrows() throws InterruptedException {
        List<String> steps = new ArrayList<>();
        Thread.ofPlatform()
                .uncaughtExceptionHandler((_, _) -> {
                    steps.add("told");
                    throw new StackOverflowError("as the test wants it");
                })
                .start(() -> {
                    Failures.report(new IllegalStateException("a defect"));
                    steps.add("went on");
                })
                .join();
        assertThat(steps).containsExactly("told", "went on");
    }

    @Test
    void shouldLogAndGoOnWhatTheLogThrows() {
        for (boolean fails : new boolean[] {false, true}) {
            isFailing = fails;
            Failures.log(Level.INFO, "{0} and {1}", "one", "two");
            Failures.log(Level.INFO, "it's plain");
            Failures.log(Level.WARNING, "it's {0}", new IllegalStateException("a defect"));
        }
        assertThat(lines)
                .containsExactly(
                        "INFO one and two",
                        "INFO it's plain",
                        "WARNING it's {0}",
                        "INFO one and two",
                        "INFO it's plain",
                        "WARNING it's {0}");
    }
}
