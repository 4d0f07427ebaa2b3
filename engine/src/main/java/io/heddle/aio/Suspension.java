package io.heddle.aio;

import io.heddle.time.Parking;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The suspend call: waits until at least one of several requests is done, as {@code aio_suspend} does.
 *
 * <p>The kernel wakes every suspended caller of the process at each completion. Here the caller registers its thread
 * with each request of its list, so a completion costs nothing to callers that wait for other requests.
 */
final class Suspension {
    private Suspension() {}

    /**
     * Suspends the calling thread.
     *
     * @return {@code false} if the timeout elapsed first
     */
    static boolean suspend(AioProcess process, List<? extends @Nullable ControlBlock> blocks, long timeoutNanos)
            throws AioException, InterruptedException {
        Object span = Trace.begin(TracePoint.SUSPEND);
        Errno error = Errno.OK;
        try {
            checkTimeout(process, timeoutNanos);
            checkLength(process, blocks.size());
            Parking.checkInterrupt();
            // By position, not by iterators: waiting for a request allocates nothing.
            List<? extends @Nullable ControlBlock> listed =
                    blocks instanceof RandomAccess ? blocks : new ArrayList<>(blocks);
            boolean done = process.rules().unknownInSuspend() == Rules.UnknownEntries.END
                    ? awaitListed(process, listed, timeoutNanos)
                    : watchAll(process, listed, timeoutNanos);
            error = done ? Errno.OK : Errno.EAGAIN;
            return done;
        } catch (AioException refused) {
            error = refused.errno();
            throw refused;
        } catch (InterruptedException interrupted) {
            error = Errno.EINTR;
            throw interrupted;
        } finally {
            Tracer tracer = Trace.tracer();
            if (span != null && tracer != null) {
                tracer.suspend(span, process.id(), blocks.size(), error.name());
            }
        }
    }

    static void checkTimeout(AioProcess process, long nanos) throws AioException {
        if (nanos < 0 && process.rules().refusesNegativeTimeouts()) {
            throw new AioException(Errno.EINVAL, "timeout is " + nanos + " nanoseconds, it must be 0 or more");
        }
    }

    private static void checkLength(AioProcess process, int entries) throws AioException {
        if (nothingToSuspendOn(process)) {
            throw new AioException(Errno.EINVAL, "nothing is outstanding in the " + process.system());
        }
        int least = process.rules().minSuspendEntries();
        int most = process.quota().limit();
        if (entries < least || entries > most) {
            throw new AioException(
                    Errno.EINVAL, "the list has " + entries + " entries, it must have " + least + " to " + most);
        }
    }

    // ---- POSIX: the thread is registered with each request of the list

    private static boolean awaitListed(
            AioProcess process, List<? extends @Nullable ControlBlock> blocks, long timeoutNanos)
            throws AioException, InterruptedException {
        int registered = 0;
        try {
            // Registers this thread with every request in flight. A request that is not in flight, done or unknown,
            // ends the call.
            boolean anyInFlight = false;
            for (; registered < blocks.size(); registered++) {
                ControlBlock block = blocks.get(registered);
                if (block != null) {
                    if (!register(process, block)) {
                        return true;
                    }
                    anyInFlight = true;
                }
            }
            return !anyInFlight || sleep(process, blocks, timeoutNanos);
        } finally {
            unregister(blocks, registered);
        }
    }

    private static boolean sleep(AioProcess process, List<? extends @Nullable ControlBlock> blocks, long timeoutNanos)
            throws AioException, InterruptedException {
        if (timeoutNanos <= 0) {
            return anyDone(process, blocks);
        }
        traceSleep(process, blocks.size());
        long start = process.ticker().nanoTime();
        boolean done = anyDone(process, blocks);
        while (!done) {
            if (!park(process, timeoutNanos, start)) {
                return false;
            }
            done = anyDone(process, blocks) || anyWasDone(process, blocks);
        }
        return true;
    }

