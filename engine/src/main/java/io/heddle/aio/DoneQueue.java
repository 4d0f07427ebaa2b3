package io.heddle.aio;

import io.heddle.time.Parking;
import io.heddle.time.Ticker;
import io.heddle.workq.Wakeup;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The done queue of a process, {@code p_aio_doneq}: requests that have completed and are not reaped, oldest first, and
 * the threads that wait for any completion.
 *
 * <p>A request becomes DONE, and later leaves DONE, only under this lock. Its event on a completion queue is posted and
 * withdrawn under it too, so that no event outlives its request.
 */
final class DoneQueue {
    private static final Consumer<Thread> UNPARK = LockSupport::unpark;
    private static final Thread[] NOBODY = {};

    private final Quota quota;
    private final ReentrantLock lock;
    private final Unreaped unreaped;

    // Guarded by the lock.
    private final RequestList done = new RequestList();
    private long count;
    private final ArrayDeque<Thread> takers = new ArrayDeque<>(1); // each waits for one request of its own
    private final ArrayDeque<Thread> watchers = new ArrayDeque<>(1); // all check again at each completion

    /**
     * Counts the exits and execs that have reaped all requests: a thread that waits for a reaped request would
     * otherwise wait forever.
     */
    private final AtomicInteger sweeps = new AtomicInteger();

    /** The number of waiting threads. Read without the lock, so that completions skip it if there are none. */
    private volatile int waiting;

    DoneQueue(ReentrantLock lockOfProcess, Quota quota, Unreaped unreaped) {
        lock = lockOfProcess;
        this.quota = quota;
        this.unreaped = unreaped;
    }

    /** The lock, for {@link Reaping}, which reads a request's outcome and removes the request in one step. */
    ReentrantLock lock() {
        return lock;
    }

