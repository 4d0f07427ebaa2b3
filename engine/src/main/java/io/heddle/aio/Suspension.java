package io.heddle.aio;

import io.heddle.time.Ticker;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The suspend call: sleeps until at least one of some requests is done, as {@code aio_suspend} does.
 *
 * <p>The kernel wakes every suspended caller of the process at each completion. Here the caller leaves its thread with each
 * request of its own list, so a completion costs nothing to callers that wait for others.
 */
final class Suspension {
    private Suspension() {}

    /**
     * Suspends.
     *
     * @return {@code false} if the time was up first
     */
    static boolean suspend(AioProcess process, List<? extends @Nullable ControlBlock> blocks, long timeoutNanos)
            throws AioException, InterruptedException {
        Object span = Trace.begin(TracePoint.SUSPEND);
        Errno error = Errno.OK;
        try {
            checkLength(process, blocks.size());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            boolean done = await(process, blocks, timeoutNanos);
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

    private static void checkLength(AioProcess process, int entries) throws AioException {
        int limit = process.quota().limit();
        if (entries < 1 || entries > limit) {
            throw new AioException(Errno.EINVAL, "the list has " + entries + " entries, it must have 1 to " + limit);
        }
    }

    private static boolean await(AioProcess process, List<? extends @Nullable ControlBlock> blocks, long timeoutNanos)
            throws AioException, InterruptedException {
        int registered = 0;
        try {
            // Every one that is in flight gets to know this thread. One that is not, done or unknown, ends the call.
            boolean anyInFlight = false;
            for (ControlBlock block : blocks) {
                if (block != null) {
                    if (!register(process, block)) {
                        return true;
                    }
                    anyInFlight = true;
                }
                registered++;
            }
            return !anyInFlight || sleep(process, blocks, timeoutNanos);
        } finally {
            unregister(blocks.subList(0, registered));
        }
    }

    private static boolean sleep(AioProcess process, List<? extends @Nullable ControlBlock> blocks, long timeoutNanos)
            throws AioException, InterruptedException {
        if (timeoutNanos <= 0) {
            return anyDone(process, blocks);
        }
        process.refuseInHandler("suspend");
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            tracer.suspendSleep(process.id(), blocks.size());
        }
        Ticker ticker = process.ticker();
        long start = ticker.nanoTime();
        while (!anyDone(process, blocks)) {
            long left = Durations.left(timeoutNanos, ticker.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            Durations.park(ticker, process, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return true;
    }

    private static boolean register(AioProcess process, ControlBlock block) {
        AioFile file = block.request.fileOrNull();
        return file != null
                && file.process() == process
                && file.requests().addWaiter(block.request, Thread.currentThread());
    }

    private static void unregister(List<? extends @Nullable ControlBlock> blocks) {
        for (ControlBlock block : blocks) {
            AioFile file = block == null ? null : block.request.fileOrNull();
            if (block != null && file != null) {
                file.requests().removeWaiter(block.request, Thread.currentThread());
            }
        }
    }

    private static boolean anyDone(AioProcess process, List<? extends @Nullable ControlBlock> blocks) {
        for (ControlBlock block : blocks) {
            if (block != null && !(block.request.isOf(process) && block.request.isInProgress())) {
                return true;
            }
        }
        return false;
    }
}
