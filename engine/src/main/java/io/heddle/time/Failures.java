package io.heddle.time;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * What is told of failures that are nobody's who calls: by the handlers of uncaught exceptions, and by the log.
 *
 * <p>Handlers and loggers are other people's code, and need memory that a full heap may not have. What they throw ends
 * here: it must not end a worker, a reaper or a caller, nor keep the next step from being made.
 */
public final class Failures {
    private Failures() {}

    /**
     * Gives a failure to the calling thread's handler of uncaught exceptions.
     *
     * @param failed what nobody else answers for
     */
    public static void report(Throwable failed) {
        try {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, failed);
        } catch (Throwable untold) { // as the JVM ignores it
            return;
        }
    }

    /**
     * Writes a line to Heddle's log.
     *
     * @param level how much it matters
     * @param message with {@code {0}} and {@code {1}} for the parameters
     * @param first a parameter
     * @param second another, or {@code null}
     */
    public static void log(Level level, String message, Object first, @Nullable Object second) {
        try {
            System.getLogger("io.heddle").log(level, message, first, second);
        } catch (Throwable untold) {
            return;
        }
    }

    /**
     * Writes a line to Heddle's log.
     *
     * @param level how much it matters
     * @param message as it is
     */
    public static void log(Level level, String message) {
        try {
            System.getLogger("io.heddle").log(level, message);
        } catch (Throwable untold) {
            return;
        }
    }

    /**
     * Writes a failure to Heddle's log.
     *
     * @param level how much it matters
     * @param message what it means, as it is
     * @param failed the failure
     */
    public static void log(Level level, String message, Throwable failed) {
        try {
            System.getLogger("io.heddle").log(level, message, failed);
        } catch (Throwable untold) {
            return;
        }
    }
}
