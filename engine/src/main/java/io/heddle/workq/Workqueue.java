package io.heddle.workq;

import io.heddle.trace.TracePoint;
import org.jspecify.annotations.Nullable;

/** Decides which thread runs which entry, and when. All methods may be called by any thread. */
public interface Workqueue {
    /**
     * Prepares the queue to accept entries. Called at the start of a submission, before it has reserved anything that
     * would have to be released again. As in {@code workq_aio_prepare}, the queue costs nothing until then.
     */
    void prepare();

    /**
     * Allocates what entries of a priority above 0 need. Called at each submission of one: an entry that is held then
     * may be added while the heap is full. Without effect where priorities are ignored.
     */
    default void preparePriorities() {}

    /**
     * Queues an entry and chooses the worker for it.
     *
     * @param entry an entry that is on no queue
     * @return what the caller must wake after it has released its locks, or {@code null} if the queue is exiting and
     *     did not take the entry
     */
    @Nullable
    Wakeup add(Entry entry);

    /**
     * Returns whether this queue runs asynchronous entries without a worker; see {@link Entry#isWhole}. Other queues
     * hand each entry to a worker, and must be {@linkplain #prepare prepared} for all.
     *
     * @return {@code false} unless it does
     */
    default boolean runsWithoutWorkers() {
        return false;
    }

    /**
     * Notes that an entry which this queue had {@linkplain Entry#isWhole begun} without a worker has ended.
     *
     * @return what the caller must wake after it has released its locks
     */
    default Wakeup ended() {
        throw new IllegalStateException(this + " begins nothing without a worker");
    }

    /**
     * Removes an entry, if no worker has taken it yet. This makes a cancel exact: after {@code true} the entry will
     * never be run.
     *
     * @param entry an entry that was added, or never was
     * @return whether it was still queued
     */
    boolean remove(Entry entry);

    /**
     * Returns whether the calling thread is one of the workers that serve this queue, which must not wait for other
     * entries of the queue. The workers of a pool serve the queues of all its processes.
     *
     * @return {@code true} on a worker
     */
    boolean isOnWorker();

    /**
     * Returns the trace point of the span that a worker of this queue records for each entry that it runs.
     *
     * @return {@link TracePoint#WQ_PROCESS_ENTRY} or {@link TracePoint#WORKER_THREAD}
     */
    TracePoint span();

    /**
     * Changes how long workers may be idle, also for workers that are already idle. Has no effect where the workers
     * serve other processes as well.
     *
     * @param nanos the new window in nanoseconds, more than 0
     */
    default void window(long nanos) {}

    /**
     * Changes how many entries of this queue may run at the same time. If the limit is lowered, running entries beyond
     * it run to their end; if it is raised, waiting entries are assigned to workers immediately.
     *
     * @param most 1 to {@value ProcessWorkqueue#MAX_THREADS_LIMIT}; the caller has checked it
     */
    void concurrency(int most);

    /**
     * Changes how many entries of this queue may run without a worker at the same time. Has no effect where they count
     * like workers, or where no entry runs without a worker. If the limit is lowered, running entries beyond it run to
     * their end.
     *
     * @param most 1 to {@value ProcessWorkqueue#MAX_THREADS_LIMIT}; the caller has checked it
     */
    default void inFlight(int most) {}

    /** Unparks all resting workers without changing their state; see {@link io.heddle.time.Parking#onStall}. */
    void wakeParked();

    /**
     * Marks the queue as exiting: from now on no entry is queued and no worker is added, as in {@code
     * workq_aio_mark_exiting}.
     */
    void markExiting();

    /**
     * Waits until no entry of this queue runs, and ends every worker that no other process needs, as in {@code
     * workq_aio_exit}. The queue must be marked exiting, and hold no entry.
     *
     * @param timeoutNanos the longest wait in nanoseconds, {@link Long#MAX_VALUE} for no limit
     * @return whether all of them have ended; if not, the exit may be called again
     */
    boolean exit(long timeoutNanos);

    /**
     * Returns the maximum number of workers that may serve this queue; those of a pool also serve other queues.
     *
     * @return 1 or more
     */
    int maxThreads();

    /**
     * Returns a consistent snapshot of the queue's counts.
     *
     * @return the counts
     */
    Counts counts();

    /**
     * The counts of a queue at one moment.
     *
     * @param queued entries that wait for a worker
     * @param oldestQueuedAt the ticker's time at which the oldest of them began to wait, 0 when none waits or the time
     *     was not requested
     * @param inFlight entries that run without a worker
     * @param threads workers that exist; those of a pool also serve other queues, and count from this queue's first
     *     entry to its exit
     * @param idle workers that are parked
     * @param dying workers that are about to end
     * @param born workers that have been created since the queue exists
     * @param ended workers that have ended
     */
    record Counts(
            int queued, long oldestQueuedAt, int inFlight, int threads, int idle, int dying, long born, long ended) {}
}
