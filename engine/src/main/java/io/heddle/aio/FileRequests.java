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
    private volatile boolean closed; // read without the lock to save reapings the trouble

    /** Done and not reaped. Guarded by the lock of the process's done queue. */
    private int done;

    FileRequests(AioFile file, AioProcess process) {
        this.file = file;
        this.process = process;
        lock = process.lock();
        this.order = new FileOrder(file, process);
    }

    /** For {@link Completion}, whose steps under the lock are this class's but whose order is its own. */
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

    /** Takes a request back; it must not keep the caller's memory alive, also if it was refused. */
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
     * Puts a claimed request onto the active queue and, unless it has to wait for earlier ones, onto the workqueue.
     *
     * @return what to wake once the lock is left, or {@code null} if the process is exiting
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

    /** Links to a sync that is about to flush those that share the flush. */
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
     * Takes a request out of those in flight and releases what it has held up. Under the lock.
     *
     * @return what to wake once the lock is left
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

    /** Cancels one request of this file, if that is still possible; {@code null} if it is not known here. */
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
                case CANCELLING -> CancelResult.NOTCANCELED; // another cancel's: not by this call
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

    /** What a cancel of all requests of a file came across. Has all that the cancel needs before it begins. */
    static final class Sweep {
        /** Requests that are being cancelled, and stay put meanwhile. */
        private final EntryList withdrawn = new EntryList();

        /** Those among the running that the backend may take back. */
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

        /** Has the backend take back what it can; outside every lock, and once only. */
        Sweep recall() {
            int recalled = begun.run();
            cancelled += recalled;
            running -= recalled;
            return this;
        }
    }

    /**
     * Cancels all requests of this file that are queued. What runs can be {@linkplain Sweep#recall recalled}
     * afterwards. A recall makes room for queued requests, so a cancel over several files recalls after it has gone
     * through all of them.
     *
     * @param closeDrain waits for those that cannot, or {@code null}
     * @param exitDrain waits for those that cannot, or {@code null}
     */
    Sweep cancelAll(@Nullable Drain closeDrain, @Nullable Drain exitDrain) {
        // In two steps, because completing leaves the lock: a request that is being cancelled stays put in between.
        Sweep sweep = new Sweep(file);
        lock.lock();
        try {
            // Whatever is on the active queue was submitted after the syncs that have been released from it.
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

    /** What the notification of one throws does not keep the others from their end. */
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
     * Notes a thread to be woken when the request is done.
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
            if (request.fileOrNull() == file) { // else it was done, has let its waiters go and is used anew
                request.removeWaiter(thread);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Unparks all who wait for one of these requests, for no reason. */
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

    /** Refuses submissions from now on; {@code false} if that was so before. */
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

    /** Counts what is done; under the lock of the process's done queue. */
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
