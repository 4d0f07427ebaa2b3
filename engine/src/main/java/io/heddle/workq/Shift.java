package io.heddle.workq;

import io.heddle.time.Ticker;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.workq.Worker.State;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a {@link Pool} from the moment that a first process uses it to the exit of the last: XNU's {@code
 * aio_work_thread}s or FreeBSD's {@code aio_daemon}s. The two differ only in their settings ({@link PoolSettings}).
 *
 * <p><b>Order.</b> The next entry to run is the oldest one whose process has fewer than its limit running, as in {@code
 * aio_selectjob}. Where there is no limit, as in XNU, that is strictly first in, first out, as in {@code
 * aio_get_some_work}. So no entry starves: only entries that were queued earlier can delay it, and a process at its
 * limit delays none. FreeBSD walks past all entries of such a process at each selection. Here a heap holds only the
 * processes that have something to run, ordered by each one's oldest entry: the cost does not depend on the number of
 * entries, and is logarithmic in the number of those processes.
 *
 * <p><b>No entry waits while a worker is idle.</b> A worker parks only when there is nothing to run; from then on each
 * entry that may run wakes one. An entry that is held back by its process's limit is found by the worker whose entry
 * ends, because that worker selects again.
 *
 * <p><b>Number.</b> A process that joins finds, or starts, the target number. An entry for which no worker is idle or
 * on its way starts one more, up to the maximum, as in {@code aio_kick}. A worker beyond the target ends when it has
 * been idle for its lifetime. The newest idle worker is woken first, so that the others can become old.
 *
 * <p><b>Changes.</b> The settings can change while the shift lasts. Under a lower maximum the surplus ends: idle
 * workers immediately and the oldest first, busy ones before they take another entry. No waiting entry is forgotten,
 * because as many workers as the new maximum are left, and none of them is idle. Under a higher maximum, as many
 * workers are added as there are entries that may run.
 */
final class Shift extends WorkerHost {
    private final Pool pool;
    private final Wakeup birth = supervisor::wake;

    // Guarded by the pool's lock.
    private final Queue<PoolWorkqueue> ready = new PriorityQueue<>(Comparator.comparingLong(PoolWorkqueue::readyOrder));
    private final WorkerList idleList = new WorkerList();
    private int members; // processes that have joined and not left
    private boolean over;
    private long orders;
    private int queued;
    private int threads;
    private int reserved; // of these, the workers that have not yet selected for the first time
    private int idle;
    private long born;
    private long ended;

    Shift(Pool pool, Ticker ticker) {
        super(
                pool.lock,
                pool.settings().name(),
                pool.settings().factory(),
                pool.settings().areVirtual(),
                ticker);
        this.pool = pool;
    }

    boolean isOf(Pool other) {
        return pool == other;
    }

    private PoolSettings settings() {
        return pool.settings();
    }

    // ---- joining and leaving

    void arrive() {
        members++;
        boolean wanted = true;
        while (wanted && threads < Math.min(settings().target(), settings().max())) {
            wanted = wantWorker(); // if it fails, an entry that finds too few workers requests more
        }
    }

    /**
     * Returns whether the process was the last one. Then every worker is marked as dying; all are idle, or about to
     * select.
     */
    boolean depart() {
        members--;
        if (members > 0) {
            return false;
        }
        over = true;
        abandonBirths();
        for (Worker worker = idleList.first(); worker != null; worker = worker.next) {
            worker.state = State.DYING;
            LockSupport.unpark(worker.thread);
        }
        return true;
    }

    // ---- changes of the settings; the caller wakes the supervisor

    /** Applies the pool's new settings. */
    void settingsChanged() {
        for (Worker oldest = idleList.last(); oldest != null && isTooMany(); oldest = idleList.last()) {
            leave(oldest, 0);
            LockSupport.unpark(oldest.thread);
        }
        for (Worker worker = idleList.first(); worker != null; worker = worker.next) {
            LockSupport.unpark(worker.thread); // to wait by the new lifetime
        }
        staff();
    }

    /** Applies a process's new limit of entries that run at the same time. */
    void limitChanged(PoolWorkqueue queue) {
        readyIfItMayRun(queue);
        staff();
    }

    /** Assigns a worker to each entry that may run, and requests the missing workers. */
    private void staff() {
        int waiting = 0;
        for (PoolWorkqueue queue : ready) {
            waiting += queue.runnable();
        }
        for (Worker worker = idleList.first(); worker != null && waiting > 0; worker = idleList.first()) {
            setRunning(worker);
            LockSupport.unpark(worker.thread);
            waiting--;
        }
        boolean wanted = true;
        while (wanted && threads < settings().max() && (threads < settings().target() || reserved < waiting)) {
            wanted = wantWorker();
        }
    }

    private boolean isTooMany() {
        return threads > settings().max();
    }

    // ---- submission

    long nextOrder() {
        return orders++;
    }

    /** Notes that a queue has a new entry, and chooses the worker for it, as in {@code aio_kick_nowait}. */
    Wakeup added(PoolWorkqueue queue, Entry entry) {
        queued++;
        readyIfItMayRun(queue);
        if (!queue.hasRoomForAll()) {
            // a worker runs an entry of this process, and selects again when it has ended
            return Wakeup.NONE;
        }
        Worker worker = idleList.first();
        if (worker != null) {
            setRunning(worker);
            return wakeup(worker, queue, entry);
        }
        if (threads < settings().max() && reserved < Math.min(queued, queue.room())) {
            boolean _ = wantWorker();
            return birth;
        }
        return Wakeup.NONE;
    }

