package io.heddle.context;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a call is refused, or when the request whose result is queried has failed. {@link #status()} is what the
 * call of IPRT would have returned; the message names the offending argument and the rule.
 *
 * <p>If the engine refused a submission or a transfer failed, {@link #getCause()} is the engine's {@link
 * io.heddle.aio.AioException}.
 */
public class ContextException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** The reason. */
    private final ContextStatus status;

    /**
     * Creates an exception.
     *
     * @param status the reason
     * @param message the details
     */
    public ContextException(ContextStatus status, String message) {
        this(status, message, null);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param status the reason
     * @param message the details
     * @param cause the engine's exception, or {@code null}
     */
    public ContextException(ContextStatus status, String message, @Nullable Throwable cause) {
        super(status + ": " + message, cause);
        this.status = status;
    }

    /**
     * Returns the status that names the error.
     *
     * @return never {@link ContextStatus#SUCCESS}
     */
    public ContextStatus status() {
        return status;
    }
}
