package io.heddle.aio;

/** What an entry of a list asks for: {@code aio_lio_opcode}. */
public enum Opcode {
    /** Read, {@code LIO_READ}. */
    READ,
    /** Write, {@code LIO_WRITE}. */
    WRITE,
    /** Nothing, {@code LIO_NOP}. */
    NOP
}
