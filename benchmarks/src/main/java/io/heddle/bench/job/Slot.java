package io.heddle.bench.job;

import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import java.nio.ByteBuffer;

/** A place for one request: a control block with its buffer, and its current use. */
final class Slot {
    /** The operation of the request. */
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

    // The outcome of the request, where the way of completion delivers it with the notification.
    Errno error = Errno.OK;
    long moved;

    Slot(int index, ByteBuffer buffer) {
        this.index = index;
        this.buffer = buffer;
    }
}
