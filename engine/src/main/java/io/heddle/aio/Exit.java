package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import io.heddle.workq.Workqueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The end of a process's requests and workers, in the order of the kernel's {@code _aio_exit}: nothing new is accepted,
 * what is queued is cancelled, what runs is waited for, what is done is reaped, the workers end. No notification is
 * delivered any more.
 *
 * <p>An exit whose deadline comes first has lost nothing: calling it again goes on where it was.
 */
final class Exit {
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
        boolean ended =
                workqueue.exit(Durations.left(timeoutNanos, process.ticker().nanoTime() - start));
        // A worker that is counted out still has a thread for a moment; until that has ended there is one to report.
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
