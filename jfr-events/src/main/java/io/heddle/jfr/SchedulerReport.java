package io.heddle.jfr;

import static java.lang.System.Logger.Level.DEBUG;

import io.heddle.trace.Trace;
import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/**
 * Reports the gauges of the scheduler of virtual threads, once a period.
 *
 * <p>They are read from the platform's MBean, which belongs to another module than Flight Recorder: a run-time image
 * may lack it, and then there is nothing to report. It is looked up when the first report is due, as it loads the JDK's
 * management classes.
 */
final class SchedulerReport implements Runnable {
    private boolean missing;

    @Override
    public void run() {
        if (missing || Trace.sources().isEmpty()) {
            return;
        }
        try {
            report();
        } catch (LinkageError absent) { // no module jdk.management
            System.getLogger("io.heddle").log(DEBUG, "no statistics of the virtual threads' scheduler", absent);
            missing = true;
        }
    }

    private void report() {
        VirtualThreadSchedulerMXBean scheduler = Found.SCHEDULER;
        if (scheduler == null) {
            missing = true;
            return;
        }
        var event = new SchedulerEvents.SchedulerStatistics();
        event.parallelism = scheduler.getParallelism();
        event.carriers = scheduler.getPoolSize();
        event.mounted = scheduler.getMountedVirtualThreadCount();
        event.queued = scheduler.getQueuedVirtualThreadCount();
        event.commit();
    }

    /** The only class that touches the modules which may be missing. */
    private static final class Found {
        static final @Nullable VirtualThreadSchedulerMXBean SCHEDULER =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    }
}
