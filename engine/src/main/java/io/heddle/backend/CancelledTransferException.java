package io.heddle.backend;

import java.io.IOException;

/** A transfer was {@linkplain Backend#cancel cancelled} before it had moved anything. */
public final class CancelledTransferException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception of one transfer. */
    public CancelledTransferException() {
        super("Operation canceled");
    }

    /** Nothing has gone wrong, so nobody asks where. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
