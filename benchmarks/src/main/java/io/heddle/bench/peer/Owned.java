package io.heddle.bench.peer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** A reader and the resources that are closed with it, in this order. */
final class Owned implements BlockReader {
    private final BlockReader reader;
    private final List<Closeable> resources;

    Owned(BlockReader reader, Closeable... resources) {
        this.reader = reader;
        this.resources = List.of(resources);
    }

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
