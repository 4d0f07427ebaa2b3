package io.heddle.bench.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A channel whose transfers wait until they are released, so that a test of what happens while a request runs does not
 * depend on timing. It moves zeros and stores nothing.
 */
final class HeldChannel extends FileChannel {
    private static final int PATIENCE_SECONDS = 10;

    private final Semaphore held = new Semaphore(0);
    private final Semaphore letGo = new Semaphore(0);

    /** Waits until one more transfer has begun. */
    void awaitHeld() throws IOException {
        take(held, "no transfer has begun");
    }

    /** Releases one transfer. */
    void letGo() {
        letGo.release();
    }

    private int move(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        if (count > 0) { // the engine probes a channel's access mode with empty transfers, which must not wait
            held.release();
            take(letGo, "the transfer was never let go");
            bytes.position(bytes.limit());
        }
        return count;
    }

    private static void take(Semaphore semaphore, String otherwise) throws IOException {
        try {
            if (!semaphore.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(otherwise + " within " + PATIENCE_SECONDS + " seconds");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    // ---- used by the engine

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        return move(bytes);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        return move(bytes);
    }

    @Override
    public void force(boolean metaData) {}

    @Override
    public long size() {
        return 0;
    }

    @Override
    protected void implCloseChannel() {}

    // ---- not used by the engine

    @Override
    public int read(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] buffers, int from, int count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] buffers, int from, int count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
