package io.heddle.bench.peer;

import java.io.IOException;

/** Has a no-op done by another thread, and learns of its end. */
public interface Dispatcher extends AutoCloseable {
    /**
     * Makes what one submitter does: each operation takes the end of the oldest request of its window and submits the next.
     *
     * @param window how many requests of this submitter are in flight
     * @return for use by one thread
     */
    Lanes.Lane submitter(int window);

    @Override
    void close() throws IOException;
}
