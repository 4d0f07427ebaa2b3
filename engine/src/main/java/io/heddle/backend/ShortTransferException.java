package io.heddle.backend;

import java.io.IOException;

/** A transfer that has failed after it had moved a part. What that comes to is for the dialect to say. */
public final class ShortTransferException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The bytes moved before the error, 1 or more. */
    private final long moved;

    private final IOException error;

    ShortTransferException(long moved, IOException cause) {
        super(cause.getMessage(), cause);
        this.moved = moved;
        error = cause;
    }

    /**
     * Makes the exception of an error that came after some bytes.
     *
     * @param moved how many, 0 or more
     * @param failed the error, or what a part of a vector has thrown
     * @return the error itself if nothing was moved
     */
    public static IOException after(long moved, IOException failed) {
        if (failed instanceof ShortTransferException part) {
            return new ShortTransferException(moved + part.moved, part.error);
        }
        return moved == 0 ? failed : new ShortTransferException(moved, failed);
    }

    /**
     * Returns how much was moved.
     *
     * @return bytes, 1 or more
     */
    public long moved() {
        return moved;
    }
}
