package io.heddle.aio;

import io.heddle.time.Failures;
import io.heddle.time.Gate;
import io.heddle.time.Parking;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.workq.ProcessWorkqueue;
import io.heddle.workq.Workqueue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycle of a process: open, exiting, exited.
 *
 * <pre>
 *   OPEN --exit or exec begins--> EXITING --exit completes--> EXITED
 *     ^                              |
 *     +------- exec completes -------+
 * </pre>
 *
 * <p>An exit or exec whose deadline elapses first leaves the process EXITING, and can be called again.
 */
final class Lifecycle {
    private enum State {
        OPEN,
        EXITING,
        EXITED
    }

    private static final AtomicLong IDS = new AtomicLong();

    private static final ReentrantLock REGISTRY = new ReentrantLock();

    private static @Nullable Lifecycle first; // of the open processes; guarded by the registry, as are their links

    private @Nullable Lifecycle next;
    private @Nullable Lifecycle previous;

    private final long id = IDS.incrementAndGet();
    private final AioProcess process;
    private final String name;
    private final WorkqueueSettings workqueueSettings;
    private final Duration exitDeadline;
    private final Statistics statistics;
    private final Queue<Runnable> exitActions = new ConcurrentLinkedQueue<>();

    private volatile State state = State.OPEN;
    private volatile Workqueue workqueue;

    /** Set while an exit or exec works; others wait for it. */
    private final AtomicBoolean busy = new AtomicBoolean();

    private volatile Gate turn = new Gate(); // replaced by endTurn only
    private @Nullable Exit exit; // guarded by busy

    Lifecycle(AioProcess process, AioProcessBuilder settings) {
        this.process = process;
        name = settings.nameOr("aio-" + id);
        workqueueSettings = new WorkqueueSettings(process.lock(), settings, id, name);
        exitDeadline = settings.exitDeadline();
        statistics = new Statistics(process);
        workqueue = workqueueSettings.open();
    }

    void begin() {
        enlist();
        workqueueSettings.defaults().joined(this);
        Trace.register(statistics);
        traceBackend();
    }

