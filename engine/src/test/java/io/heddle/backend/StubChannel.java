package io.heddle.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A channel without a file, which does with each call what a test wants. */
final class StubChannel extends FileChannel {
    /** What a call does. */
    @FunctionalInterface
    interface Call {
        /** Returns the number of bytes moved. */
        int move(ByteBuffer bytes) throws IOException;
    }

    private final Call call;
    /** The threads that have called, in order. */
    final List<Thread> callers = new CopyOnWriteArrayList<>();
    /** What was called, in order. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    StubChannel(Call call) {
        this.call = call;
    }

    private int answer(String what, ByteBuffer bytes) throws IOException {
        callers.add(Thread.currentThread());
        calls.add(what);
        return call.move(bytes);
    }

    /** Moves as many bytes as there are. */
    static int moveAll(ByteBuffer bytes) {
        return move(bytes, bytes.remaining());
    }

    /** Moves so many bytes. */
    static int move(ByteBuffer bytes, int count) {
        bytes.position(bytes.position() + count);
        return count;
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        return answer("read at " + position, bytes);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        return answer("write at " + position, bytes);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return answer("append", bytes);
    }

    /** The call moves bytes of the first buffer that has some. */
    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
        ByteBuffer chosen = buffers[offset];
        for (int i = offset; i < offset + length && !chosen.hasRemaining(); i++) {
            chosen = buffers[i];
        }
        return answer("append " + length + " buffers", chosen);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        answer(metaData ? "force all" : "force data", ByteBuffer.allocate(0));
    }

    @Override
    protected void implCloseChannel() {
        // nothing is open
    }

    // ---- what no transfer calls

    @Override
    public int read(ByteBuffer bytes) {
        throw new AssertionError();
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) {
        throw new AssertionError();
    }

    @Override
    public long position() {
        throw new AssertionError();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw new AssertionError();
    }

    @Override
    public long size() {
        throw new AssertionError();
    }

    @Override
    public FileChannel truncate(long size) {
        throw new AssertionError();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new AssertionError();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new AssertionError();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new AssertionError();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new AssertionError();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new AssertionError();
    }
}
