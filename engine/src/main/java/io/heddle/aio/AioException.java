package io.heddle.aio;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a call is refused, or to report that a transfer has failed. {@link #errno()} is the error that the POSIX
 * call would have set; the message names the argument, its value and the rule.
 *
 * <p>If the exception reports a failed transfer, {@link #getCause()} is the exception that the transfer threw.
 */
public class AioException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Errno errno;

    /**
     * Creates an exception.
     *
     * @param errno the error
     * @param message the detail message
     */
    public AioException(Errno errno, String message) {
        this(errno, message, null);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param errno the error
     * @param message the detail message
     * @param cause the exception that the transfer threw, or {@code null}
     */
    public AioException(Errno errno, String message, @Nullable Throwable cause) {
        super(errno + ": " + message, cause);
        this.errno = errno;
    }

    /**
     * Returns the error.
     *
     * @return the error, never {@link Errno#OK}
     */
    public Errno errno() {
        return errno;
    }
}
