package io.heddle.aio;

import io.heddle.time.Failures;
import io.heddle.workq.Entry;
import io.heddle.workq.Runner;
import io.heddle.workq.Wakeup;
import io.heddle.workq.Workqueue;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A notification for which no thread could be started, {@code SIGEV_THREAD}: a worker calls the function. The thread
 * that completes the request cannot call it, because that may be the ring's only thread, or a submitter that holds what
 * the function waits for.
 */
final class LateNotification extends Entry {
    private final Pending pending;
    private final AioProcess process;
    private final Sigevent sigevent;

    private LateNotification(Pending pending, AioProcess process, Sigevent sigevent) {
        this.pending = pending;
        this.process = process;
        this.sigevent = sigevent;
    }

    /**
     * The notifications of a process that no worker has taken yet. An exit, after which none is delivered, removes
     * them.
     */
    static final class Pending {
        private @Nullable Set<LateNotification> queued; // guarded by this; created on first use, which is rare

        void add(AioProcess process, Sigevent sigevent) {
            Wakeup wakeup = null;
            try {
                Workqueue workqueue = process.workqueue();
                workqueue.prepare();
                wakeup = add(workqueue, new LateNotification(this, process, sigevent));
            } catch (OutOfMemoryError exhausted) {
                Failures.log(Level.WARNING, "a notification of {0} is lost, no thread can be started", process, null);
            }
            if (wakeup != null) {
                wakeup.wake();
            }
        }

        private synchronized @Nullable Wakeup add(Workqueue workqueue, LateNotification late) {
            Set<LateNotification> known = queued;
            if (known == null) {
                known = new HashSet<>();
                queued = known;
            }
            known.add(late);
            Wakeup wakeup = null;
            try {
                wakeup = workqueue.add(late);
            } finally {
                if (wakeup == null) { // the process is exiting
                    known.remove(late);
                }
            }
            return wakeup;
        }

        private synchronized void remove(LateNotification late) {
            if (queued != null) {
                queued.remove(late);
            }
        }

        /** Removes all from a workqueue that is exiting, and accepts no more entries. */
        void cancel(Workqueue workqueue) {
            List<LateNotification> left;
            synchronized (this) {
                left = queued == null ? List.of() : new ArrayList<>(queued);
                queued = null;
            }
            left.forEach(workqueue::remove);
        }
    }

    @Override
    protected void taken() {
        // under the queue's lock: removed when it is processed
    }

    @Override
    protected void process(Runner runner) {
        pending.remove(this);
        if (!process.isExiting()) {
            sigevent.function().accept(sigevent.value());
        }
    }

    @Override
    protected long queuedAt() {
        return 0;
    }
}
