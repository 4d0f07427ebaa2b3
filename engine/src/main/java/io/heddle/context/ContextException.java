package io.heddle.context;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A call was refused, or the request whose result was asked for has failed. {@link #status()} is what the call of IPRT
 * would have returned; the message names what is wrong with what.
 *
 * <p>Where the engine refused a submission or a transfer failed, {@link #getCause()} is the engine's {@link
 * io.heddle.aio.AioException}.
 */
public class ContextException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Why. */
    private final ContextStatus status;

    /**
     * Makes an exception.
     *
     * @param status why
     * @param message what exactly
     */
    public ContextException(ContextStatus status, String message) {
        this(status, message, null);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param status why
     * @param message what exactly
     * @param cause what the engine said, or {@code null}
     */
    public ContextException(ContextStatus status, String message, @Nullable Throwable cause) {
        super(status + ": " + message, cause);
        this.status = status;
    }

    /**
     * Returns the error's name.
     *
     * @return never {@link ContextStatus#SUCCESS}
     */
    public ContextStatus status() {
        return status;
    }
}
