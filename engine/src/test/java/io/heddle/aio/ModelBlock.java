package io.heddle.aio;

import java.nio.ByteBuffer;

/** A control block and its state in the model: its fields, and what a kernel stores in the user's own memory. */
final class ModelBlock {
    /** What {@code aio_buf} points to. */
    enum Bytes {
        PLAIN,
        MISSING,
        READ_ONLY
    }

    private static final ByteBuffer PLAIN = ByteBuffer.allocate(8);

    final ControlBlock real = new ControlBlock();
    final String name;

    // The fields, as the user has set them.
    ModelFile file;
    Bytes bytes = Bytes.PLAIN;
    long offset;
    Opcode opcode = Opcode.NOP;
    Sigevent sigevent = Sigevent.none();

    /** FreeBSD's {@code _aiocb_private}: the last status that the kernel has stored. */
    long storedStatus;

    Errno storedError = Errno.OK;

    /** POSIX: why a list call has refused the block, until its next submission. */
    Errno refusedByList;

    ModelBlock(String name) {
        this.name = name;
        real.attachment(name);
    }

    /** Sets the same fields in the engine's twin. */
    void fillIn() {
        ByteBuffer buffer = switch (bytes) {
            case PLAIN -> PLAIN.duplicate();
            case MISSING -> null;
            case READ_ONLY -> PLAIN.asReadOnlyBuffer();
        };
        real.file(file == null ? null : file.real)
                .buffer(buffer)
                .offset(offset)
                .opcode(opcode)
                .sigevent(sigevent);
    }

    void store(long status, Errno error) {
        storedStatus = status;
        storedError = error;
    }

    /** Clears the memory, as in a process that has become another program. */
    void forget() {
        store(0, Errno.OK);
        refusedByList = null;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Returns the fields, for the history of a failure. */
    String fields() {
        return name + "(" + file + ", " + bytes + ", at " + offset + ", " + opcode + ", " + sigevent + " "
                + sigevent.value() + ")";
    }
}
