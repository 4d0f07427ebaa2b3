package io.heddle.jfr;

import jdk.jfr.Category;
import jdk.jfr.Contextual;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The events of one request outside any call: it is refused or queued, it notifies, it was slow. */
@SuppressWarnings("NullAway.Init") // fields are set after construction, if the event is recorded at all
final class RequestEvents {
    private RequestEvents() {}

    /** Throttled: a full quota refuses as fast as callers retry. */
    @Name(Rejected.NAME)
    @Label("Rejected")
    @Description("A submission was refused")
    @Category({"AIO", "Request"})
    @Enabled(true)
    @Throttle("100/s")
    static final class Rejected extends AioEvent {
        static final String NAME = "aio.Rejected";

        @ProcessId
        @Label("Process Id")
        long processId;

        @Label("Opcode")
        @Description("READ, READV, WRITE, WRITEV, SYNC, DSYNC, MLOCK or NOP")
        String opcode;

        @Label("Error")
        @Description("Name of the error")
        String error;

        @Label("Reason")
        @Description("The rule that the submission broke")
        String reason;
    }

    /** Throttled: a device that is gone fails every flush. */
    @Name(FlushFailed.NAME)
    @Label("Flush Failed")
    @Description("A flush of a file has failed and may have lost what was written")
    @Category({"AIO", "Request"})
    @Enabled(true)
    @Throttle("100/s")
    static final class FlushFailed extends AioEvent {
        static final String NAME = "aio.FlushFailed";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;

        @Label("Path")
        @Description("The file's path, or its description where it was adopted")
        String path;

        @Label("Error")
        @Description("Name of the error")
        String error;

        @Label("Reason")
        @Description("What the system said")
        String reason;

        @Label("Syncs")
        @Description("Syncs that fail with this flush")
        int syncs;

        @Label("Lasting")
        @Description("Whether all later syncs of the file fail, too")
        boolean lasting;
    }

    @Name(WorkQueued.NAME)
    @Label("Work Queued")
    @Description("A request went onto the active queue and the work queue")
    @Category({"AIO", "Request"})
    @TracePoint("AIO_work_queued")
    static final class WorkQueued extends AioEvent {
        static final String NAME = "aio.WorkQueued";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
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

        @Label("Outstanding Requests")
        int outstanding;
    }

    @Name(CompletionSignal.NAME)
    @Label("Completion Signal")
    @Description("A signal notification is delivered")
    @Category({"AIO", "Request"})
    @TracePoint("AIO_completion_sig")
    static final class CompletionSignal extends AioEvent {
        static final String NAME = "aio.CompletionSignal";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Signal")
        int signal;
    }

    @Name(CompletionKevent.NAME)
    @Label("Completion Kevent")
    @Description("A completion event is posted to a completion queue")
    @Category({"AIO", "Request"})
    @TracePoint("AIO_completion_kevent")
    static final class CompletionKevent extends AioEvent {
        static final String NAME = "aio.CompletionKevent";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Completion Queue")
        long queue;

        @Label("Pending Events")
        int pending;
    }

    @Name(SuspendWake.NAME)
    @Label("Suspend Wake")
    @Description("A completion wakes suspended callers")
    @Category({"AIO", "Request"})
    @TracePoint("AIO_completion_suspend_wake")
    static final class SuspendWake extends AioEvent {
        static final String NAME = "aio.SuspendWake";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Waiters")
        int waiters;
    }

    /** Throttled: on a stalled device every request is slow. */
    @Name(SlowRequest.NAME)
    @Label("Slow Request")
    @Description("A request took long from its submission to its completion")
    @Category({"AIO", "Request"})
    @Enabled(true)
    @Threshold("20 ms")
    @Throttle("300/s")
    static final class SlowRequest extends AioEvent implements Cloneable {
        static final String NAME = "aio.SlowRequest";

        /** Whether the event was begun for all requests of a beat; transient, as it is not recorded. */
        private transient boolean shared;

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

        @Label("Path")
        @Description("The file's path, or its description where it was adopted")
        String path;

        @Label("Offset")
        long offset;

        @Label("Length")
        @DataAmount(DataAmount.BYTES)
        long length;

        @Label("Error")
        @Description("Name of the request's error, OK for none")
        String error;

        @Label("Queue Time")
        @Description("From submission to the start of the transfer")
        @Timespan(Timespan.NANOSECONDS)
        long queuedNanos;

        @Label("Service Time")
        @Description("From the start of the transfer to its end")
        @Timespan(Timespan.NANOSECONDS)
        long serviceNanos;

        /**
         * Begins an event for all requests that need it.
         *
         * @return the event, or {@code null} if it is not enabled
         */
        static @Nullable SlowRequest begunForAll() {
            SlowRequest event = new SlowRequest();
            event.shared = true;
            return event.begun() == null ? null : event;
        }

        /** Returns the event for one request: it begins when this one began. */
        SlowRequest ofOne() {
            if (!shared) {
                return this;
            }
            try {
                return (SlowRequest) clone();
            } catch (CloneNotSupportedException impossible) {
                throw new AssertionError(impossible);
            }
        }

        /** Returns whether a request that has begun with this event and ends now is slow. */
        boolean isLongEnough() {
            return ofOne().isLongEnoughNow();
        }
    }
}
