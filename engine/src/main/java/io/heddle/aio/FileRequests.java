package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import io.heddle.workq.Entry;
import io.heddle.workq.EntryList;
import io.heddle.workq.Wakeup;
import io.heddle.workq.Workqueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one file: its active queue, its done queue and the order that must be kept between them.
 *
 * <p>Order is kept by position, not by asking again and again. The active queue holds the reads and writes in flight and
 * the syncs that wait for them, as they were submitted. A sync has nothing to wait for exactly when no read or write
 * stands before it; so whenever something leaves the queue, the syncs that have come to its head are released. Later
 * requests stand behind a sync and never delay it. Each request is released once: the cost per request is constant.
 *
 * <p>Appends that must not overtake each other go to the workqueue one at a time; the others are held in a list.
 */
final class FileRequests {
    private final AioFile file;
    private final AioProcess process;
    private final ReentrantLock lock = new ReentrantLock();

    // All guarded by the lock.
    private final RequestList active = new RequestList();
    private final RequestList releasedSyncs = new RequestList();
    private final EntryList heldAppends = new EntryList();
    private boolean appending;
    private int transfers; // reads and writes on the active queue
    private int held; // syncs and appends that wait for earlier requests
    private volatile boolean closed; // read without the lock to save reapings the trouble
    private @Nullable Request freeDirect;

    /** Done and not reaped. Guarded by the lock of the process's done queue. */
    private int done;

    FileRequests(AioFile file, AioProcess process) {
        this.file = file;
        this.process = process;
    }

    /** For {@link Completion}, whose steps under the lock are this class's but whose order is its own. */
    ReentrantLock lock() {
        return lock;
    }

    // ---- submission

