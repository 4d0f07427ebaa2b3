package io.heddle.aio;

import io.heddle.time.BriefLock;
import io.heddle.time.Parking;
import io.heddle.time.StackRoom;
import io.heddle.time.Ticker;
import io.heddle.workq.Wakeup;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue of completion events: a {@code kqueue} with the filters {@code EVFILT_AIO} and {@code EVFILT_LIO}. Requests
 * and lists of any process post to the queue that their {@link Sigevent#kevent} names. Any number of threads may take
 * events from a queue, and a program may have any number of queues.
 *
 * <p>Fetching an event reaps its request: quota and control block are free, and the event carries the request's error
 * and return value. In {@link Dialect#FREEBSD}, and with a {@linkplain #keeping keeping} queue, the caller must reap
 * the request. A pending event is withdrawn when its request is reaped by other means. The {@linkplain Kevent.Flag
 * flags} of an event that does not reap its request determine how often it is delivered. FreeBSD's filters are
 * level-triggered: without a flag, every await delivers the event again until the request, or the last one of the list,
 * is reaped.
 *
 * <p>Only a submission registers an event. The kernels refuse a manual registration with EPERM ({@code
 * filt_aioattach}), because the filter would have to trust an address that the user supplies; this class has no method
 * for it.
 *
 * <p>A queue serves many processes and outlives them. When a process exits, its pending events are withdrawn and its
 * requests post no more, but the threads that wait on the queue are not notified: they continue to wait for events of
 * other processes. If there are no other processes, the application must close the queue, or wake the waiting thread,
 * when it ends the process.
 */
public final class CompletionQueue implements AutoCloseable {
    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.incrementAndGet();
    private final Ticker ticker;
    private final boolean keeping;
    private final ReentrantLock lock = new BriefLock();

    // Guarded by the lock.
    private @Nullable Waiter firstWaiter;
    private @Nullable Waiter lastWaiter;
    private final KnoteList active = new KnoteList();
    private boolean wokenUp;
    private boolean closed;

    private static final class Waiter implements Wakeup {
        final Thread thread = Thread.currentThread();
        final int min;

        // Guarded by the queue's lock: the waiters that came after and before. Linked here, because an iterator needs
        // memory.
        @Nullable
        Waiter next;

        @Nullable
        Waiter previous;

        Waiter(int min) {
            this.min = min;
        }

        @Override
        public void wake() {
            LockSupport.unpark(thread);
        }
    }

    /** Opens a queue that waits by the JVM's clock. */
    public CompletionQueue() {
        this(Ticker.SYSTEM);
    }

    /**
     * Opens a queue that waits by another clock than the JVM's.
     *
     * @param ticker the clock
     */
    public CompletionQueue(Ticker ticker) {
        this(ticker, false);
    }

    private CompletionQueue(Ticker ticker, boolean keeping) {
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        this.keeping = keeping;
    }

    /**
     * Opens a queue whose events leave their requests to be reaped by the caller in every dialect.
     *
     * @param ticker the clock
     * @return the queue
     */
    public static CompletionQueue keeping(Ticker ticker) {
        return new CompletionQueue(ticker, true);
    }

    /**
     * Waits for events without a timeout. See {@link #await(Kevent[], int, Duration)}.
     *
     * @param events filled from the front
     * @param min the number of events to wait for, 0 to the number of {@code events}
     * @return the number of events filled in
     * @throws AioException EBADF if the queue is or becomes closed, EINVAL if {@code min} is out of range
     * @throws InterruptedException if the caller is interrupted while it waits; no event is lost
     */
    public int await(Kevent[] events, int min) throws AioException, InterruptedException {
        StackRoom.require();
        return awaitAndReap(events, min, Long.MAX_VALUE);
    }

    /**
     * Takes between {@code min} and {@code events.length} events, oldest first. Waits until {@code min} events are
     * pending, the timeout elapses or {@link #wakeup()} is called; then it takes the pending events.
     *
     * @param events filled from the front
     * @param min the number of events to wait for, 0 to the number of {@code events}; 0 polls without waiting
     * @param timeout the maximum time to wait; zero or less polls without waiting
     * @return the number of events filled in, less than {@code min} after a timeout or a wake-up
     * @throws AioException EBADF if the queue is or becomes closed, EINVAL if {@code min} is out of range
     * @throws InterruptedException if the caller is interrupted while it waits; no event is lost
     */
    public int await(Kevent[] events, int min, Duration timeout) throws AioException, InterruptedException {
        StackRoom.require();
        return awaitAndReap(events, min, TimeUnit.NANOSECONDS.convert(timeout));
    }

    private int awaitAndReap(Kevent[] events, int min, long timeoutNanos) throws AioException, InterruptedException {
        int count = awaitEvents(events, min, timeoutNanos);
        for (int i = 0; i < count; i++) {
            events[i].reapNow();
        }
        return count;
    }

    private int awaitEvents(Kevent[] events, int min, long timeoutNanos) throws AioException, InterruptedException {
        if (min < 0 || min > events.length) {
            throw new AioException(
                    Errno.EINVAL, "min is " + min + ", it must be 0 to the number of events to fill, " + events.length);
        }
        for (Kevent event : events) {
            Objects.requireNonNull(event, "events must be filled with Kevent objects");
        }
        Waiter waiter = null;
        long start = 0;
        try {
            while (true) {
                lock.lock();
                try {
                    if (closed) {
                        throw new AioException(Errno.EBADF, this + " is closed");
                    }
                    long left = waiter == null ? timeoutNanos : ticker.left(timeoutNanos, start);
                    if (active.size() >= min || wokenUp || left <= 0) {
                        wokenUp = false;
                        return take(events);
                    }
                    if (waiter == null) {
                        waiter = new Waiter(min);
                        enlist(waiter);
                        start = ticker.nanoTime();
                    }
                } finally {
                    lock.unlock();
                }
                Parking.awaitNoted(ticker, this, ticker.left(timeoutNanos, start));
            }
        } finally {
            if (waiter != null) {
                leave(waiter);
            }
        }
    }

    /**
     * Takes events, as {@code kqueue_scan}: each active event at most once; an event that stays in the queue moves
     * behind the others.
     */
    private int take(Kevent[] events) {
        int count = Math.min(events.length, active.size());
        for (int i = 0; i < count; i++) {
            Knote note = Objects.requireNonNull(active.first());
            events[i].fill(note);
            if (note.stays()) {
                active.remove(note);
                active.add(note);
            } else {
                drop(note);
            }
        }
        return count;
    }

    /**
     * Stops waiting. Events or a wake-up that this waiter leaves behind may satisfy another one, which is then woken.
     */
    private void leave(Waiter waiter) {
        Waiter another;
        lock.lock();
        try {
            strike(waiter);
            another = satisfied();
        } finally {
            lock.unlock();
        }
        wake(another);
    }

    private void enlist(Waiter waiter) {
        waiter.previous = lastWaiter;
        if (lastWaiter == null) {
            firstWaiter = waiter;
        } else {
            lastWaiter.next = waiter;
        }
        lastWaiter = waiter;
    }

    private void strike(Waiter waiter) {
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            firstWaiter = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            lastWaiter = before;
        } else {
            after.previous = before;
        }
    }

    private static void wake(@Nullable Waiter waiter) {
        if (waiter != null) {
            waiter.wake();
        }
    }

    private @Nullable Waiter satisfied() {
        for (Waiter waiter = firstWaiter; waiter != null; waiter = waiter.next) {
            if (isSatisfied(waiter)) {
                return waiter;
            }
        }
        return null;
    }

    private boolean isSatisfied(Waiter waiter) {
        return active.size() >= waiter.min || wokenUp || closed;
    }

    // ---- called by the engine

    /**
     * Posts an event. Called under the lock of the process's done queue, so that the request cannot be reaped in
     * between.
     *
     * @return the thread to wake once that lock is released; {@code null} if the queue is closed, and the event is
     *     dropped
     */
    @Nullable
    Wakeup post(Knote note) {
        lock.lock();
        try {
            if (closed) {
                return null;
            }
            note.describe(keeping);
            note.posted = this;
            active.add(note);
            Waiter waiter = satisfied();
            return waiter == null ? Wakeup.NONE : waiter;
        } finally {
            lock.unlock();
        }
    }

    void detach(Knote note) {
        lock.lock();
        try {
            if (note.posted == this) {
                drop(note);
            }
        } finally {
            lock.unlock();
        }
    }

    private void drop(Knote note) {
        active.remove(note);
        note.udata = null;
        note.posted = null;
    }

    boolean isKeeping() {
        return keeping;
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    // ---- further calls of users

    /** Makes one wait, the current one or otherwise the next, return immediately with the pending events. */
    public void wakeup() {
        StackRoom.require();
        Waiter waiter;
        lock.lock();
        try {
            wokenUp = true;
            waiter = satisfied();
        } finally {
            lock.unlock();
        }
        wake(waiter);
    }

    /**
     * Enables the event of a request again, {@code EV_ENABLE}. An event that was fetched, and whose flags have kept it
     * from being delivered since, is again pending in the queue as long as the request is not reaped. An event that is
     * still to be fetched is already enabled. The event of a list cannot be enabled again.
     *
     * @param block the block of the request; if it has several requests, the one that {@link AioProcess#reap} would
     *     reap
     * @throws AioException EBADF if the queue is closed; ENOENT if the queue has no event of the block that could be
     *     delivered again: the block has no request, or one that is notified elsewhere; the event was fetched with
     *     {@link Kevent.Flag#ONESHOT}, or fetching it reaps the request; or the dialect posts no event for a request
     *     that was cancelled. ENOTSUP if the request is in flight, except in the dialect FREEBSD: there its event is
     *     already enabled
     */
    public void enable(ControlBlock block) throws AioException {
        StackRoom.require();
        Request request = block.toReap();
        AioFile file = request.fileOrNull();
        Wakeup wakeup = file == null ? null : file.process().doneQueue().enableKevent(request, this);
        if (isClosed()) {
            throw new AioException(Errno.EBADF, this + " is closed");
        }
        if (wakeup == null) {
            throw new AioException(
                    Errno.ENOENT, this + " has no event of the control block's request that could be delivered again");
        }
        wakeup.wake();
    }

    /**
     * Returns the number of the queue, by which recordings name it. Unique in this JVM.
     *
     * @return 1 or more
     */
    public long id() {
        return id;
    }

    /**
     * Returns the number of pending events.
     *
     * @return 0 or more
     */
    public int pending() {
        StackRoom.require();
        lock.lock();
        try {
            return active.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the queue: waiting callers receive EBADF, pending events are dropped, and requests that are still in
     * flight complete without an event. Closing it again has no effect.
     */
    @Override
    public void close() {
        StackRoom.require();
        lock.lock();
        try {
            closed = true;
            for (Knote note = active.first(); note != null; note = active.first()) {
                drop(note);
            }
            for (Waiter waiter = firstWaiter; waiter != null; waiter = waiter.next) {
                waiter.wake(); // under the lock, as an exception: a copy needs memory
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "completion queue " + id;
    }

    /** The active notes of a completion queue, oldest first, linked through the notes. Guarded by the queue's lock. */
    private static final class KnoteList {
        private @Nullable Knote first;
        private @Nullable Knote last;
        private int size;

        void add(Knote note) {
            note.previous = last;
            if (last == null) {
                first = note;
            } else {
                last.next = note;
            }
            last = note;
            size++;
        }

        void remove(Knote note) {
            Knote before = note.previous;
            Knote after = note.next;
            if (before == null) {
                first = after;
            } else {
                before.next = after;
            }
            if (after == null) {
                last = before;
            } else {
                after.previous = before;
            }
            note.previous = null;
            note.next = null;
            size--;
        }

        @Nullable
        Knote first() {
            return first;
        }

        int size() {
            return size;
        }
    }
}
