package io.heddle.aio;

/** Whether {@link AioProcess#listio} waits. */
public enum ListMode {
    /** Return when every request of the list is done, {@code LIO_WAIT}. */
    WAIT,
    /** Return immediately, and notify when every request is done, {@code LIO_NOWAIT}. */
    NOWAIT
}
