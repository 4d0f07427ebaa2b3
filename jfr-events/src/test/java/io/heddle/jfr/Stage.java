package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioStatistics;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A process with a clock of its own, one file that holds all transfers, and the threads that call the process. */
final class Stage {
    /** The size of each {@link #block}, in bytes. */
    static final int LENGTH = 8;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    final AioProcess process;
    final ManualTicker ticker;
    final HeldChannel channel = new HeldChannel();
    final AioFile file;
    private final List<FutureTask<?>> calls = new ArrayList<>();

    Stage(AioProcess process, ManualTicker ticker) throws Exception {
        this.process = process;
        this.ticker = ticker;
        file = process.adopt(channel);
    }

    /** Returns a block of {@value #LENGTH} bytes of the file. */
    ControlBlock block(long offset) {
        return new ControlBlock(file, ByteBuffer.allocate(LENGTH), offset);
    }

    /** Submits a read that runs until the channel releases it. */
    ControlBlock running() throws Exception {
        ControlBlock block = block(0);
        process.read(block);
        channel.awaitArrival();
        return block;
    }

    /** Submits a read that is queued behind running ones, in processes whose workers are all held. */
    ControlBlock queued() throws Exception {
        ControlBlock block = block(0);
        process.read(block);
        return block;
    }

    /** Submits a read and waits until it is done, the only one. Releases all transfers. */
    ControlBlock done() throws Exception {
        ControlBlock block = block(0);
        process.read(block);
        channel.letAllGo();
        awaitDone(1);
        return block;
    }

    /** Waits until the given number of requests is done and not reaped, by a check that emits no event. */
    void awaitDone(int requests) {
        until(() -> process.statistics().done() == requests);
    }

    /** Waits until nothing is queued or runs, so that the process's exit finds nothing to cancel. */
    void awaitAllDone() {
        until(() -> {
            AioStatistics now = process.statistics();
            return now.queued() + now.running() == 0;
        });
    }

    /** Waits until the given number of workers is parked. */
    void awaitIdle(int workers) {
        until(() -> process.statistics().idle() == workers);
    }

    /** Makes a call on a virtual thread, which is joined before the recording ends. */
    Thread call(Callable<?> call) {
        FutureTask<?> task = new FutureTask<>(call);
        calls.add(task);
        return Thread.ofVirtual().start(task);
    }

    /** Waits until a caller is parked in its call. */
    static void awaitAsleep(Thread caller) {
        until(() -> caller.getState() == Thread.State.WAITING || caller.getState() == Thread.State.TIMED_WAITING);
    }

    void join() throws ExecutionException, InterruptedException, TimeoutException {
        for (FutureTask<?> call : calls) {
            call.get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    static void until(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new AssertionError("it did not come to pass");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Lets real time pass. */
    static void pass(Duration time) {
        long start = System.nanoTime();
        until(() -> System.nanoTime() - start > time.toNanos());
    }

    static void assertRefused(Errno errno, ThrowingCallable call) {
        assertThatExceptionOfType(AioException.class)
                .isThrownBy(call)
                .extracting(AioException::errno)
                .isEqualTo(errno);
    }
}
