package io.heddle.aio;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A call of the library was refused, or the transfer that it tells of has failed. {@link #errno()} is what the call of
 * POSIX would have set; the message names the argument, its value and the rule.
 *
 * <p>Where a failed transfer is reported, {@link #getCause()} is what the transfer threw.
 */
public class AioException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Why. */
    private final Errno errno;

    /**
     * Makes an exception.
     *
     * @param errno why
     * @param message what exactly
     */
    public AioException(Errno errno, String message) {
        this(errno, message, null);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param errno why
     * @param message what exactly
     * @param cause what the transfer threw, or {@code null}
     */
    public AioException(Errno errno, String message, @Nullable Throwable cause) {
        super(errno + ": " + message, cause);
        this.errno = errno;
    }

    /**
     * Returns the error's name.
     *
     * @return never {@link Errno#OK}
     */
    public Errno errno() {
        return errno;
    }
}
