package io.heddle.report.sample;

import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Events with the engine's names and fields: reports must not depend on the engine. */
@SuppressWarnings("UnusedVariable") // Flight Recorder reads the fields
final class SampleEvents {
    private SampleEvents() {}

    @Enabled(false)
    @StackTrace(false)
    abstract static class Sample extends Event {}

    @Name("aio.ProcessEntry")
    @TracePoint("AIO_WQ_process_entry")
    static final class ProcessEntry extends Sample {
        long processId;
        long requestId;
        String opcode;
        int file;
        long offset;
        long length;
        String error;
        long returnValue;
        long queuedNanos;
    }

    @Name("aio.WorkQueued")
    @TracePoint("AIO_work_queued")
    static final class WorkQueued extends Sample {
        long processId;
        long requestId;
        String opcode;
        int outstanding;
    }

    @Name("aio.Rejected")
    static final class Rejected extends Sample {
        long processId;
        String opcode;
        String error;
        String reason;
    }

    @Name("aio.WorkerCreate")
    @TracePoint("AIO_WQ_aio_thread_create")
    static final class WorkerCreate extends Sample {
        long processId;
        long worker;
        int threads;
        int idle;
        int dying;
    }

    @Name("aio.WorkerTerminate")
    @TracePoint("AIO_WQ_aio_thread_terminate")
    static final class WorkerTerminate extends Sample {
        long processId;
        long worker;
        int threads;
        int idle;
        int dying;
    }

    @Name("aio.FsyncDelay")
    @TracePoint("AIO_fsync_delay")
    static final class FsyncDelay extends Sample {
        long processId;
        long requestId;
        int file;
        int waitingFor;
    }

    @Name("aio.Cancel")
    @TracePoint("AIO_cancel")
    static final class Cancel extends Sample {
        long processId;
        int matched;
        String result;
    }

    @Name("aio.CancelQueued")
    @TracePoint("AIO_cancel_async_workq")
    static final class CancelQueued extends Sample {
        long processId;
        long requestId;
    }

    /** Never emitted: a trace point that is reported as 0. */
    @Name("aio.Exec")
    @TracePoint("AIO_exec")
    static final class Exec extends Sample {
        long processId;
    }

    @Name("aio.BackendSelected")
    static final class BackendSelected extends Sample {
        long processId;
        String name;
        String backend;
        String workerScope;
        String threads;
    }

    @Name("aio.QueueStatistics")
    static final class QueueStatistics extends Sample {
        long processId;
        String name;
        int outstanding;
        int queued;
        int running;
        int done;
        int threads;
        int idle;
        int dying;
    }

    @Name("aio.SlowRequest")
    static final class SlowRequest extends Sample {
        long processId;
        long requestId;
        String opcode;
        String path;
        long offset;
        long length;
        String error;
        long queuedNanos;
        long serviceNanos;
    }
}
