package io.heddle.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The calls that query the result of a request or wait for it, and their outcomes. */
@SuppressWarnings("NullAway.Init") // fields are set after construction, if the event is recorded at all
final class ResultEvents {
    private ResultEvents() {}

    @Name(Error.NAME)
    @Label("Error")
    @Description("The error (status) call")
    @Category({"AIO", "Result"})
    @TracePoint("AIO_error")
    @SuppressWarnings("JavaLangClash") // the kernel's name
    static final class Error extends AioEvent {
        static final String NAME = "aio.Error";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Error")
        @Description("Name of the call's error, OK for none")
        String error;
    }

    @Name(ErrorDone.NAME)
    @Label("Error Done")
    @Description("The error call found the request done")
    @Category({"AIO", "Result"})
    @TracePoint("AIO_error_val")
    static final class ErrorDone extends AioEvent {
        static final String NAME = "aio.ErrorDone";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Value")
        @Description("Name of the request's error, OK for none")
        String value;
    }

    @Name(ErrorRunning.NAME)
    @Label("Error Running")
    @Description("The error call found the request running")
    @Category({"AIO", "Result"})
    @TracePoint("AIO_error_activeq")
    static final class ErrorRunning extends AioEvent {
        static final String NAME = "aio.ErrorRunning";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;
    }

    @Name(ErrorQueued.NAME)
    @Label("Error Queued")
    @Description("The error call found the request still queued")
    @Category({"AIO", "Result"})
    @TracePoint("AIO_error_workq")
    static final class ErrorQueued extends AioEvent {
        static final String NAME = "aio.ErrorQueued";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;
    }

    @Name(Return.NAME)
    @Label("Return")
    @Description("The return (reap) call")
    @Category({"AIO", "Result"})
    @TracePoint("AIO_return")
    static final class Return extends AioEvent {
        static final String NAME = "aio.Return";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Error")
        @Description("Name of the call's error, OK for none")
        String error;
    }

    @Name(ReturnDone.NAME)
    @Label("Return Done")
    @Description("The return call reaped the request")
    @Category({"AIO", "Result"})
    @TracePoint("AIO_return_val")
    static final class ReturnDone extends AioEvent {
        static final String NAME = "aio.ReturnDone";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Value")
        @Description("What the request returned")
        long value;
    }

    @Name(ReturnRunning.NAME)
    @Label("Return Running")
    @Description("The return call found the request running")
    @Category({"AIO", "Result"})
    @TracePoint("AIO_return_activeq")
    static final class ReturnRunning extends AioEvent {
        static final String NAME = "aio.ReturnRunning";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;
    }

    @Name(ReturnQueued.NAME)
    @Label("Return Queued")
    @Description("The return call found the request still queued")
    @Category({"AIO", "Result"})
    @TracePoint("AIO_return_workq")
    static final class ReturnQueued extends AioEvent {
        static final String NAME = "aio.ReturnQueued";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;
    }

    @Name(Suspend.NAME)
    @Label("Suspend")
    @Description("The suspend call")
    @Category({"AIO", "Result"})
    @TracePoint("AIO_suspend")
    static final class Suspend extends AioEvent {
        static final String NAME = "aio.Suspend";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Entries")
        int entries;

        @Label("Error")
        @Description("Name of the call's error, OK for none")
        String error;
    }

    @Name(SuspendSleep.NAME)
    @Label("Suspend Sleep")
    @Description("No listed request is done and the caller sleeps")
    @Category({"AIO", "Result"})
    @TracePoint("AIO_suspend_sleep")
    static final class SuspendSleep extends AioEvent {
        static final String NAME = "aio.SuspendSleep";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Entries")
        int entries;
    }
}
