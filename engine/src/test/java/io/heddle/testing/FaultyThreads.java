package io.heddle.testing;

import io.heddle.testing.FaultPlan.Fault;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A thread factory of whose threads some, by a {@link FaultPlan}, cannot be created or started. It keeps a list of the
 * created threads.
 */
public final class FaultyThreads implements ThreadFactory {
    private final FaultPlan plan;
    private final String site;
    private final boolean virtual;
    private final Queue<Thread> made = new ConcurrentLinkedQueue<>();

    /** Creates a factory whose calls are counted at a site. */
    public FaultyThreads(FaultPlan plan, String site, boolean virtual) {
        this.plan = plan;
        this.site = site;
        this.virtual = virtual;
    }

    /** Returns the faults of a creation. Faults of only the start are for platform threads. */
    public static List<Fault> faults(String site, boolean virtual) {
        Fault unmade = Fault.hidden(site, "OutOfMemoryError");
        Fault rejected = Fault.hidden(site, "null");
        return virtual
                ? List.of(unmade, unmade.times(3), rejected)
                : List.of(
                        unmade,
                        unmade.times(3),
                        Fault.hidden(site, "start"),
                        Fault.hidden(site, "start").times(3));
    }

    @Override
    public @Nullable Thread newThread(Runnable task) {
        String fault = plan.next(site);
        if (fault != null) {
            FaultPlan.throwIfUnchecked(fault);
            if (fault.equals("null")) {
                return null;
            }
        }
        Thread thread = virtual ? Thread.ofVirtual().unstarted(task) : new PlatformThread(task, fault != null);
        made.add(thread);
        return thread;
    }

    private static final class PlatformThread extends Thread {
        private final boolean cannotStart;

        PlatformThread(Runnable task, boolean cannotStart) {
            super(null, task, "faulty", 0, false);
            setDaemon(true);
            this.cannotStart = cannotStart;
        }

        @Override
        public void start() {
            if (cannotStart) {
                throw new OutOfMemoryError("unable to create native thread: injected");
            }
            super.start();
        }
    }

    /** Returns the threads that run. */
    public List<Thread> alive() {
        return made.stream().filter(Thread::isAlive).toList();
    }
}
