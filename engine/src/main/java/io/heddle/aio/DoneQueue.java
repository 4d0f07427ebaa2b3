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
 * <p>A request becomes DONE, and IDLE again, under this lock alone. Its event on a completion queue is posted and taken
 * back under it too, so that no event outlives the request that it tells of.
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
    private final ArrayDeque<Thread> watchers = new ArrayDeque<>(1); // all look again at each completion

    /** How often an exit or exec has reaped everything: who waits for what it has reaped would wait for ever. */
    private final AtomicInteger sweeps = new AtomicInteger();

    /** How many wait; read without the lock, so that completions pass by when nobody does. */
    private volatile int waiting;

    DoneQueue(ReentrantLock lockOfProcess, Quota quota, Unreaped unreaped) {
        lock = lockOfProcess;
        this.quota = quota;
        this.unreaped = unreaped;
    }

    /** For {@link Reaping}, which reads how a request ended and takes it off in one step. */
    ReentrantLock lock() {
        return lock;
    }

    /**
     * Takes a request in, under the lock of its file too. Its event is posted last: a thread that fetches the event may
     * ask at once whether the request is done.
     *
     * @param postsEvent whether its sigevent is to be posted to a completion queue
     * @return who waits for the event, or {@code null} if none was posted
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
     * Has the event of a request delivered again.
     *
     * @return who waits for it, or {@code null} if the request has none in the queue that could be
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

    /** Reaps a request that the queue holds: its quota and its block are free. Under the lock. */
    void take(Request request) {
        AioFile file = request.file();
        done.remove(request);
        file.requests().countDone(-1);
        quota.reaped();
        request.idle();
    }

    /**
     * Reaps a request and claims it in the same step: its block is submitted again.
     *
     * @param list the list call that submits it, or {@code null}
     * @param keepsQuota whether its place in the quota is the next request's
     * @return {@code false} if it was reaped meanwhile, or submitted by the same list before
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

    /** Reaps a request that is done, unless it came by this list call. */
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

    /** Reaps a request whose event was fetched, unless somebody has reaped it in between. */
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

    /** Reaps everything and sends off those who wait, as the end of an exit does; direct-style calls reap their own. */
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

    /** Has everybody who waits for a completion see that none will come. */
    void endWaits() {
        sweeps.incrementAndGet();
        wakeParked();
    }

    /** Unparks all who wait for a completion. */
    void wakeParked() {
        lock.lock();
        try {
            takers.forEach(UNPARK); // under the lock, for once: a copy needs memory
            watchers.forEach(UNPARK);
        } finally {
            lock.unlock();
        }
    }

    int sweeps() {
        return sweeps.get();
    }

    /** Tells a tracer of each request of a file that is done, {@code AIO_cancel_doneq}. */
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

    /** Returns how many requests have been done for a minute or longer. */
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
     * Wakes those who wait for any completion. After each one, outside every lock.
     *
     * @return how many suspended callers were woken
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

    /** Where there is no memory for a copy they are woken under the lock. */
    private Thread[] copyOrUnpark() {
        try {
            return watchers.toArray(NOBODY);
        } catch (OutOfMemoryError exhausted) {
            watchers.forEach(UNPARK);
            return NOBODY;
        }
    }

    /** Warns of requests that nobody reaps, if that is due. After each completion, outside every lock. */
    void warn() {
        unreaped.warn();
    }

    /** The calling thread is woken by each completion from now on. */
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
     * Waits for a request with a control block to be done, and reaps the oldest one.
     *
     * @param into gets the block and how its request ended
     * @return its file, or {@code null} if the time was up
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
                first = first.after; // a direct-style call's
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

    /** The wake-up that ended this wait may have stood for several requests: the next taker looks, too. */
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
