package io.heddle.jfr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An endless file of zeros. Each transfer blocks until a test releases it, which keeps a request running. */
final class HeldChannel extends FileChannel {
    private static final long PATIENCE_SECONDS = 20;
    private static final int EVERYBODY = Integer.MAX_VALUE / 2;

    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore passes = new Semaphore(0);
    private volatile String failure = "";
    private volatile Runnable detour = () -> {};

    /** Waits until one more transfer is held. */
    HeldChannel awaitArrival() throws InterruptedException {
        if (!arrived.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no transfer came");
        }
        return this;
    }

    void letOneGo() {
        passes.release();
    }

    void letAllGo() {
        passes.release(EVERYBODY - passes.drainPermits());
    }

    /** Makes transfers fail from now on, with an exception of this message. */
    void fail(String message) {
        failure = message;
    }

    /** Sets an action that each transfer runs on its thread before it is held. */
    void onTransfer(Runnable action) {
        detour = action;
    }

    private int transfer(int bytes, Runnable move) throws IOException {
        if (bytes == 0) {
            return 0; // only checks access
        }
        detour.run();
        arrived.release();
        try {
            if (!passes.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("nobody let the transfer go");
            }
        } catch (InterruptedException unexpected) {
            throw new IOException(unexpected);
        }
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
        move.run();
        return bytes;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return transfer(target.remaining(), () -> target.put(new byte[target.remaining()]));
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return transfer(source.remaining(), () -> source.position(source.limit()));
    }

    @Override
    public void force(boolean metadata) throws IOException {
        transfer(1, () -> {});
    }

    @Override
    protected void implCloseChannel() {}

    // ---- what the engine does not call

    @Override
    public int read(ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
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
    public long size() {
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
