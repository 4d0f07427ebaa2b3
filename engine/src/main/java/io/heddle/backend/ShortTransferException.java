package io.heddle.backend;

import java.io.IOException;

/** Thrown for a transfer that has failed after a part was moved. The dialect decides on the result. */
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
     * Returns the exception of an error that occurred after some bytes were moved.
     *
     * @param moved the number of bytes, 0 or more
     * @param failed the error, or the exception of a part of a vector
     * @return the error itself if nothing was moved
     */
    public static IOException after(long moved, IOException failed) {
        if (failed instanceof ShortTransferException part) {
            return new ShortTransferException(moved + part.moved, part.error);
        }
        return moved == 0 ? failed : new ShortTransferException(moved, failed);
    }

    /**
     * Returns the number of bytes that were moved.
     *
     * @return bytes, 1 or more
     */
    public long moved() {
        return moved;
    }
}
