package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.linux.AutoBackend;
import io.heddle.trace.StatisticsSource;
import io.heddle.trace.Tracer;
import io.heddle.workq.Workqueue;
import java.time.Duration;

/** Collects a process's figures on demand. */
final class Statistics implements StatisticsSource {
    private final AioProcess process;

    Statistics(AioProcess process) {
        this.process = process;
    }

    /** Notifies observers of the process's backend, if it is the one that has changed. */
    void backendChanged(Backend changed) {
        Backend backend = process.backend();
        if (backend == changed || (backend instanceof AutoBackend auto && auto.orChosen() == changed)) {
            process.life().traceBackend();
        }
    }

    static AioStatistics of(AioProcess process) {
        Workqueue.Counts counts = process.workqueue().counts();
        int held = 0;
        int done = process.doneQueue().size();
        for (AioFile file : process.files().all()) {
            held += file.requests().heldCount();
        }
        Quota quota = process.quota();
        int outstanding = quota.outstanding();
        int queued = counts.queued() + held;
        long oldest = counts.oldestQueuedAt();
        long waited = oldest == 0 ? 0 : Math.max(0, process.ticker().nanoTime() - oldest);
        return new AioStatistics(
                outstanding,
                queued,
                Math.max(0, outstanding - queued - done),
                counts.inFlight(),
                done,
                Duration.ofNanos(waited),
                counts.threads(),
                counts.idle(),
                counts.dying(),
                quota.submittedCount(),
                quota.reapedCount(),
                counts.born(),
                counts.ended());
    }

    @Override
    public void report(Tracer tracer) {
        AioStatistics now = of(process);
        tracer.queueStatistics(
                process.id(),
                process.name(),
                now.outstanding(),
                now.queued(),
                now.running(),
                now.inFlight(),
                now.done(),
                now.oldestQueued().toNanos(),
                now.threads(),
                now.idle(),
                now.dying(),
                process.workqueue().maxThreads(),
                process.life().workqueueSettings().maxInFlight(),
                process.maxOutstanding(),
                now.submitted(),
                now.reaped());
    }
}