    private void setRunning(Worker worker) {
        idleList.remove(worker);
        idle--;
        worker.state = State.RUNNING;
    }

    private Wakeup wakeup(Worker worker, PoolWorkqueue queue, Entry entry) {
        Tracer tracer = Trace.tracer(TracePoint.WORKER_WAKE);
        if (tracer == null) {
            return worker;
        }
        // now: once the lock is released the entry may have ended and belong to another request
        long requestId = entry.id();
        int waiting = queued;
        return () -> {
            tracer.sharedWorkerWake(queue.processId, requestId, waiting);
            worker.wake();
        };
    }

    /** Notes that an entry was removed from a queue without being run. */
    void removed() {
        queued--;
    }

    // ---- selection

    private void readyIfItMayRun(PoolWorkqueue queue) {
        if (!queue.isReady && queue.mayRun()) {
            queue.ready();
            ready.add(queue);
        }
    }

    @Override
    @Nullable
    Entry select(Worker worker) {
        if (!worker.hasLooked) {
            worker.hasLooked = true;
            reserved--;
        }
        done(worker);
        if (isTooMany()) {
            return null;
        }
        for (PoolWorkqueue oldest = ready.poll(); oldest != null; oldest = ready.poll()) {
            oldest.isReady = false;
            Entry entry = null;
            if (oldest.mayRun() && !oldest.isReadyTooEarly()) {
                entry = oldest.take();
                queued--;
                worker.serving = oldest;
            }
            readyIfItMayRun(oldest);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    @Override
    boolean isAnyQueued() {
        for (PoolWorkqueue queue : ready) { // some may have lost their entries
            if (queue.mayRun()) {
                return true;
            }
        }
        return false;
    }

    @Override
    boolean isAnyEndingByItself() {
        return oldestWithAnEntryEndingByItself() != null;
    }

    @Override
    @Nullable
    Entry selectEndingByItself(Worker worker) {
        if (!worker.hasLooked) {
            worker.hasLooked = true;
            reserved--;
        }
        done(worker);
        PoolWorkqueue queue = oldestWithAnEntryEndingByItself();
        Entry entry = queue == null ? null : queue.peekEndingByItself();
        if (queue != null && entry != null) {
            queue.take(entry);
            queued--;
            worker.serving = queue;
        }
        return entry;
    }

    private @Nullable PoolWorkqueue oldestWithAnEntryEndingByItself() {
        PoolWorkqueue oldest = null;
        long order = Long.MAX_VALUE;
        for (PoolWorkqueue queue : ready) {
            Entry entry = queue.peekEndingByItself();
            if (entry != null && entry.order < order) {
                oldest = queue;
                order = entry.order;
            }
        }
        return oldest;
    }

    private void done(Worker worker) {
        PoolWorkqueue served = worker.serving;
        if (served != null) {
            worker.serving = null;
            served.ran();
            readyIfItMayRun(served);
        }
    }

    // ---- a worker's life

    @Override
    void park(Worker worker, long now) {
        if (over || isTooMany()) {
            end(worker);
            return;
        }
        worker.state = State.PARKED;
        worker.idleStamp = now;
        idleList.addFirst(worker);
        idle++;
    }

    @Override
    void rest(Worker worker) {
        long lifetime = settings().lifetimeNanos();
        if (lifetime == Long.MAX_VALUE) {
            super.rest(worker);
            return;
        }
        long left = lifetime - (ticker.nanoTime() - worker.idleStamp);
        if (left > 0) {
            ticker.parkNanos(this, left);
        } else {
            endIfTooMany(worker);
        }
    }

    /**
     * Called when the lifetime has passed, as at the end of {@code aio_daemon}: a worker that is needed begins another
     * one.
     */
    private void endIfTooMany(Worker worker) {
        lock.lock();
        try {
            if (worker.state != State.PARKED) {
                return;
            }
            if (threads > settings().target()) {
                leave(worker, 0);
            } else {
                worker.idleStamp = ticker.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    void leave(Worker worker, long now) {
        idleList.remove(worker);
        idle--;
        end(worker);
    }

    private void end(Worker worker) {
        worker.state = State.ENDED;
        threads--;
        ended++;
    }

    // ---- creation of workers

    @Override
    boolean isClosing() {
        return over;
    }

    @Override
    boolean hasWork() {
        return !ready.isEmpty();
    }

    @Override
    int idle() {
        return idle;
    }

    @Override
    int threads() {
        return threads;
    }

    @Override
    public int maxThreads() {
        return settings().max();
    }

    @Override
    void reserve(Worker worker) {
        threads++;
        reserved++;
    }

    @Override
    void abandon(Worker worker) {
        threads--;
        if (worker.hasLooked) { // the supervisor stood in for it
            done(worker);
        } else {
            reserved--;
        }
    }

    @Override
    void born() {
        born++;
    }

    @Override
    WorkerList resting() {
        return idleList;
    }

    @Override
    boolean deserted() {
        return over && threads == 0;
    }

    // ---- monitoring

    @Override
    long processId() {
        return 0;
    }

    /** The kernels have no trace points for the lifecycle of these workers. */
    @Override
    @Nullable
    Tracer tracer(TracePoint point) {
        return null;
    }

    Workqueue.Counts counts(int queuedOfOne, long oldestQueuedAt) {
        return new Workqueue.Counts(queuedOfOne, oldestQueuedAt, 0, threads, idle, 0, born, ended);
    }

    @Override
    public String toString() {
        return "pool " + settings().name();
    }
}
