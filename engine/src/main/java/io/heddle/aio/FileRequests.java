package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.workq.Entry;
import io.heddle.workq.EntryList;
import io.heddle.workq.Wakeup;
import io.heddle.workq.Workqueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one file: those in flight, in the order that {@link FileOrder} keeps between them, and those that are
 * done.
 */
final class FileRequests {
    private final AioFile file;
    private final AioProcess process;
    private final ReentrantLock lock;

    // Guarded by the lock.
    private final FileOrder order;
    private @Nullable Request freeDirect;
    private volatile boolean closed; // read without the lock, to spare reaps the lock

    /** The number of requests done and not reaped. Guarded by the lock of the process's done queue. */
    private int done;

    FileRequests(AioFile file, AioProcess process) {
        this.file = file;
        this.process = process;
        lock = process.lock();
        this.order = new FileOrder(file, process);
    }

    /** The lock, for {@link Completion}, which orders the steps that this class makes under the lock. */
    ReentrantLock lock() {
        return lock;
    }

    // ---- the requests of direct-style calls: each call borrows one, and there are as many as ran at the same time

    Request borrowDirect() {
        lock.lock();
        try {
            Request borrowed = freeDirect;
            if (borrowed == null) {
                return new Request(null);
            }
            freeDirect = borrowed.nextFree;
            borrowed.nextFree = null;
            return borrowed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns a borrowed request. It must not keep the caller's memory alive, even if it was refused. */
    void giveBackDirect(Request request) {
        request.memory.forget();
        lock.lock();
        try {
            request.nextFree = freeDirect;
            freeDirect = request;
        } finally {
            lock.unlock();
        }
    }

    // ---- submission

    /**
     * Puts a claimed request onto the active queue and, unless it must wait for earlier ones, onto the workqueue.
     *
     * @return what to wake once the lock is released, or {@code null} if the process is exiting
     * @throws AioException EBADF if the file is closed
     */
    @Nullable
    Wakeup enqueue(Request request, @Nullable ListIo list, Workqueue workqueue) throws AioException {
        int waitingFor;
        Wakeup wakeup;
        lock.lock();
        try {
            if (closed) {
                throw new AioException(Errno.EBADF, file + " is closed");
            }
            request.queued();
            waitingFor = order.hasToWaitFor(request);
            wakeup = order.add(request, waitingFor > 0, workqueue);
            if (wakeup == null) {
                request.notQueued();
                return null;
            }
            if (list != null) {
                list.expect(request);
            }
        } finally {
            lock.unlock();
        }
        if (waitingFor > 0 && request.operation().isSync()) {
            traceFsyncDelay(request, waitingFor);
        }
        return wakeup;
    }

    private void traceFsyncDelay(Request request, int waitingFor) {
        Tracer tracer = Trace.tracer(TracePoint.FSYNC_DELAY);
        if (tracer != null) {
            tracer.fsyncDelay(process.id(), request.id(), file.descriptor(), waitingFor);
        }
    }

    // ---- the transfer

    /** Links to a sync that is about to flush the syncs that share the flush. */
    void takeFollowers(Request starting) {
        lock.lock();
        try {
            order.takeFollowers(starting);
        } finally {
            lock.unlock();
        }
    }

    // ---- completion

    /**
     * Removes a request from those in flight, and releases the requests that it has held up. Called under the lock.
     *
     * @return what to wake once the lock is released
     */
    Wakeup leaveActive(Request request) {
        return order.remove(request);
    }

    /** Releases a sync that has become the oldest request of its process. */
    void releaseOldest(Request request) {
        Wakeup wakeup;
        lock.lock();
        try {
            wakeup = order.releaseOldest(request);
        } finally {
            lock.unlock();
        }
        wakeup.wake();
    }

    // ---- cancel

    /**
     * Cancels one request of this file, if that is still possible; returns {@code null} if the request is not known
     * here.
     */
    @Nullable
    CancelResult cancel(Request request) {
        CancelResult result;
        Cancellation.Recall begun = null;
        lock.lock();
        try {
            if (request.fileOrNull() != file) {
                return null;
            }
            if (request.state() == Request.State.RUNNING && Cancellation.Recall.isPossible(request)) {
                begun = new Cancellation.Recall(file);
                begun.add(request);
            }
            result = switch (request.state()) {
                case IDLE, CLAIMED -> null;
                case QUEUED -> order.withdraw(request) ? CancelResult.CANCELED : CancelResult.NOTCANCELED;
                case RUNNING -> CancelResult.NOTCANCELED;
                case CANCELLING -> CancelResult.NOTCANCELED; // by another cancel, not by this call
                case DONE -> CancelResult.ALLDONE;
            };
        } finally {
            lock.unlock();
        }
        if (begun != null) {
            return begun.run() > 0 ? CancelResult.CANCELED : CancelResult.NOTCANCELED;
        }
        if (result != null) {
            file.traceCancelled(request, result);
        }
        if (result == CancelResult.CANCELED) {
            Completion.complete(request);
        }
        return result;
    }

    /**
     * The requests that a cancel of all requests of a file has found. Allocates everything that the cancel needs before
     * it begins.
     */
    static final class Sweep {
        /** Requests that are being cancelled, and keep their places meanwhile. */
        private final EntryList withdrawn = new EntryList();

        /** Running requests that the backend may cancel. */
        private final Cancellation.Recall begun;

        private int cancelled;
        private int running;
        private int done;

        private Sweep(AioFile file) {
            begun = new Cancellation.Recall(file);
        }

        int cancelled() {
            return cancelled;
        }

        int running() {
            return running;
        }

        int matched() {
            return cancelled + running + done;
        }

        /** Makes the backend cancel what it can. Called outside every lock, and only once. */
        Sweep recall() {
            int recalled = begun.run();
            cancelled += recalled;
            running -= recalled;
            return this;
        }
    }

    /**
     * Cancels all queued requests of this file. Running requests can be {@linkplain Sweep#recall recalled} afterwards.
     * A recall makes room for queued requests, so a cancel of several files recalls only after it has gone through all
     * of them.
     *
     * @param closeDrain waits for the requests that are not cancelled, or {@code null}
     * @param exitDrain waits for the requests that are not cancelled, or {@code null}
     */
    Sweep cancelAll(@Nullable Drain closeDrain, @Nullable Drain exitDrain) {
        // In two steps, because a completion releases the lock: a request that is being cancelled keeps its place in
        // between.
        Sweep sweep = new Sweep(file);
        lock.lock();
        try {
            // Every request on the active queue was submitted after the syncs that have been released from it.
            withdrawAll(order.releasedSyncs, sweep, closeDrain, exitDrain);
            withdrawAll(order.active, sweep, closeDrain, exitDrain);
        } finally {
            lock.unlock();
        }
        process.order().sort(sweep.withdrawn);
        sweep.cancelled = sweep.withdrawn.size();
        sweep.done = doneCount();
        if (sweep.running == 0 && sweep.cancelled == 0 && sweep.done > 0 && Trace.tracer() != null) {
            process.doneQueue().traceCancelled(file);
        }
        completeAll(sweep.withdrawn);
        return sweep;
    }

    /** Completes all, even if the notification of one throws. */
    private void completeAll(EntryList withdrawn) {
        Throwable failure = null;
        for (Entry entry = withdrawn.poll(); entry != null; entry = withdrawn.poll()) {
            Request request = (Request) entry;
            try {
                file.traceCancelled(request, CancelResult.CANCELED);
                Completion.complete(request);
            } catch (RuntimeException | Error failed) {
                failure = failure == null ? failed : failure;
            }
        }
        GroupCommit.rethrow(failure);
    }

    private void withdrawAll(RequestList list, Sweep sweep, @Nullable Drain closeDrain, @Nullable Drain exitDrain) {
        for (Request request = list.first(); request != null; request = request.after) {
            if (request.state() == Request.State.QUEUED && order.withdraw(request)) {
                sweep.withdrawn.add(request);
                continue;
            }
            sweep.running++;
            if (closeDrain != null && request.closeDrain == null) {
                request.closeDrain = closeDrain;
                closeDrain.expect();
            }
            if (exitDrain != null && request.exitDrain == null) {
                request.exitDrain = exitDrain;
                exitDrain.expect();
            }
            if (request.state() == Request.State.RUNNING && Cancellation.Recall.isPossible(request)) {
                sweep.begun.add(request);
            } else {
                file.traceCancelled(request, CancelResult.NOTCANCELED);
            }
        }
    }

    // ---- waiting

    /**
     * Registers a thread to be unparked when the request is done.
     *
     * @return {@code false} if there is nothing to wait for
     */
    boolean addWaiter(Request request, Thread thread) {
        lock.lock();
        try {
            if (request.fileOrNull() != file || !request.isInProgress()) {
                return false;
            }
            request.addWaiter(thread);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void removeWaiter(Request request, Thread thread) {
        lock.lock();
        try {
            if (request.fileOrNull() == file) { // otherwise it is done, has dropped its waiters and is in use again
                request.removeWaiter(thread);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Unparks all threads that wait for one of these requests, without a reason. */
    void wakeParked() {
        lock.lock();
        try {
            wakeParked(order.active);
            wakeParked(order.releasedSyncs);
        } finally {
            lock.unlock();
        }
    }

    private static void wakeParked(RequestList list) {
        for (Request request = list.first(); request != null; request = request.after) {
            request.unparkWaiters();
        }
    }

    // ---- close and counts

    /** Refuses submissions from now on; returns {@code false} if they were already refused. */
    boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns whether nothing is in flight any more and nothing new is accepted. */
    boolean isClosedAndQuiet() {
        if (!closed) {
            return false;
        }
        lock.lock();
        try {
            return order.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the process can forget the file. */
    boolean isClosedAndEmpty() {
        return isClosedAndQuiet() && doneCount() == 0;
    }

    /** Counts requests that are done. Called under the lock of the process's done queue. */
    void countDone(int change) {
        done += change;
    }

    int doneCount() {
        ReentrantLock doneLock = process.doneQueue().lock();
        doneLock.lock();
        try {
            return done;
        } finally {
            doneLock.unlock();
        }
    }

    int heldCount() {
        lock.lock();
        try {
            return order.held();
        } finally {
            lock.unlock();
        }
    }
}
