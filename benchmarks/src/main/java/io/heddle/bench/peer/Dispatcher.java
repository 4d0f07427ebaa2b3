package io.heddle.bench.peer;

import java.io.IOException;

/** Has a no-op done by another thread, and learns of its end. */
public interface Dispatcher extends AutoCloseable {
    /**
     * Makes what one submitter does: each operation takes the end of the oldest request of its window and submits the
     * next.
     *
     * @param window how many requests of this submitter are in flight
     * @return for use by one thread
     */
    Lanes.Lane submitter(int window);

    /**
     * Has requests queued that do not run as long as they are held.
     *
     * @param count how many, 1 or more
     * @return to be released
     * @throws IOException if one is refused
     */
    default Held hold(int count) throws IOException {
        throw new UnsupportedOperationException("only the engine holds requests");
    }

    /** Requests that are queued. */
    @FunctionalInterface
    interface Held {
        /**
         * Lets them run and waits for their ends.
         *
         * @throws IOException if one has failed
         * @throws InterruptedException if the caller is interrupted
         */
        void release() throws IOException, InterruptedException;
    }

    @Override
    void close() throws IOException;
}
