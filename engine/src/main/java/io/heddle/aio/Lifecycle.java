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
 * A process's life: open, exiting, exited.
 *
 * <pre>
 *   OPEN --exit or exec begins--> EXITING --exit completes--> EXITED
 *     ^                              |
 *     +------- exec completes -------+        one whose deadline comes first leaves EXITING, to be called again
 * </pre>
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

    /** One exit or exec works at a time; the others wait for it. */
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

    /** When the process is opened, and again if its backend cannot go on and another takes its place. */
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
     * and callers that wait for any completion come first: to find them needs no memory. The walk over the files needs
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
                process.doneQueue().endWaits(); // of those who came after the exit had sent the others off
                workqueueSettings.defaults().left(this);
                try {
                    runExitActions();
                    closeAll(files);
                } finally {
                    delist();
                    Trace.deregister(statistics); // at the very end: after the last process's nothing is recorded
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

    /** What exec and exit have in common; the kernel's {@code _aio_exec} calls {@code _aio_exit}. */
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

    /** Has an action run once the process has exited, or now if it has. */
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
            } catch (Throwable failed) { // the exit goes on
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
            busy.set(false); // before the gate is looked up: who then reads the new gate finds the turn free
            endTurn(following).open();
        }
    }

    /** Puts up the next gate in one step: two who end at the same time must open two gates. */
    private synchronized Gate endTurn(Gate following) {
        Gate over = turn;
        turn = following;
        return over;
    }

    // ---- what it is

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
     * The end of a process's requests and workers, in the order of the kernel's {@code _aio_exit}: nothing new is accepted,
     * what is queued is cancelled, what runs is waited for, what is done is reaped, the workers end. No notification is
     * delivered any more.
     *
     * <p>An exit whose deadline comes first has lost nothing: calling it again goes on where it was.
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
                process.forgetIfEmpty(file); // it may have been closed before, and kept only for what was not reaped
            }
            boolean ended = workqueue.exit(process.ticker().left(timeoutNanos, start));
            // A worker that is counted out still has a thread for a moment; until that has ended there is one to
            // report.
            return report(ended ? 0 : Math.max(1, workqueue.counts().threads()));
        }

        private void cancelQueued(Collection<AioFile> files) {
            List<FileRequests.Sweep> sweeps = new ArrayList<>();
            for (AioFile file : files) {
                sweeps.add(file.requests().cancelAll(null, drain));
            }
            for (FileRequests.Sweep found : sweeps) {
                FileRequests.Sweep sweep = found.recall();
                cancelled += sweep.cancelled();
                foundRunning += sweep.running();
            }
            looked = true; // if it has failed half-way it is done again: what is found running is waited for once
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
