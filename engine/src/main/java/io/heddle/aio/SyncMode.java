package io.heddle.aio;

import io.heddle.backend.Operation;

/** What {@link AioProcess#fsync} forces to the device. */
public enum SyncMode {
    /** Data and metadata, {@code O_SYNC}. */
    SYNC(Operation.SYNC),
    /** Data, and the metadata required to read it back, {@code O_DSYNC}. */
    DSYNC(Operation.DSYNC);

    final Operation operation;

    SyncMode(Operation operation) {
        this.operation = operation;
    }
}