    /**
     * Adds a request, under the lock of its file too. Its event is posted last: a thread that fetches the event may
     * immediately query whether the request is done.
     *
     * @param postsEvent whether the event of its sigevent is to be posted to a completion queue
     * @return the thread to wake for the event, or {@code null} if none was posted
     */
    @Nullable
    Wakeup add(Request request, boolean postsEvent) {
        lock.lock();
        try {
            done.add(request);
            request.file().requests().countDone(1);
            request.done(++count);
            if (done.size() >= Unreaped.MANY) {
                unreaped.look(done, count);
            }
            return postsEvent ? request.postKevent() : null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Enables the event of a request again.
     *
     * @return the thread to wake, or {@code null} if the queue has no event of the request that could be enabled
     * @throws AioException ENOTSUP if the request is in flight, and the dialect refuses to enable its event then
     */
    @Nullable
    Wakeup enableKevent(Request request, CompletionQueue queue) throws AioException {
        lock.lock();
        try {
            if (holds(request)) {
                return request.enableKevent(queue);
            }
            if (!request.isInProgress() || !request.sigevent().tells(queue)) {
                return null;
            }
            if (!request.file().process().rules().enablesEventsInFlight()) {
                throw new AioException(Errno.ENOTSUP, "the request is in flight: it has no event yet to be enabled");
            }
            return Wakeup.NONE;
        } finally {
            lock.unlock();
        }
    }

    boolean holds(Request request) {
        return request.on == done;
    }

    /** Reaps a request that the queue holds: its quota and its block are free. Called under the lock. */
    void take(Request request) {
        AioFile file = request.file();
        done.remove(request);
        file.requests().countDone(-1);
        quota.reaped();
        request.idle();
    }

    /**
     * Reaps a request and claims it in one step, because its block is submitted again.
     *
     * @param list the list call that submits it, or {@code null}
     * @param keepsQuota whether the new request takes over its place in the quota
     * @return {@code false} if the request was reaped meanwhile, or was submitted by the same list before
     */
    boolean claim(Request request, @Nullable ListIo list, boolean keepsQuota) {
        lock.lock();
        try {
            if (!holds(request) || (list != null && request.list == list)) {
                return false;
            }
            done.remove(request);
            request.file().requests().countDone(-1);
            if (keepsQuota) {
                quota.passOn();
            } else {
                quota.reaped();
            }
            request.claimDone();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Reaps a request that is done, unless this list call has submitted it. */
    void takeUnlessOf(ListIo list, Request request) {
        AioFile file = null;
        lock.lock();
        try {
            if (holds(request) && request.list != list) {
                file = request.file();
                take(request);
            }
        } finally {
            lock.unlock();
        }
        if (file != null) {
            file.process().forgetIfEmpty(file);
        }
    }

    /** Reaps a request whose event was fetched, unless it was reaped in between. */
    void takeFetched(Request request, long generation) {
        AioFile file = null;
        lock.lock();
        try {
            if (holds(request) && request.generation() == generation) {
                file = request.file();
                take(request);
            }
        } finally {
            lock.unlock();
        }
        if (file != null) {
            file.process().forgetIfEmpty(file);
        }
    }

    /**
     * Reaps all requests and ends all waits, as the end of an exit does; direct-style calls reap their own requests.
     */
    void takeAll() {
        lock.lock();
        try {
            Request next;
            for (Request request = done.first(); request != null; request = next) {
                next = request.after;
                if (request.block != null) {
                    request.remember(null); // as in memory that is new
                    take(request);
                }
            }
        } finally {
            lock.unlock();
        }
        endWaits();
    }

    /** Makes every thread that waits for a completion see that none will come. */
    void endWaits() {
        sweeps.incrementAndGet();
        wakeParked();
    }

    /** Unparks all threads that wait for a completion. */
    void wakeParked() {
        lock.lock();
        try {
            takers.forEach(UNPARK); // under the lock, as an exception: a copy needs memory
            watchers.forEach(UNPARK);
        } finally {
            lock.unlock();
        }
    }

    int sweeps() {
        return sweeps.get();
    }

    /** Traces each request of a file that is done, {@code AIO_cancel_doneq}. */
    void traceCancelled(AioFile file) {
        lock.lock();
        try {
            for (Request request = done.first(); request != null; request = request.after) {
                if (request.fileOrNull() == file) {
                    file.traceCancelled(request, CancelResult.ALLDONE);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return done.size();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of requests that have been done for a minute or longer. */
    int unreaped() {
        lock.lock();
        try {
            return unreaped.count(done, count);
        } finally {
            lock.unlock();
        }
    }

    // ---- waiting for any completion

    /**
     * Unparks the threads that wait for any completion. Called after each completion, outside every lock.
     *
     * @return the number of suspended callers that were unparked
     */
    int wakeWaiters() {
        if (waiting == 0) {
            return 0;
        }
        Thread taker;
        Thread[] all = NOBODY;
        int woken;
        lock.lock();
        try {
            taker = takers.peek();
            woken = watchers.size();
            if (woken > 0) {
                all = copyOrUnpark();
            }
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(taker);
        for (Thread watcher : all) {
            LockSupport.unpark(watcher);
        }
        return woken;
    }

    /** Copies the watchers. If there is no memory for a copy, they are unparked under the lock. */
    private Thread[] copyOrUnpark() {
        try {
            return watchers.toArray(NOBODY);
        } catch (OutOfMemoryError exhausted) {
            watchers.forEach(UNPARK);
            return NOBODY;
        }
    }

    /** Warns of requests that are not reaped, if that is due. Called after each completion, outside every lock. */
    void warn() {
        unreaped.warn();
    }

    /** Registers the calling thread to be unparked by each completion. */
    void watch() {
        lock.lock();
        try {
            watchers.add(Thread.currentThread());
            waiting = takers.size() + watchers.size();
        } finally {
            lock.unlock();
        }
    }

    void unwatch() {
        lock.lock();
        try {
            watchers.remove(Thread.currentThread());
            waiting = takers.size() + watchers.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a request with a control block is done, and reaps the oldest one.
     *
     * @param into receives the block and the request's outcome
     * @return the request's file, or {@code null} if the timeout elapsed
     * @throws AioException ESRCH if the process exits or execs meanwhile
     */
    @Nullable
    AioFile awaitAndTake(AioProcess process, Kevent into, long timeoutNanos) throws AioException, InterruptedException {
        int before = sweeps.get();
        if (timeoutNanos > 0) {
            process.life().refuseAfterExit();
        }
        Ticker ticker = process.ticker();
        long start = ticker.nanoTime();
        boolean waits = false;
        try {
            while (true) {
                AioFile file = takeFirst(process, into, !waits);
                waits = true;
                long left = ticker.left(timeoutNanos, start);
                if (file != null || left <= 0) {
                    return file;
                }
                if (sweeps.get() != before) {
                    throw new AioException(Errno.ESRCH, process + " has ended all its requests, nothing will complete");
                }
                Parking.await(ticker, this, left);
            }
        } finally {
            stopTaking();
        }
    }

    private @Nullable AioFile takeFirst(AioProcess process, Kevent into, boolean register) {
        lock.lock();
        try {
            Request first = done.first();
            while (first != null && first.block == null) {
                first = first.after; // the request of a direct-style call
            }
            if (register) {
                takers.add(Thread.currentThread());
                waiting = takers.size() + watchers.size();
            }
            if (first == null) {
                return null;
            }
            AioFile file = first.file();
            into.fill(
                    first.block, first.error(), first.result(), first.sigevent().value());
            process.rules().reaped(first, first.error());
            take(first);
            return file;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops waiting. The wake-up that has ended this wait may have been for several requests, so the next taker checks
     * too.
     */
    private void stopTaking() {
        Thread next;
        lock.lock();
        try {
            takers.remove(Thread.currentThread());
            waiting = takers.size() + watchers.size();
            next = done.size() > 0 ? takers.peek() : null;
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(next);
    }
}
