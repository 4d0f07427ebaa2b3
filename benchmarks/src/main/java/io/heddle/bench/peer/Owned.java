package io.heddle.bench.peer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;

/** A reader with what must be closed after it, in this order. */
record Owned(BlockReader reader, Closeable... resources) implements BlockReader {
    @Override
    public int read(ByteBuffer buffer, long offset) throws IOException, InterruptedException, ExecutionException {
        return reader.read(buffer, offset);
    }

    @Override
    public void close() throws IOException {
        for (Closeable resource : resources) {
            resource.close();
        }
    }
}