    private static boolean register(AioProcess process, ControlBlock block) {
        AioFile file = block.request.fileOrNull();
        return file != null
                && file.process() == process
                && file.requests().addWaiter(block.request, Thread.currentThread());
    }

    /**
     * Removes the thread from the requests in flight. A request has dropped its waiters before it becomes visible as
     * done.
     */
    private static void unregister(List<? extends @Nullable ControlBlock> blocks, int registered) {
        for (int i = 0; i < registered; i++) {
            ControlBlock block = blocks.get(i);
            AioFile file = block == null ? null : block.request.fileOrNull();
            if (block != null && file != null && block.request.isInProgress()) {
                file.requests().removeWaiter(block.request, Thread.currentThread());
            }
        }
    }

    private static boolean anyDone(AioProcess process, List<? extends @Nullable ControlBlock> blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            ControlBlock block = blocks.get(i);
            if (block != null && !(block.request.isOf(process) && block.request.isInProgress())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether one of the requests with which this thread was registered has completed meanwhile. It may be in
     * flight again, because another thread has reaped it and submitted its block anew, or has submitted the block
     * without a reap. A request that is done has dropped its waiters, and would never unpark this thread.
     */
    private static boolean anyWasDone(AioProcess process, List<? extends @Nullable ControlBlock> blocks) {
        Thread self = Thread.currentThread();
        ReentrantLock lock = process.lock();
        lock.lock();
        try {
            for (int i = 0; i < blocks.size(); i++) {
                ControlBlock block = blocks.get(i);
                if (block != null && !(block.request.isOf(process) && block.request.hasWaiter(self))) {
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    // ---- the kernels: each completion of the process is a reason to check again

    private static boolean watchAll(
            AioProcess process, List<? extends @Nullable ControlBlock> blocks, long timeoutNanos)
            throws AioException, InterruptedException {
        long start = process.ticker().nanoTime();
        int before = process.doneQueue().sweeps();
        boolean slept = false;
        process.doneQueue().watch();
        try {
            while (!isOver(process, blocks, before)) {
                if (timeoutNanos <= 0) {
                    return false;
                }
                if (!slept) {
                    traceSleep(process, blocks.size());
                    slept = true;
                }
                if (!park(process, timeoutNanos, start)) {
                    return false;
                }
            }
            return true;
        } finally {
            process.doneQueue().unwatch();
        }
    }

    private static boolean isOver(AioProcess process, List<? extends @Nullable ControlBlock> blocks, int sweepsBefore) {
        boolean anyInFlight = false;
        for (int i = 0; i < blocks.size(); i++) {
            ControlBlock block = blocks.get(i);
            if (block != null) {
                Request finished = block.toReap();
                if (finished.state() == Request.State.DONE && finished.isOf(process)) {
                    return true;
                }
                Request going = block.toCancel();
                anyInFlight |= going.isInProgress() && going.isOf(process);
            }
        }
        // An exit or exec that has reaped all leaves nothing to wait for; in a kernel the waiting thread would have
        // ended too.
        boolean passedOver = process.rules().unknownInSuspend() == Rules.UnknownEntries.PASSED_OVER
                || process.doneQueue().sweeps() != sweepsBefore;
        return !anyInFlight && passedOver;
    }

    private static boolean nothingToSuspendOn(AioProcess process) {
        return process.rules().unknownInSuspend() == Rules.UnknownEntries.WAITED_FOR
                && process.system().outstanding() == 0;
    }

    // ---- common to both

    private static void traceSleep(AioProcess process, int entries) throws AioException {
        process.refuseInHandler("suspend");
        Tracer tracer = Trace.tracer(TracePoint.SUSPEND_SLEEP);
        if (tracer != null) {
            tracer.suspendSleep(process.id(), entries);
        }
    }

    /** Parks until something has happened; returns {@code false} if the timeout has elapsed. */
    private static boolean park(AioProcess process, long timeoutNanos, long start) throws InterruptedException {
        long left = process.ticker().left(timeoutNanos, start);
        if (left <= 0) {
            return false;
        }
        Parking.await(process.ticker(), process, left);
        return true;
    }
}
