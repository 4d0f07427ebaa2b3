package io.heddle.backend;

import io.heddle.testing.TransferChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A channel without a file, whose calls a test defines. */
final class StubChannel extends TransferChannel {
    /** The behaviour of a call. */
    @FunctionalInterface
    interface Call {
        /** Returns the number of bytes moved. */
        int move(ByteBuffer bytes) throws IOException;
    }

    private final Call call;
    /** The calling threads, in order. */
    final List<Thread> callers = new CopyOnWriteArrayList<>();
    /** The calls, in order. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    StubChannel(Call call) {
        this.call = call;
    }

    private int answer(String what, ByteBuffer bytes) throws IOException {
        callers.add(Thread.currentThread());
        calls.add(what);
        return call.move(bytes);
    }

    /** Moves all bytes of the buffer. */
    static int moveAll(ByteBuffer bytes) {
        return move(bytes, bytes.remaining());
    }

    /** Moves {@code count} bytes. */
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
}