    /**
     * Puts a claimed request onto the active queue and, unless it has to wait for earlier ones, onto the workqueue.
     *
     * @return what to wake once the lock is left, or {@code null} if the process is exiting
     * @throws AioException EBADF if the file is closed
     */
    @Nullable
    Wakeup enqueue(Request request, @Nullable ListCall list, Workqueue workqueue) throws AioException {
        int waitingFor;
        Wakeup wakeup;
        lock.lock();
        try {
            if (closed) {
                throw new AioException(Errno.EBADF, file + " is closed");
            }
            request.queued();
            waitingFor = hasToWaitFor(request);
            request.held = waitingFor > 0;
            wakeup = request.held ? hold(request) : workqueue.add(request);
            if (wakeup == null) {
                request.notQueued();
                process.order().remove(request);
                return null;
            }
            appending |= request.inAppendOrder;
            if (!request.operation().isSync()) {
                transfers++;
                active.add(request);
            } else if (request.held && !process.order().isKept()) {
                active.add(request);
            } else {
                releasedSyncs.add(request);
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

    /** How many earlier requests must be done before this one may run. */
    private int hasToWaitFor(Request request) {
        int earlierInProcess = process.order().add(request);
        if (request.inAppendOrder) {
            return appending ? 1 : 0;
        }
        if (!request.operation().isSync()) {
            return 0;
        }
        return switch (process.rules().syncOrder(request.operation())) {
            case FREE -> 0;
            case AFTER_FILE -> transfers;
            case AFTER_PROCESS -> earlierInProcess;
        };
    }

    private @Nullable Wakeup hold(Request request) {
        if (process.isExiting()) {
            return null;
        }
        held++;
        if (request.inAppendOrder) {
            heldAppends.add(request);
        }
        return Wakeup.NONE;
    }

    private void traceFsyncDelay(Request request, int waitingFor) {
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            tracer.fsyncDelay(process.id(), request.id(), file.descriptor(), waitingFor);
        }
    }

    // ---- completion

    /**
     * Takes a request off the active queue and releases what it has held up. Under the lock.
     *
     * @return what to wake once the lock is left
     */
    Wakeup leaveActive(Request request) {
        if (request.on == active) {
            active.remove(request);
            if (!request.operation().isSync()) {
                transfers--;
            }
        } else {
            releasedSyncs.remove(request);
        }
        return releaseAppend(request).and(releaseSyncs());
    }

    /** Releases a sync that has become the oldest request of its process, if it still is and still waits. */
    void releaseOldest(Request request) {
        Wakeup wakeup = Wakeup.NONE;
        lock.lock();
        try {
            boolean waits = request.fileOrNull() == file && request.held && request.state() == Request.State.QUEUED;
            if (waits && process.order().isOldest(request)) {
                wakeup = release(request);
            }
        } finally {
            lock.unlock();
        }
        wakeup.wake();
    }

    /** The append that had its turn is over: the next one has it. */
    private Wakeup releaseAppend(Request request) {
        if (!request.inAppendOrder || request.held) {
            return Wakeup.NONE;
        }
        Entry next = heldAppends.poll();
        appending = next != null;
        if (next instanceof Request append) {
            return release(append);
        }
        return Wakeup.NONE;
    }

    private Wakeup releaseSyncs() {
        Wakeup wakeup = Wakeup.NONE;
        Request head = active.first();
        while (head != null && head.operation().isSync()) {
            active.remove(head);
            releasedSyncs.add(head);
            if (head.state() == Request.State.QUEUED && head.held) {
                wakeup = wakeup.and(release(head));
            }
            head = active.first();
        }
        return wakeup;
    }

    private Wakeup release(Request request) {
        Wakeup wakeup = process.workqueue().add(request);
        if (wakeup == null) {
            // The process exits. The request stays held, where the exit's cancel finds it.
            if (request.inAppendOrder) {
                heldAppends.add(request);
            }
            return Wakeup.NONE;
        }
        request.held = false;
        held--;
        return wakeup;
    }

    // ---- cancel

    /** Cancels one request of this file, if that is still possible; {@code null} if it is not known here. */
    @Nullable
    CancelResult cancel(Request request) {
        CancelResult result;
        lock.lock();
        try {
            if (request.fileOrNull() != file) {
                return null;
            }
            result = switch (request.state()) {
                case IDLE, CLAIMED -> null;
                case QUEUED -> withdraw(request) ? CancelResult.CANCELED : CancelResult.NOTCANCELED;
                case RUNNING -> CancelResult.NOTCANCELED;
                case CANCELLING -> CancelResult.NOTCANCELED; // another cancel's: not by this call
                case DONE -> CancelResult.ALLDONE;
            };
        } finally {
            lock.unlock();
        }
        if (result != null) {
            file.traceCancelled(request, result);
        }
        if (result == CancelResult.CANCELED) {
            Completion.complete(request);
        }
        return result;
    }

    /** Takes a queued request back from wherever it waits. Under the lock; {@code false} if a worker has taken it. */
    private boolean withdraw(Request request) {
        if (request.held) {
            held--;
            if (request.inAppendOrder) {
                heldAppends.remove(request);
            }
        } else if (!process.workqueue().remove(request)) {
            return false;
        }
        request.cancelling();
        return true;
    }

    /** What a cancel of all requests of a file came across. */
    record Sweep(int cancelled, int running, int done) {
        int matched() {
            return cancelled + running + done;
        }
    }

    /**
     * Cancels all requests of this file that can be cancelled.
     *
     * @param closeDrain waits for those that cannot, or {@code null}
     * @param exitDrain waits for those that cannot, or {@code null}
     */
    Sweep cancelAll(@Nullable Drain closeDrain, @Nullable Drain exitDrain) {
        // In two steps, because completing leaves the lock: a request that is being cancelled stays put in between.
        EntryList withdrawn = new EntryList();
        int running;
        lock.lock();
        try {
            running = withdrawAll(active, withdrawn, closeDrain, exitDrain)
                    + withdrawAll(releasedSyncs, withdrawn, closeDrain, exitDrain);
        } finally {
            lock.unlock();
        }
        int cancelled = withdrawn.size();
        int finished = doneCount();
        if (running == 0 && cancelled == 0 && finished > 0 && Trace.tracer() != null) {
            process.doneQueue().traceCancelled(file);
        }
        for (Entry entry = withdrawn.poll(); entry != null; entry = withdrawn.poll()) {
            Request request = (Request) entry;
            file.traceCancelled(request, CancelResult.CANCELED);
            Completion.complete(request);
        }
        return new Sweep(cancelled, running, finished);
    }

    private int withdrawAll(
            RequestList list, EntryList withdrawn, @Nullable Drain closeDrain, @Nullable Drain exitDrain) {
        int running = 0;
        for (Request request = list.first(); request != null; request = request.after) {
            if (request.state() == Request.State.QUEUED && withdraw(request)) {
                withdrawn.add(request);
                continue;
            }
            running++;
            if (closeDrain != null && request.closeDrain == null) {
                request.closeDrain = closeDrain;
                closeDrain.expect();
            }
            if (exitDrain != null && request.exitDrain == null) {
                request.exitDrain = exitDrain;
                exitDrain.expect();
            }
            file.traceCancelled(request, CancelResult.NOTCANCELED);
        }
        return running;
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
            request.waiters.add(thread);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void removeWaiter(Request request, Thread thread) {
        lock.lock();
        try {
            if (request.fileOrNull() == file) { // else it was done, has let its waiters go and is used anew
                request.waiters.remove(thread);
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- the requests of direct-style calls

    Request borrowDirect() {
        lock.lock();
        try {
            Request free = freeDirect;
            if (free == null) {
                return new Request(null);
            }
            freeDirect = free.nextFree;
            free.nextFree = null;
            return free;
        } finally {
            lock.unlock();
        }
    }

    void giveBackDirect(Request request) {
        lock.lock();
        try {
            request.nextFree = freeDirect;
            freeDirect = request;
        } finally {
            lock.unlock();
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

    /** Is nothing in flight any more, now that nothing new is accepted? */
    boolean isClosedAndQuiet() {
        if (!closed) {
            return false;
        }
        lock.lock();
        try {
            return active.size() + releasedSyncs.size() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Can the process forget the file? */
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
            return held;
        } finally {
            lock.unlock();
        }
    }
}
