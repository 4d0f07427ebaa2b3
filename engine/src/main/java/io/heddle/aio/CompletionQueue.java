package io.heddle.aio;

import io.heddle.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue of completion events: a {@code kqueue} with the filter {@code EVFILT_AIO}. Requests of any process post to it
 * when they name it in {@link Sigevent#kevent}; any number of threads may take events from it.
 *
 * <p>Fetching an event reaps its request: quota and control block are free, and the event carries its error and return
 * value. {@link Dialect#FREEBSD} leaves the reaping to the caller, and so does a {@linkplain #keeping keeping} queue. An event
 * that waits when its request is reaped by other means is withdrawn.
 */
public final class CompletionQueue implements AutoCloseable {
    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.incrementAndGet();
    private final Ticker ticker;
    private final boolean keeping;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>(1);
    private @Nullable Knote first;
    private @Nullable Knote last;
    private int pending;
    private boolean wokenUp;
    private boolean closed;

    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        final int min;

        Waiter(int min) {
            this.min = min;
        }
    }

    /** Opens a queue. */
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
     * Opens a queue whose events leave their requests to be reaped by the caller, whatever the dialect says.
     *
     * @param ticker the clock
     * @return the queue
     */
    public static CompletionQueue keeping(Ticker ticker) {
        return new CompletionQueue(ticker, true);
    }

    /**
     * Waits for events, without a limit in time. See {@link #await(Kevent[], int, Duration)}.
     *
     * @param events filled from the front
     * @param min how many to wait for, 0 to the number of {@code events}
     * @return how many were filled in
     * @throws AioException EBADF if the queue is or becomes closed, EINVAL if {@code min} is out of range
     * @throws InterruptedException if the caller is interrupted while it waits; no event is lost
     */
    public int await(Kevent[] events, int min) throws AioException, InterruptedException {
        return awaitAndReap(events, min, Long.MAX_VALUE);
    }

    /**
     * Takes between {@code min} and {@code events.length} events, oldest first. Waits until {@code min} are there, the time
     * is up or somebody calls {@link #wakeup()}; then it takes what there is.
     *
     * @param events filled from the front
     * @param min how many to wait for, 0 to the number of {@code events}; 0 only looks
     * @param timeout the longest wait; zero or less only looks
     * @return how many were filled in, less than {@code min} after a time-out or a wake-up
     * @throws AioException EBADF if the queue is or becomes closed, EINVAL if {@code min} is out of range
     * @throws InterruptedException if the caller is interrupted while it waits; no event is lost
     */
    public int await(Kevent[] events, int min, Duration timeout) throws AioException, InterruptedException {
        return awaitAndReap(events, min, Durations.nanos(timeout));
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
                    long left = waiter == null ? timeoutNanos : Durations.left(timeoutNanos, ticker.nanoTime() - start);
                    if (pending >= min || wokenUp || left <= 0) {
                        wokenUp = false;
                        return take(events);
                    }
                    if (waiter == null) {
                        waiter = new Waiter(min);
                        waiters.add(waiter);
                        start = ticker.nanoTime();
                    }
                } finally {
                    lock.unlock();
                }
                Durations.park(ticker, this, Durations.left(timeoutNanos, ticker.nanoTime() - start));
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            if (waiter != null) {
                leave(waiter);
            }
        }
    }

    private int take(Kevent[] events) {
        int count = 0;
        for (Knote note = first; note != null && count < events.length; note = first) {
            unlink(note);
            Kevent event = events[count++];
            event.fill(note.block, note.error, note.data, note.udata);
            event.reapLater(keeping ? null : note.reaped, note.generation);
            note.udata = null;
        }
        return count;
    }

    /** Stops waiting. Events or a wake-up that this waiter leaves behind may be what another one waits for. */
    private void leave(Waiter waiter) {
        Thread another;
        lock.lock();
        try {
            waiters.remove(waiter);
            another = satisfied();
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(another);
    }

    private @Nullable Thread satisfied() {
        if (waiters.isEmpty()) { // no iterator over nobody
            return null;
        }
        for (Waiter waiter : waiters) {
            if (pending >= waiter.min || wokenUp || closed) {
                return waiter.thread;
            }
        }
        return null;
    }

    // ---- the engine's side

    /**
     * Posts an event. Called under the lock of the process's done queue, so that the request cannot be reaped in between;
     * the caller wakes the returned thread once it has left that lock.
     */
    @Nullable
    Thread post(Knote note, long generation, Errno error, long data, @Nullable Object udata) {
        lock.lock();
        try {
            if (closed) {
                return null; // closed after the submission: nobody will ask
            }
            note.generation = generation;
            note.error = error;
            note.data = data;
            note.udata = udata;
            note.posted = this;
            note.previous = last;
            if (last == null) {
                first = note;
            } else {
                last.next = note;
            }
            last = note;
            pending++;
            return satisfied();
        } finally {
            lock.unlock();
        }
    }

    void detach(Knote note) {
        lock.lock();
        try {
            if (note.posted == this) {
                unlink(note);
                note.udata = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void unlink(Knote note) {
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
        note.posted = null;
        pending--;
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    long id() {
        return id;
    }

    // ---- the rest of what users call

    /** Makes one wait, the current one or else the next, return at once with what there is. */
    public void wakeup() {
        Thread thread;
        lock.lock();
        try {
            wokenUp = true;
            thread = satisfied();
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(thread);
    }

    /**
     * Returns how many events wait to be taken.
     *
     * @return 0 or more
     */
    public int pending() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the queue: waiting callers get EBADF, pending events are dropped, and requests that are still in flight will
     * complete without an event. Closing it again has no effect.
     */
    @Override
    public void close() {
        Thread[] threads;
        lock.lock();
        try {
            closed = true;
            while (first != null) {
                first.udata = null;
                unlink(first);
            }
            threads = waiters.stream().map(waiter -> waiter.thread).toArray(Thread[]::new);
        } finally {
            lock.unlock();
        }
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public String toString() {
        return "completion queue " + id;
    }
}
