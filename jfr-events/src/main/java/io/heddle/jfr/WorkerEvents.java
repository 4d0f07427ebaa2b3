package io.heddle.jfr;

import jdk.jfr.Category;
import jdk.jfr.Contextual;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;

/** The life cycle of the workers, and the requests that they run. */
@SuppressWarnings("NullAway.Init") // fields are set after construction, if the event is recorded at all
final class WorkerEvents {
    private WorkerEvents() {}

    @Name(WorkerCreate.NAME)
    @Label("Worker Create")
    @Description("A worker was created")
    @Category({"AIO", "Worker"})
    @TracePoint("AIO_WQ_aio_thread_create")
    static final class WorkerCreate extends AioEvent {
        static final String NAME = "aio.WorkerCreate";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Worker")
        long worker;

        @Label("Threads")
        int threads;

        @Label("Idle Threads")
        int idle;

        @Label("Dying Threads")
        int dying;
    }

    /** Throttled: the attempt is repeated while requests wait. */
    @Name(WorkerCreateFailed.NAME)
    @Label("Worker Create Failed")
    @Description("A worker could not be created")
    @Category({"AIO", "Worker"})
    @TracePoint("AIO_WQ_aio_thread_create_failed")
    @Enabled(true)
    @Throttle("100/s")
    static final class WorkerCreateFailed extends AioEvent {
        static final String NAME = "aio.WorkerCreateFailed";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Reason")
        @Description("What went wrong")
        String reason;

        @Label("Threads")
        int threads;
    }

    @Name(WorkerWakeup.NAME)
    @Label("Worker Wakeup")
    @Description("An idle worker is set running")
    @Category({"AIO", "Worker"})
    @TracePoint("AIO_WQ_aio_thread_wakeup")
    static final class WorkerWakeup extends AioEvent {
        static final String NAME = "aio.WorkerWakeup";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Worker")
        long worker;

        @Label("Threads")
        int threads;

        @Label("Idle Threads")
        int idle;

        @Label("Dying Threads")
        int dying;
    }

    @Name(SelectRequest.NAME)
    @Label("Select Request")
    @Description("A worker takes requests until the queue is empty")
    @Category({"AIO", "Worker"})
    @TracePoint("AIO_WQ_aio_select_req")
    static final class SelectRequest extends AioEvent {
        static final String NAME = "aio.SelectRequest";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Worker")
        long worker;

        @Label("Processed Requests")
        int processed;

        @Label("Threads")
        int threads;

        @Label("Idle Threads")
        int idle;

        @Label("Dying Threads")
        int dying;
    }

    @Name(ProcessEntry.NAME)
    @Label("Process Entry")
    @Description("A request of the per-process workqueue runs, on a worker or without one")
    @Category({"AIO", "Worker"})
    @TracePoint("AIO_WQ_process_entry")
    static final class ProcessEntry extends AioEvent {
        static final String NAME = "aio.ProcessEntry";

        @ProcessId
        @Contextual
        @Label("Process Id")
        long processId;

        @RequestId
        @Contextual
        @Label("Request Id")
        long requestId;

        @Label("Opcode")
        @Description("READ, READV, WRITE, WRITEV, SYNC, DSYNC, MLOCK or NOP")
        String opcode;

        @Label("File Descriptor")
        int file;

        @Label("Offset")
        long offset;

        @Label("Length")
        @DataAmount(DataAmount.BYTES)
        long length;

        @Label("Error")
        @Description("Name of the request's error, OK for none")
        String error;

        @Label("Return Value")
        @Description("Bytes moved, or -1")
        long returnValue;

        @Label("Queue Time")
        @Description("From submission to the start of the transfer")
        @Timespan(Timespan.NANOSECONDS)
        long queuedNanos;
    }

    @Name(WorkerPark.NAME)
    @Label("Worker Park")
    @Description("A worker goes onto the idle list and parks")
    @Category({"AIO", "Worker"})
    @TracePoint("AIO_WQ_aio_thread_park")
    static final class WorkerPark extends AioEvent {
        static final String NAME = "aio.WorkerPark";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Worker")
        long worker;

        @Label("Threads")
        int threads;

        @Label("Idle Threads")
        int idle;

        @Label("Dying Threads")
        int dying;
    }

    @Name(DeathCall.NAME)
    @Label("Death Call")
    @Description("The death timer fires and applies the policy")
    @Category({"AIO", "Worker"})
    @TracePoint("AIO_WQ_aio_death_call")
    static final class DeathCall extends AioEvent {
        static final String NAME = "aio.DeathCall";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Threads")
        int threads;

        @Label("Idle Threads")
        int idle;

        @Label("Dying Threads")
        int dying;
    }

    @Name(WorkerTerminate.NAME)
    @Label("Worker Terminate")
    @Description("A worker ends")
    @Category({"AIO", "Worker"})
    @TracePoint("AIO_WQ_aio_thread_terminate")
    static final class WorkerTerminate extends AioEvent {
        static final String NAME = "aio.WorkerTerminate";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Worker")
        long worker;

        @Label("Threads")
        int threads;

        @Label("Idle Threads")
        int idle;

        @Label("Dying Threads")
        int dying;
    }

    @Name(SharedWorkerWake.NAME)
    @Label("Shared Worker Wake")
    @Description("A waiting worker of the shared pool is woken for new work")
    @Category({"AIO", "Worker"})
    @TracePoint("AIO_worker_wake")
    static final class SharedWorkerWake extends AioEvent {
        static final String NAME = "aio.SharedWorkerWake";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Queued Requests")
        int queued;
    }

    @Name(SharedWorkerRun.NAME)
    @Label("Shared Worker Run")
    @Description("A worker of the shared pool runs one request")
    @Category({"AIO", "Worker"})
    @TracePoint("AIO_worker_thread")
    static final class SharedWorkerRun extends AioEvent {
        static final String NAME = "aio.SharedWorkerRun";

        @ProcessId
        @Contextual
        @Label("Process Id")
        long processId;

        @RequestId
        @Contextual
        @Label("Request Id")
        long requestId;

        @Label("Opcode")
        @Description("READ, READV, WRITE, WRITEV, SYNC, DSYNC, MLOCK or NOP")
        String opcode;

        @Label("Error")
        @Description("Name of the request's error, OK for none")
        String error;

        @Label("Return Value")
        @Description("Bytes moved, or -1")
        long returnValue;
    }
}
