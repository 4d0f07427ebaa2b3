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
 * aio_work_thread}s or FreeBSD's {@code aio_daemon}s. The two differ in numbers alone ({@link PoolSettings}).
 *
 * <p><b>Order.</b> The next entry to run is the oldest one whose process has fewer than its limit running, as in {@code
 * aio_selectjob}. Where there is no limit, as in XNU, that is strictly first in, first out, as in {@code
 * aio_get_some_work}. So nobody starves: only the entries that were there before stand in an entry's way, and a process
 * at its limit stands in nobody's. FreeBSD walks past all entries of such a process at each selection. Here only the
 * processes that have something to run are looked at, in a heap ordered by each one's oldest entry: the cost does not
 * depend on the number of entries, and is logarithmic in the number of those processes.
 *
 * <p><b>No entry waits while a worker is idle.</b> A worker parks only when there is nothing to run; from then on each
 * entry that finds room to run wakes one. An entry that is held back by its process's limit is seen by the worker whose
 * entry ends, for that worker looks again.
 *
 * <p><b>Number.</b> A process that comes finds, or starts, the target number. An entry for which nobody is idle and
 * nobody on the way starts one more, up to the maximum, as in {@code aio_kick}. One beyond the target ends when it was
 * idle for its lifetime. The newest idle worker is woken first, so that the others can become old.
 *
 * <p><b>Changes.</b> The numbers can change while the shift lasts. Under a lower maximum the surplus ends: idle workers
 * at once and the oldest first, busy ones before they take another entry. What waits is not forgotten, for as many as
 * the new maximum are left, and none of them is idle. Under a higher one as many more are started as there are entries
 * that may run.
 */
final class Shift extends WorkerHost {
    private final Pool pool;
    private final Wakeup birth = supervisor::wake;

    // All guarded by the pool's lock.
    private final Queue<PoolWorkqueue> ready = new PriorityQueue<>(Comparator.comparingLong(PoolWorkqueue::readyOrder));
    private final WorkerList idleList = new WorkerList();
    private int members; // processes that have joined and not left
    private boolean over;
    private long orders;
    private int queued;
    private int threads;
    private int reserved; // of these, those that are yet to look for the first time
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

    // ---- processes come and go

    void arrive() {
        members++;
        boolean wanted = true;
        while (wanted && threads < Math.min(settings().target(), settings().max())) {
            wanted = wantWorker(); // if not, an entry that finds too few asks for more
        }
    }

    /** Returns whether it was the last one. Then every worker is told to die; all are idle, or about to look. */
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

    // ---- changes of the numbers; the caller wakes the supervisor

    /** The pool has other settings now. */
    void settingsChanged() {
        for (Worker oldest = idleList.last(); oldest != null && isTooMany(); oldest = idleList.last()) {
            leave(oldest, 0);
            LockSupport.unpark(oldest.thread);
        }
        for (Worker worker = idleList.first(); worker != null; worker = worker.next) {
            LockSupport.unpark(worker.thread); // to rest by the new lifetime
        }
        staff();
    }

    /** A process may have more, or fewer, of its entries run at the same time. */
    void limitChanged(PoolWorkqueue queue) {
        readyIfItMayRun(queue);
        staff();
    }

    /** Finds a worker for each entry that may run, and starts those that are missing. */
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

    /** A queue has got a new entry: chooses who is to see to it, as in {@code aio_kick_nowait}. */
    Wakeup added(PoolWorkqueue queue, Entry entry) {
        queued++;
        readyIfItMayRun(queue);
        if (!queue.hasRoomForAll()) {
            return Wakeup.NONE; // some worker is running an entry of this process, and looks again when it is done
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
        long requestId = entry.id(); // now: once the lock is left the entry may be done, and another request
        int waiting = queued;
        return () -> {
            tracer.sharedWorkerWake(queue.processId, requestId, waiting);
            worker.wake();
        };
    }

    /** A queue has lost an entry that was not run. */
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

    /** The lifetime has passed, as at the end of {@code aio_daemon}: a worker that is needed begins another one. */
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

    // ---- births

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

    // ---- what an observer sees

    @Override
    long processId() {
        return 0;
    }

    /** The kernels have no trace points for the lives of these workers. */
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
