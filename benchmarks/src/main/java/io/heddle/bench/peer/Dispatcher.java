package io.heddle.bench.peer;

import java.io.IOException;

/** Executes a no-op on another thread and learns of its completion. */
public interface Dispatcher extends AutoCloseable {
    /**
     * Makes the work of one submitter: each operation waits for the oldest request of its window and submits the next.
     *
     * @param window how many requests of this submitter are in flight
     * @return for use by one thread
     */
    Lanes.Lane submitter(int window);

    /**
     * Queues requests that do not run as long as they are held.
     *
     * @param count how many, 1 or more
     * @return to be released
     * @throws IOException if one is refused
     */
    default Held hold(int count) throws IOException {
        throw new UnsupportedOperationException("only the engine holds requests");
    }

    /** Requests that are held. */
    @FunctionalInterface
    interface Held {
        /**
         * Lets the requests run and waits for their completion.
         *
         * @throws IOException if one has failed
         * @throws InterruptedException if the caller is interrupted
         */
        void release() throws IOException, InterruptedException;
    }

    @Override
    void close() throws IOException;
}
