package io.heddle.context;

import io.heddle.testing.Conditions;
import io.heddle.testing.TransferChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A channel whose transfers a test holds, fails and logs. */
final class HeldChannel extends TransferChannel {
    private final FileChannel real;
    private final AtomicInteger held = new AtomicInteger();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile @Nullable IOException failure;

    HeldChannel(FileChannel real) {
        this.real = real;
    }

    /** Holds transfers from now on: they begin, but do not continue. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void letGo() {
        gate.countDown();
    }

    /** Waits until that many transfers are held. */
    void awaitHeld(int count) {
        Conditions.await(count + " transfers held", () -> held.get() == count);
    }

    /** Makes transfers fail from now on, or with {@code null} succeed again. */
    void failWith(@Nullable IOException newFailure) {
        failure = newFailure;
    }

    /** Returns the calls in order: {@code read 0}, {@code write 8}, {@code force}. */
    List<String> log() {
        return log;
    }

    private void pass(String what) throws IOException {
        held.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError("a worker was interrupted", e);
        } finally {
            held.decrementAndGet();
        }
        log.add(what);
        IOException failing = failure;
        if (failing != null) {
            throw failing;
        }
    }

    @Override
    public int read(ByteBuffer buffer, long position) throws IOException {
        if (buffer.hasRemaining()) { // otherwise it is only a check whether the call is permitted
            pass("read " + position);
        }
        return real.read(buffer, position);
    }

    @Override
    public int write(ByteBuffer buffer, long position) throws IOException {
        if (buffer.hasRemaining()) {
            pass("write " + position);
        }
        return real.write(buffer, position);
    }

    @Override
    public void force(boolean metadata) throws IOException {
        pass("force");
        real.force(metadata);
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
