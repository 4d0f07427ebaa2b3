package io.heddle.workq;

import io.heddle.trace.TracePoint;
import org.jspecify.annotations.Nullable;

/** Decides which thread runs which entry, and when. All methods may be called by any thread. */
public interface Workqueue {
    /**
     * Gets ready to accept entries; called at the start of a submission, before it has taken anything that would have
     * to be given back. As in {@code workq_aio_prepare}, the queue costs nothing until then.
     */
    void prepare();

    /**
     * Queues an entry and chooses the worker that is to see to it.
     *
     * @param entry an entry that is on no queue
     * @return what the caller must wake once it has left its locks, or {@code null} if the queue is exiting and did not
     *     take the entry
     */
    @Nullable
    Wakeup add(Entry entry);

    /**
     * Tells whether this queue has entries run without a worker that can; see {@link Entry#isWhole}. Others hand each
     * entry to a worker, and must be {@linkplain #prepare prepared} for all.
     *
     * @return {@code false} unless it does
     */
    default boolean runsWithoutWorkers() {
        return false;
    }

    /**
     * Notes that an entry has ended which this queue had {@linkplain Entry#isWhole begun} without a worker.
     *
     * @return what the caller must wake once it has left its locks
     */
    default Wakeup ended() {
        throw new IllegalStateException(this + " begins nothing without a worker");
    }

    /**
     * Takes an entry back, if no worker has taken it yet. That is what makes a cancel exact: after {@code true} the
     * entry will never be run.
     *
     * @param entry an entry that was added, or never was
     * @return whether it was still queued
     */
    boolean remove(Entry entry);

    /**
     * Tells whether the calling thread is one of the workers that serve this queue, which must not wait for other
     * entries of the queue. The workers of a pool serve the queues of all its processes.
     *
     * @return {@code true} on a worker
     */
    boolean isOnWorker();

    /**
     * Names the span that a worker of this queue makes of each entry that it runs.
     *
     * @return {@link TracePoint#WQ_PROCESS_ENTRY} or {@link TracePoint#WORKER_THREAD}
     */
    TracePoint span();

    /**
     * Changes how long workers may be idle, from now on and for those that are idle already. Without effect where the
     * workers serve other processes as well.
     *
     * @param nanos the new window in nanoseconds, more than 0
     */
    default void window(long nanos) {}

    /**
     * Changes how many entries of this queue may run at the same time. Those beyond a lower number run on to their end;
     * a higher one brings those that wait to a worker at once.
     *
     * @param most 1 to {@value ProcessWorkqueue#MAX_THREADS_LIMIT}; the caller has checked it
     */
    void concurrency(int most);

    /**
     * Changes how many entries of this queue may run without a worker at the same time. Without effect where they count
     * like workers, or where none does. Those beyond a lower number run on to their end.
     *
     * @param most 1 to {@value ProcessWorkqueue#MAX_THREADS_LIMIT}; the caller has checked it
     */
    default void inFlight(int most) {}

    /** Unparks all workers that rest, for no reason; see {@link io.heddle.time.Parking#onStall}. */
    void wakeParked();

    /** From now on nothing is queued and no worker is added, as in {@code workq_aio_mark_exiting}. */
    void markExiting();

    /**
     * Waits until no entry of this queue runs, and lets every worker end that nobody else needs, as in {@code
     * workq_aio_exit}. The queue must be marked exiting, and hold no entry.
     *
     * @param timeoutNanos the longest wait in nanoseconds, {@link Long#MAX_VALUE} for no limit
     * @return whether all of them have ended; if not, the exit may be called again
     */
    boolean exit(long timeoutNanos);

    /**
     * Returns the most workers that may serve this queue; of a pool, those that serve it among others.
     *
     * @return 1 or more
     */
    int maxThreads();

    /**
     * Returns a consistent view of the queue's counts.
     *
     * @return the counts
     */
    Counts counts();

    /**
     * The counts of a queue at one moment.
     *
     * @param queued entries that wait for a worker
     * @param oldestQueuedAt the ticker's time at which the oldest of them began to wait, 0 when none waits or nobody
     *     asked for it to be noted
     * @param inFlight entries that run without a worker
     * @param threads workers that exist; of a pool, those that serve this queue among others: none before its first
     *     entry and after its exit
     * @param idle workers that are parked
     * @param dying workers that are told to end
     * @param born workers that have come to life since the queue exists
     * @param ended workers that have ended
     */
    record Counts(
            int queued, long oldestQueuedAt, int inFlight, int threads, int idle, int dying, long born, long ended) {}
}
