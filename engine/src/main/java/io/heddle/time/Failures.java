package io.heddle.time;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Reports failures that no caller receives: to handlers of uncaught exceptions, and to the log.
 *
 * <p>Handlers and loggers are foreign code, and need memory that a full heap may not have. What they throw is caught
 * here: it must not end a worker, a reaper or a call, nor prevent its next step.
 */
public final class Failures {
    private Failures() {}

    /**
     * Passes a failure to the calling thread's handler of uncaught exceptions.
     *
     * @param failed a failure that no caller receives
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
     * @param level the severity
     * @param message with {@code {0}} and {@code {1}} for the parameters
     * @param first the first parameter
     * @param second the second parameter, or {@code null}
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
     * @param level the severity
     * @param message the text, written as it is
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
     * @param level the severity
     * @param message what the failure means, written as it is
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
