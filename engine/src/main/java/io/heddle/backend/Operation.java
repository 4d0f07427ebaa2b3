package io.heddle.backend;

/** The operation of a transfer. */
public enum Operation {
    /** Reads bytes at an offset. */
    READ,
    /** Writes bytes at an offset, or at the end of a file that is open for appending. */
    WRITE,
    /** Reads bytes into one buffer after the other, as {@code readv} does. */
    READV,
    /** Writes one buffer after the other, as {@code writev} does. */
    WRITEV,
    /** Forces data and metadata to the device, as {@code fsync} does. */
    SYNC,
    /** Forces data, and the metadata needed to read it back, to the device, as {@code fdatasync} does. */
    DSYNC,
    /** Does nothing and fails: a NOP of a list that a dialect treats as a request. */
    NOP,
    /** Brings the pages of memory in and locks them there, as {@code mlock} does. */
    MLOCK;

    /**
     * Returns whether this moves no bytes of its own but forces earlier ones to the device.
     *
     * @return {@code true} for SYNC and DSYNC
     */
    public boolean isSync() {
        return this == SYNC || this == DSYNC;
    }

    /**
     * Returns whether this reads a file.
     *
     * @return {@code true} for READ and READV
     */
    public boolean isRead() {
        return this == READ || this == READV;
    }

    /**
     * Returns whether this writes a file.
     *
     * @return {@code true} for WRITE and WRITEV
     */
    public boolean isWrite() {
        return this == WRITE || this == WRITEV;
    }

    /**
     * Returns whether this moves bytes at an offset of a file.
     *
     * @return {@code true} for reads and writes
     */
    public boolean isTransfer() {
        return isRead() || isWrite();
    }

    /**
     * Returns whether the memory is a vector of buffers.
     *
     * @return {@code true} for READV and WRITEV
     */
    public boolean isVectored() {
        return this == READV || this == WRITEV;
    }

    /**
     * Returns whether this requires memory.
     *
     * @return {@code true} for reads, writes and MLOCK
     */
    public boolean usesMemory() {
        return isTransfer() || this == MLOCK;
    }
}
