package io.heddle.bench.cli;

import java.io.Serial;

/** A command cannot continue. The message is one line with the reason and, where possible, the remedy. */
public class RunFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Makes a failure.
     *
     * @param message one line
     */
    public RunFailure(String message) {
        super(message);
    }

    /**
     * Makes a failure with a cause.
     *
     * @param message what could not be done; the description of the cause is appended
     * @param cause the reason
     */
    public RunFailure(String message, Throwable cause) {
        super(message + ": " + Failures.describe(cause), cause);
    }
}
