package io.heddle.backend;

import java.io.IOException;

/** Thrown for a transfer that was {@linkplain Backend#cancel cancelled} before any byte was moved. */
public final class CancelledTransferException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception of one transfer. */
    public CancelledTransferException() {
        super("Operation canceled");
    }

    /** A cancellation is no fault, so its stack trace is of no use. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
