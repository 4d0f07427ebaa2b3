package io.heddle.bench.job;

import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import java.nio.ByteBuffer;

/** One place for a request: a control block with its buffer, and what it is used for now. */
final class Slot {
    /** What the request is. */
    enum Use {
        READ,
        WRITE,
        SYNC
    }

    final int index;
    final ByteBuffer buffer;
    final ControlBlock control = new ControlBlock();

    Use use = Use.READ;
    int block;
    int generation; // of the block, when the request was submitted
    long dueAt;
    boolean inFlight;

    // How the request ended, where the way of completion tells that itself.
    Errno error = Errno.OK;
    long moved;

    Slot(int index, ByteBuffer buffer) {
        this.index = index;
        this.buffer = buffer;
    }
}