    /** Traces the backend: when the process is opened, and again if its backend fails and another one replaces it. */
    void traceBackend() {
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            String threads = workqueueSettings.threadsName();
            tracer.backendSelected(
                    id, name, process.backendName(), process.backendReason(), ProcessWorkqueue.scopeKind(), threads);
        }
    }

    // ---- the open processes

    private void enlist() {
        REGISTRY.lock();
        try {
            Lifecycle following = first;
            next = following;
            if (following != null) {
                following.previous = this;
            }
            first = this;
        } finally {
            REGISTRY.unlock();
        }
    }

    private void delist() {
        REGISTRY.lock();
        try {
            Lifecycle before = previous;
            Lifecycle after = next;
            if (before != null) {
                before.next = after;
            } else if (first == this) {
                first = after;
            }
            if (after != null) {
                after.previous = before;
            }
            previous = null;
            next = null;
        } finally {
            REGISTRY.unlock();
        }
    }

    /**
     * Unparks every thread that waits in an open process and may hold a carrier; see {@link Parking#onStall}. Workers
     * and callers that wait for any completion come first: finding them needs no memory. The walk over the files needs
     * an iterator for each process.
     */
    static void wakeParked() {
        REGISTRY.lock();
        try {
            for (Lifecycle each = first; each != null; each = each.next) {
                each.workqueue.wakeParked();
                each.process.doneQueue().wakeParked();
            }
            for (Lifecycle each = first; each != null; each = each.next) {
                each.process.files().wakeParked();
            }
        } finally {
            REGISTRY.unlock();
        }
    }

    // ---- exec and exit

    ExitReport exec(long timeoutNanos, OpenFiles files) throws AioException {
        process.refuseInHandler("exec");
        return inTurn(timeoutNanos, left -> {
            refuseAfterExit();
            Object span = Trace.begin(TracePoint.EXEC);
            int outstanding = process.quota().outstanding();
            ExitReport report = end(left, files);
            if (report.isComplete()) {
                workqueue = workqueueSettings.open();
                workqueueSettings.defaults().joined(this);
                state = State.OPEN;
            }
            Tracer tracer = Trace.tracer();
            if (span != null && tracer != null) {
                tracer.exec(span, id, outstanding);
            }
            return report;
        });
    }

    ExitReport exit(long timeoutNanos, OpenFiles files) throws AioException {
        process.refuseInHandler("exit");
        return inTurn(timeoutNanos, left -> {
            if (state == State.EXITED) {
                return new ExitReport(0, 0, 0, 0);
            }
            ExitReport report = end(left, files);
            if (report.isComplete()) {
                state = State.EXITED;
                process.doneQueue().endWaits(); // ends waits that began after the exit had ended the others
                workqueueSettings.defaults().left(this);
                try {
                    runExitActions();
                    closeAll(files);
                } finally {
                    delist();
                    // last: nothing is recorded after the last process's
                    Trace.deregister(statistics);
                }
            }
            return report;
        });
    }

    void close(OpenFiles files) throws AioException {
        ExitReport report = exit(TimeUnit.NANOSECONDS.convert(exitDeadline), files);
        if (!report.isComplete()) {
            throw new AioException(
                    Errno.ETIMEDOUT,
                    process + " could not exit within " + exitDeadline + ": " + report + "; close it again to go on");
        }
    }

    /** The part that exec and exit share; the kernel's {@code _aio_exec} calls {@code _aio_exit}. */
    private ExitReport end(long timeoutNanos, OpenFiles files) {
        Object span = Trace.begin(TracePoint.EXIT);
        int outstanding = process.quota().outstanding();
        Exit current = exit;
        if (current == null) {
            current = new Exit(process, workqueue);
            exit = current;
        }
        state = State.EXITING;
        ExitReport report = current.run(files.all(), timeoutNanos);
        if (report.isComplete()) {
            exit = null;
        }
        Tracer tracer = Trace.tracer();
        if (span != null && tracer != null) {
            tracer.exit(span, id, outstanding, report.cancelled());
        }
        return report;
    }

    /** Registers an action to be run when the process has exited; runs it now if it has. */
    void onExit(Runnable action) {
        exitActions.add(action);
        if (state == State.EXITED) {
            runExitActions();
        }
    }

    private void runExitActions() {
        for (Runnable action = exitActions.poll(); action != null; action = exitActions.poll()) {
            try {
                action.run();
            } catch (Throwable failed) { // the exit continues
                Failures.report(failed);
            }
        }
    }

    private void closeAll(OpenFiles files) throws AioException {
        try {
            files.closeAll();
        } catch (IOException failed) {
            throw new AioException(Errno.EIO, process + " has exited, but a file could not be closed", failed);
        }
    }

    // ---- one at a time

    @FunctionalInterface
    private interface Ending {
        ExitReport run(long timeoutNanos) throws AioException;
    }

    private ExitReport inTurn(long timeoutNanos, Ending ending) throws AioException {
        long start = process.ticker().nanoTime();
        long left = timeoutNanos;
        Gate following = new Gate(); // first: the end of a turn must not need memory
        while (!busy.compareAndSet(false, true)) {
            Gate next = turn;
            if (busy.get() && !next.await(process.ticker(), left)) {
                AioStatistics now = process.statistics();
                return new ExitReport(0, 0, Math.max(1, now.running()), now.threads());
            }
            left = process.ticker().left(timeoutNanos, start);
        }
        try {
            return ending.run(left);
        } finally {
            // before the gate is replaced: a thread that then reads the new gate finds the turn free
            busy.set(false);
            endTurn(following).open();
        }
    }

    /** Replaces the gate atomically: two turns that end at the same time must open two gates. */
    private synchronized Gate endTurn(Gate following) {
        Gate over = turn;
        turn = following;
        return over;
    }

    // ---- properties

    void refuseAfterExit() throws AioException {
        if (state == State.EXITED) {
            throw new AioException(Errno.ESRCH, process + " has exited");
        }
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    Workqueue workqueue() {
        return workqueue;
    }

    WorkqueueSettings workqueueSettings() {
        return workqueueSettings;
    }

    void applyWorkqueueSettings() {
        workqueueSettings.apply(workqueue);
    }

    long id() {
        return id;
    }

    String name() {
        return name;
    }

    /**
     * The end of a process's requests and workers, in the order of the kernel's {@code _aio_exit}: new requests are
     * refused, queued ones are cancelled, running ones are awaited, done ones are reaped, the workers end.
     * Notifications are no longer delivered.
     *
     * <p>An exit whose deadline elapses first has lost nothing: another call continues it.
     */
    private static final class Exit {
        private final AioProcess process;
        private final Workqueue workqueue;
        private final Drain drain = new Drain("exit");
        private boolean looked;
        private int cancelled;
        private int foundRunning;

        Exit(AioProcess process, Workqueue workqueue) {
            this.process = process;
            this.workqueue = workqueue;
        }

        ExitReport run(Collection<AioFile> files, long timeoutNanos) {
            long start = process.ticker().nanoTime();
            workqueue.markExiting();
            if (!looked) {
                cancelQueued(files);
            }
            traceSleep();
            if (!drain.await(process.ticker(), timeoutNanos)) {
                return report(workqueue.counts().threads());
            }
            process.lateNotifications().cancel(workqueue);
            process.doneQueue().takeAll();
            for (AioFile file : files) {
                // it may have been closed before, and kept only for requests not reaped
                process.forgetIfEmpty(file);
            }
            boolean ended = workqueue.exit(process.ticker().left(timeoutNanos, start));
            // A worker that is counted out still has a thread for a moment; until that has ended, one is reported.
            return report(ended ? 0 : Math.max(1, workqueue.counts().threads()));
        }

        private void cancelQueued(Collection<AioFile> files) {
            List<FileRequests.Sweep> sweeps = new ArrayList<>();
            for (AioFile file : files) {
                sweeps.add(file.requests().cancelAll(null, drain));
            }
            int running = 0;
            for (FileRequests.Sweep found : sweeps) {
                FileRequests.Sweep sweep = found.recall();
                cancelled += sweep.cancelled();
                running += sweep.running();
            }
            // Not set after a failure: then the cancel is repeated. It finds the same requests running, each of which
            // is
            // waited for once.
            foundRunning = running;
            looked = true;
            drain.arrive();
        }

        private void traceSleep() {
            int running = drain.pending();
            Tracer tracer = Trace.tracer();
            if (running > 0 && tracer != null) {
                tracer.exitSleep(process.id(), running);
            }
        }

        private ExitReport report(int workers) {
            int running = drain.pending();
            return new ExitReport(cancelled, foundRunning - running, running, workers);
        }
    }
}
