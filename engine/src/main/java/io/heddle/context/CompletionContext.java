package io.heddle.context;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.CompletionQueue;
import io.heddle.aio.Dialect;
import io.heddle.aio.Kevent;
import io.heddle.time.StackRoom;
import io.heddle.time.Ticker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A completion context: {@code RTFILEAIOCTX}. Any number of threads submit requests to it. One thread at a time waits,
 * and receives the requests that have completed, in the order of their completion.
 *
 * <p>The context uses the workers and the quota of one {@link AioProcess}, whose files its requests name. Close the
 * context before the process. If an exit or exec of the process comes first, it cancels and reaps requests without a
 * notification. A wait in progress then needs a {@link #wakeup}. After an exit, waits return NO_REQUEST; after an exec,
 * the context counts a lost request as pending until the request is examined or used again.
 */
public final class CompletionContext implements AutoCloseable {
    /** No maximum except the process's: {@code RTFILEAIO_UNLIMITED_REQS}. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Options of a context: {@code RTFILEAIOCTX_FLAGS_*}. */
    public enum Flag {
        /** A wait blocks even when no request is pending: for requests that other threads submit, or for a wake-up. */
        WAIT_WITHOUT_PENDING_REQUESTS
    }

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** The value of {@link #pending} once the context is destroyed. */
    private static final int DESTROYED = -1;

    private final AioProcess process;
    private final int maximum;
    private final boolean waitsWithoutPending;
    private final CompletionQueue queue;

    /** The number of requests that are submitted and neither handed out nor cancelled: {@code cRequests}. */
    private final AtomicInteger pending = new AtomicInteger();

    /** Whether a wake-up has not been reported by a wait yet: {@code fWokenUp}. */
    private final AtomicBoolean wokenUp = new AtomicBoolean();

    /** The thread that waits: {@code hThreadWait}. */
    private final AtomicReference<Thread> waiter = new AtomicReference<>();

    private CompletionContext(AioProcess process, int maximum, boolean waitsWithoutPending) {
        this.process = process;
        this.maximum = maximum;
        this.waitsWithoutPending = waitsWithoutPending;
        queue = CompletionQueue.keeping(process.ticker());
    }

    // ---- create and destroy

    /**
     * Opens a context without a maximum of its own and without flags.
     *
     * @param process the process whose workers and quota it uses
     * @return a context, to be closed by the caller
     * @throws IllegalArgumentException if the process is not of the dialect POSIX
     */
    public static CompletionContext open(AioProcess process) {
        StackRoom.requireMore();
        return open(process, UNLIMITED);
    }

    /**
     * Opens a context, {@code RTFileAioCtxCreate}.
     *
     * @param process the process whose workers and quota it uses
     * @param maximum the limit of pending requests, 1 or more, or {@link #UNLIMITED}
     * @param flags any of them
     * @return a context, to be closed by the caller
     * @throws IllegalArgumentException if the maximum is less than 1, or the process is not of the dialect POSIX: XNU
     *     withholds the errors and events of requests that have failed or were cancelled, without which a context
     *     cannot meet its contract
     */
    public static CompletionContext open(AioProcess process, int maximum, Flag... flags) {
        StackRoom.requireMore();
        Objects.requireNonNull(process, "process");
        if (maximum < 1) {
            throw new IllegalArgumentException("maximum is " + maximum + ", it must be 1 or more");
        }
        if (process.dialect() != Dialect.POSIX) {
            throw new IllegalArgumentException(
                    process + " is of the dialect " + process.dialect() + ", a completion context needs one of POSIX");
        }
        return new CompletionContext(
                process, maximum, Arrays.asList(flags).contains(Flag.WAIT_WITHOUT_PENDING_REQUESTS));
    }

    /**
     * Destroys the context, {@code RTFileAioCtxDestroy}. A thread that waits, as it may without pending requests, gets
     * INVALID_HANDLE. Closing it again has no effect.
     *
     * @throws ContextException BUSY if requests are pending, unless an exit of the process guarantees that they never
     *     arrive
     */
    @Override
    public void close() throws ContextException {
        StackRoom.requireMore();
        int now;
        do {
            now = pending.get();
            if (now == DESTROYED) {
                return;
            }
            if (now > 0 && process.isOpen()) {
                throw new ContextException(
                        ContextStatus.BUSY, this + " has " + now + " requests pending: wait for them or cancel them");
            }
        } while (!pending.compareAndSet(now, DESTROYED));
        queue.close();
    }

    // ---- attributes

    /**
     * Returns the largest number of pending requests, {@code RTFileAioCtxGetMaxReqCount}.
     *
     * @return 1 or more, or {@link #UNLIMITED}
     */
    public int maximum() {
        return maximum;
    }

    /**
     * Returns the number of requests that are submitted and neither handed out nor cancelled.
     *
     * @return 0 or more
     */
    public int pending() {
        return Math.max(0, pending.get());
    }

    /**
     * Returns the process whose workers and quota the context uses.
     *
     * @return the process
     */
    public AioProcess process() {
        return process;
    }

    /**
     * Associates a file with the context, {@code RTFileAioCtxAssociateWithFile}. Some hosts of IPRT need that before
     * requests name the file; here it only checks the file, and need not be called.
     *
     * @param file a file
     * @throws ContextException INVALID_HANDLE if the context is destroyed, or the file belongs to another process
     */
    public void associate(AioFile file) throws ContextException {
        StackRoom.requireMore();
        refuseIfDestroyed();
        if (file.process() != process) {
            throw new ContextException(
                    ContextStatus.INVALID_HANDLE,
                    file + " belongs to " + file.process() + ", it cannot be used with a context of " + process);
        }
    }

    // ---- submit

    /**
     * Submits requests, {@code RTFileAioCtxSubmit}. They may include flushes: each waits for the earlier reads and
     * writes on its file, and delays no later ones.
     *
     * <p>Requests are submitted in their order up to the first one that is refused. Then the requests before it are
     * SUBMITTED, and the requests behind it are still PREPARED. The refused request is still PREPARED if resources were
     * lacking, and otherwise COMPLETED with the status of the exception.
     *
     * @param requests one or more requests that are prepared
     * @throws ContextException INVALID_HANDLE if the context or a request is destroyed, or an element is {@code null};
     *     INVALID_PARAMETER if there are none; NOT_PREPARED, IN_PROGRESS if a request is not in a state to be
     *     submitted: none was submitted, unless another thread interfered. INSUFFICIENT_RESOURCES if the maximum of the
     *     context or the limit of the process is reached, or the process is exiting; INVALID_HANDLE if a file is
     *     closed, not open for the operation or belongs to another process; PROCESS_NOT_FOUND if the process has
     *     exited: as described above
     */
    public void submit(IoRequest... requests) throws ContextException {
        StackRoom.requireMore();
        submit(requests, requests.length);
    }

    /**
     * Submits the first requests of an array, as {@link #submit(IoRequest...)} does.
     *
     * @param requests the requests
     * @param count how many of them to submit
     * @throws ContextException as {@link #submit(IoRequest...)}; INVALID_PARAMETER also if the array is shorter
     */
    public void submit(IoRequest[] requests, int count) throws ContextException {
        StackRoom.requireMore();
        refuseIfDestroyed();
        if (count < 1 || count > requests.length) {
            throw new ContextException(
                    ContextStatus.INVALID_PARAMETER,
                    "count is " + count + ", it must be 1 to the number of requests, " + requests.length);
        }
        // The original finds an invalid request half-way and has to undo; here nothing has been submitted yet.
        for (int i = 0; i < count; i++) {
            if (requests[i] == null) {
                throw new ContextException(ContextStatus.INVALID_HANDLE, "request " + i + " of the batch is null");
            }
            requests[i].flight().checkPrepared();
        }
        for (int i = 0; i < count; i++) {
            requests[i].flight().submit(this);
        }
    }

    // ---- wait

    /**
     * Waits for requests to complete, without a time limit. See {@link #await(Completions, int, Duration)}.
     *
     * @param completed filled with the requests that have completed
     * @param min the number of requests to wait for
     * @return SUCCESS, INTERRUPTED or NO_REQUEST
     * @throws ContextException as {@link #await(Completions, int, Duration)}
     * @throws InterruptedException if the calling thread is interrupted
     */
    public ContextStatus await(Completions completed, int min) throws ContextException, InterruptedException {
        StackRoom.requireMore();
        return await(completed, min, FOREVER);
    }

    /**
     * Waits for requests to complete, {@code RTFileAioCtxWait}, until there are {@code min}, and hands out all that
     * have completed by then, up to the capacity. However the wait ends, all requests completed so far are handed out.
     *
     * @param completed emptied, then filled with the requests that have completed
     * @param min the number of requests to wait for, up to the capacity of {@code completed}; 0 counts as 1
     * @param timeout the longest wait; zero or less only polls
     * @return SUCCESS if there were {@code min}; INTERRUPTED if {@link #wakeup} was called, however many there were;
     *     TIMEOUT if the time expired first; NO_REQUEST if no request is pending, or none is any more, that could still
     *     complete, unless the context has the flag {@link Flag#WAIT_WITHOUT_PENDING_REQUESTS}
     * @throws ContextException INVALID_HANDLE if the context is or becomes destroyed, OUT_OF_RANGE if {@code min} is
     *     larger than the capacity or negative, BUSY if another thread waits already
     * @throws InterruptedException if the calling thread is interrupted while it waits; {@code completed} holds the
     *     requests completed so far, and no request is lost
     */
    public ContextStatus await(Completions completed, int min, Duration timeout)
            throws ContextException, InterruptedException {
        StackRoom.requireMore();
        completed.clear();
        refuseIfDestroyed();
        if (min < 0 || min > completed.capacity()) {
            throw new ContextException(
                    ContextStatus.OUT_OF_RANGE,
                    "min is " + min + ", it must be 0 to the capacity for completed requests, " + completed.capacity());
        }
        if (pending.get() == 0 && !waitsWithoutPending) {
            return ContextStatus.NO_REQUEST;
        }
        Thread other = waiter.compareAndExchange(null, Thread.currentThread());
        if (other != null) {
            throw new ContextException(ContextStatus.BUSY, other + " waits already, one thread at a time may");
        }
        try {
            return collect(completed, Math.max(1, min), timeout);
        } finally {
            waiter.set(null);
        }
    }

    /**
     * Takes events until a condition ends the wait. The queue may return early: after a wake-up, after a cancel, or
     * with events whose requests a cancel has reaped in the meantime.
     */
    private ContextStatus collect(Completions completed, int min, Duration timeout)
            throws ContextException, InterruptedException {
        Ticker ticker = process.ticker();
        long start = ticker.nanoTime();
        long limit = TimeUnit.NANOSECONDS.convert(timeout); // the largest value on overflow
        Duration left = timeout;
        while (true) {
            take(completed, wokenUp.get() ? 0 : worthWaitingFor(min - completed.size()), left);
            if (wokenUp.compareAndSet(true, false)) {
                return ContextStatus.INTERRUPTED;
            }
            if (completed.size() >= min) {
                return ContextStatus.SUCCESS;
            }
            if (worthWaitingFor(1) == 0) {
                return ContextStatus.NO_REQUEST;
            }
            if (limit != Long.MAX_VALUE) {
                long nanosLeft = limit - (ticker.nanoTime() - start);
                if (nanosLeft <= 0) {
                    return ContextStatus.TIMEOUT;
                }
                left = Duration.ofNanos(nanosLeft);
            }
        }
    }

    private void take(Completions completed, int min, Duration timeout) throws ContextException, InterruptedException {
        Kevent[] events = completed.eventsToFill();
        int taken;
        try {
            taken = queue.await(events, min, timeout);
        } catch (AioException closed) {
            throw new ContextException(ContextStatus.INVALID_HANDLE, this + " is destroyed", closed);
        }
        for (int i = 0; i < taken; i++) {
            if (events[i].udata() instanceof IoRequest request
                    && request.flight().finish(this)) {
                completed.add(request);
            }
        }
    }

    /** Returns how many of the missing requests can still arrive. An exiting process posts no events. */
    private int worthWaitingFor(int missing) {
        if (waitsWithoutPending) {
            return missing;
        }
        return process.isOpen() ? Math.min(missing, pending.get()) : 0;
    }

    /**
     * Makes one wait, the current one or else the next, return INTERRUPTED, {@code RTFileAioCtxWakeup}. Several calls
     * before it returns count as one.
     *
     * @throws ContextException INVALID_HANDLE if the context is destroyed
     */
    public void wakeup() throws ContextException {
        StackRoom.requireMore();
        refuseIfDestroyed();
        wokenUp.set(true); // first: the waiter reads it after the queue has returned, and before it waits again
        queue.wakeup();
    }

    // ---- for the requests

    CompletionQueue queue() {
        return queue;
    }

    /** Counts a request that is about to be submitted. */
    void admit() throws ContextException {
        int now;
        do {
            now = pending.get();
            refuseIfDestroyed();
            if (now == maximum) {
                throw new ContextException(
                        ContextStatus.INSUFFICIENT_RESOURCES,
                        this + " has " + now + " requests pending, its maximum: wait for some");
            }
        } while (!pending.compareAndSet(now, now + 1));
    }

    /** Uncounts a request that a wait has handed out. */
    void handedOut() {
        uncount();
    }

    /**
     * Uncounts a request that no wait will hand out. The waiting thread may have been waiting for it, and checks again.
     */
    void release() {
        uncount();
        if (waiter.get() != null && !waitsWithoutPending) {
            queue.wakeup();
        }
    }

    /**
     * Decrements the counter, unless the context was destroyed after an exit of the process: it does not count then.
     */
    private void uncount() {
        int now = pending.get(); // no lambda: to link it needs memory
        while (now != DESTROYED && !pending.compareAndSet(now, now - 1)) {
            now = pending.get();
        }
    }

    private void refuseIfDestroyed() throws ContextException {
        if (pending.get() == DESTROYED) {
            throw new ContextException(ContextStatus.INVALID_HANDLE, this + " is destroyed");
        }
    }

    @Override
    public String toString() {
        return "completion context on " + queue + " of " + process;
    }
}
