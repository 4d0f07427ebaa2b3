package io.heddle.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Timespan;

/** The state of a process as a whole. */
@SuppressWarnings("NullAway.Init") // fields are set after construction, if the event is recorded at all
final class ProcessEvents {
    private ProcessEvents() {}

    @Name(BackendSelected.NAME)
    @Label("Backend Selected")
    @Description("A process was opened and has chosen who moves its bytes and who hosts its workers; told again if its "
            + "backend was lost")
    @Category({"AIO", "Process"})
    @Enabled(true)
    static final class BackendSelected extends AioEvent {
        static final String NAME = "aio.BackendSelected";

        @ProcessId
        @Label("Process Id")
        long processId;

        @Label("Process Name")
        String name;

        @Label("Backend")
        String backend;

        @Label("Reason")
        @Description("Who has named the backend, or why a faster one cannot be used and what would help")
        String reason;

        @Label("Worker Scope")
        @Description("structured or executor")
        String workerScope;

        @Label("Thread Kind")
        @Description("virtual, platform or custom")
        String threads;
    }

    @Name(QueueStatistics.NAME)
    @Label("Queue Statistics")
    @Description("The gauges and counts of one process")
    @Category({"AIO", "Process"})
    @Enabled(true)
    @Period("1 s")
    static final class QueueStatistics extends AioEvent {
        static final String NAME = "aio.QueueStatistics";

        @ProcessId
        @Label("Process Id")
        long processId;

        @Label("Process Name")
        String name;

        @Label("Outstanding Requests")
        int outstanding;

        @Label("Queued Requests")
        int queued;

        @Label("Running Requests")
        int running;

        @Label("Requests In Flight")
        @Description("Those of the running requests that run without a worker")
        int inFlight;

        @Label("Done Requests")
        int done;

        @Label("Oldest Queued Age")
        @Description("How long the oldest queued request has waited")
        @Timespan(Timespan.NANOSECONDS)
        long oldestQueuedNanos;

        @Label("Threads")
        int threads;

        @Label("Idle Threads")
        int idle;

        @Label("Dying Threads")
        int dying;

        @Label("Most Threads")
        @Description("How many workers there may be")
        int maxThreads;

        @Label("Most Requests In Flight")
        @Description(
                "How many requests may run without a worker; where they are not counted apart, how many may run at all")
        int maxInFlight;

        @Label("Most Outstanding Requests")
        @Description("How many requests may be submitted and not reaped")
        int maxOutstanding;

        @Label("Submitted Requests")
        @Description("Requests since the process was opened")
        long submitted;

        @Label("Reaped Requests")
        @Description("Requests since the process was opened")
        long reaped;
    }
}
