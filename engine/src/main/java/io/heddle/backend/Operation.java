package io.heddle.backend;

/** What a transfer does. */
public enum Operation {
    /** Reads bytes at an offset. */
    READ,
    /** Writes bytes at an offset, or at the end of a file that is open for appending. */
    WRITE,
    /** Forces data and metadata to the device, as {@code fsync} does. */
    SYNC,
    /** Forces data, and the metadata needed to read it back, to the device, as {@code fdatasync} does. */
    DSYNC,
    /** Does nothing, and fails: a NOP of a list that a dialect treats as a request. */
    NOP,
    /** Brings the pages of a buffer into memory and locks them there, as {@code mlock} does. */
    MLOCK;

    /**
     * Tells whether this moves no bytes of its own but forces earlier ones to the device.
     *
     * @return {@code true} for SYNC and DSYNC
     */
    public boolean isSync() {
        return this == SYNC || this == DSYNC;
    }
}
