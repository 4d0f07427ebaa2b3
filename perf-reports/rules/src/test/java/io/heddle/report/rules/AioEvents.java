package io.heddle.report.rules;

import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Events of the engine as the rules know them: by name and fields, limited to the fields that the rules read.
 * {@code ContractTest} compares them with the page of all events.
 */
final class AioEvents {
    private AioEvents() {}

    @StackTrace(false)
    abstract static class AioEvent extends Event {}

    @Name("aio.QueueStatistics")
    static final class QueueStatistics extends AioEvent {
        long processId;
        String name;
        int outstanding;
        int queued;
        int running;
        int inFlight;
        int done;

        @Timespan(Timespan.NANOSECONDS)
        long oldestQueuedNanos;

        int threads;
        int idle;
        int maxThreads;
        int maxInFlight;
        int maxOutstanding;
    }

    @Name("aio.BackendSelected")
    static final class BackendSelected extends AioEvent {
        long processId;
        String name;
    }

    @Name("aio.SlowRequest")
    static final class SlowRequest extends AioEvent {
        long processId;
        long requestId;
        String opcode;
        int file;
        String path;

        @Timespan(Timespan.NANOSECONDS)
        long queuedNanos;

        @Timespan(Timespan.NANOSECONDS)
        long serviceNanos;
    }

    @Name("aio.ProcessEntry")
    static final class ProcessEntry extends AioEvent {
        long processId;
        long requestId;
        String opcode;
        int file;

        @DataAmount(DataAmount.BYTES)
        long length;

        @Timespan(Timespan.NANOSECONDS)
        long queuedNanos;
    }

    @Name("aio.SelectRequest")
    static final class SelectRequest extends AioEvent {
        long processId;
        long worker;
        int processed;
    }

    @Name("aio.WorkerCreate")
    static final class WorkerCreate extends AioEvent {
        long processId;
        long worker;
    }

    @Name("aio.WorkerTerminate")
    static final class WorkerTerminate extends AioEvent {
        long processId;
        long worker;
    }

    @Name("aio.WorkerCreateFailed")
    static final class WorkerCreateFailed extends AioEvent {
        long processId;
        String reason;
        int threads;
    }

    @Name("aio.FsyncDelay")
    static final class FsyncDelay extends AioEvent {
        long processId;
        int file;
        int waitingFor;
    }

    @Name("aio.Suspend")
    static final class Suspend extends AioEvent {
        long processId;
        int entries;
    }

    @Name("aio.Rejected")
    static final class Rejected extends AioEvent {
        long processId;
        String error;
        String reason;
    }
}
