package io.heddle.bench.cli;

import java.io.Serial;

/** A command cannot go on; the message is one line that tells its user why and, where possible, what to do. */
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
     * @param message what could not be done; what the cause says is added
     * @param cause why
     */
    public RunFailure(String message, Throwable cause) {
        super(message + ": " + Failures.describe(cause), cause);
    }
}
