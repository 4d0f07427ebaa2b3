package io.heddle.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** Closing a file, exit and exec of the process, and the waits that these entail. */
@SuppressWarnings("NullAway.Init") // fields are set after construction, if the event is recorded at all
final class CleanupEvents {
    private CleanupEvents() {}

    @Name(Close.NAME)
    @Label("Close")
    @Description("A file is closed through the process")
    @Category({"AIO", "Cleanup"})
    @TracePoint("AIO_close")
    @Enabled(true)
    @Threshold("20 ms")
    static final class Close extends AioEvent {
        static final String NAME = "aio.Close";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;

        @Label("Cancelled Requests")
        int cancelled;
    }

    @Name(CloseSleep.NAME)
    @Label("Close Sleep")
    @Description("The close waits for running requests on the file")
    @Category({"AIO", "Cleanup"})
    @TracePoint("AIO_close_sleep")
    static final class CloseSleep extends AioEvent {
        static final String NAME = "aio.CloseSleep";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;

        @Label("Running Requests")
        int running;
    }

    @Name(Exec.NAME)
    @Label("Exec")
    @Description("The process is reset for a new image")
    @Category({"AIO", "Cleanup"})
    @TracePoint("AIO_exec")
    @Enabled(true)
    static final class Exec extends AioEvent {
        static final String NAME = "aio.Exec";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Outstanding Requests")
        int outstanding;
    }

    @Name(Exit.NAME)
    @Label("Exit")
    @Description("The process exits")
    @Category({"AIO", "Cleanup"})
    @TracePoint("AIO_exit")
    @Enabled(true)
    static final class Exit extends AioEvent {
        static final String NAME = "aio.Exit";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Outstanding Requests")
        int outstanding;

        @Label("Cancelled Requests")
        int cancelled;
    }

    @Name(ExitSleep.NAME)
    @Label("Exit Sleep")
    @Description("The exit waits for running requests")
    @Category({"AIO", "Cleanup"})
    @TracePoint("AIO_exit_sleep")
    @Enabled(true)
    static final class ExitSleep extends AioEvent {
        static final String NAME = "aio.ExitSleep";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Running Requests")
        int running;
    }

    @Name(CleanupWait.NAME)
    @Label("Cleanup Wait")
    @Description("A request completes while a close or an exit waits for it")
    @Category({"AIO", "Cleanup"})
    @TracePoint("AIO_completion_cleanup_wait")
    static final class CleanupWait extends AioEvent {
        static final String NAME = "aio.CleanupWait";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Reason")
        @Description("close or exit")
        String reason;
    }

    @Name(CleanupWake.NAME)
    @Label("Cleanup Wake")
    @Description("The last request that a close or an exit waited for completed and the waiter is woken")
    @Category({"AIO", "Cleanup"})
    @TracePoint("AIO_completion_cleanup_wake")
    static final class CleanupWake extends AioEvent {
        static final String NAME = "aio.CleanupWake";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Reason")
        @Description("close or exit")
        String reason;
    }
}
