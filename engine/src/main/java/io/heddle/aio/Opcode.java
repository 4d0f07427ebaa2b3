package io.heddle.aio;

/** The operation of an entry of a list: {@code aio_lio_opcode}. */
public enum Opcode {
    /** Read, {@code LIO_READ}. */
    READ,
    /** Write, {@code LIO_WRITE}. */
    WRITE,
    /** Read into a vector of buffers, {@code LIO_READV}. */
    READV,
    /** Write a vector of buffers, {@code LIO_WRITEV}. */
    WRITEV,
    /** Force data and metadata to the device, {@code LIO_SYNC}: an extension of FreeBSD, refused in the dialect XNU. */
    SYNC,
    /** Lock memory, {@code LIO_MLOCK}. */
    MLOCK,
    /** No operation, {@code LIO_NOP}. */
    NOP
}
