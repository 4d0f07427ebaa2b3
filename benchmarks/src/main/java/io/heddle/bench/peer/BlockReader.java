package io.heddle.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;

/** Reads blocks of a file; the calling thread waits for each. */
public interface BlockReader extends AutoCloseable {
    /**
     * Fills a buffer.
     *
     * @param buffer a direct buffer, filled from its position to its limit
     * @param offset in the file
     * @return how many bytes were read
     * @throws IOException if it fails
     * @throws InterruptedException if the waiting thread is interrupted
     * @throws ExecutionException if it fails on another thread
     */
    int read(ByteBuffer buffer, long offset) throws IOException, InterruptedException, ExecutionException;

    @Override
    default void close() throws IOException {}
}
