package io.heddle.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The calls that submit requests. */
@SuppressWarnings("NullAway.Init") // fields are set after construction, if the event is recorded at all
final class SubmitEvents {
    private SubmitEvents() {}

    @Name(Fsync.NAME)
    @Label("Fsync")
    @Description("The fsync submission call")
    @Category({"AIO", "Submit"})
    @TracePoint("AIO_fsync")
    static final class Fsync extends AioEvent {
        static final String NAME = "aio.Fsync";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;

        @Label("Operation")
        @Description("SYNC or DSYNC")
        String operation;

        @Label("Error")
        @Description("Name of the call's error, OK for none")
        String error;
    }

    @Name(FsyncDelay.NAME)
    @Label("Fsync Delay")
    @Description("An fsync must wait for earlier requests")
    @Category({"AIO", "Submit"})
    @TracePoint("AIO_fsync_delay")
    static final class FsyncDelay extends AioEvent {
        static final String NAME = "aio.FsyncDelay";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;

        @Label("Waiting For")
        @Description("Earlier requests that must end first")
        int waitingFor;
    }

    @Name(Read.NAME)
    @Label("Read")
    @Description("The read submission call")
    @Category({"AIO", "Submit"})
    @TracePoint("AIO_read")
    static final class Read extends AioEvent {
        static final String NAME = "aio.Read";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;

        @Label("Offset")
        long offset;

        @Label("Length")
        @DataAmount(DataAmount.BYTES)
        long length;

        @Label("Error")
        @Description("Name of the call's error, OK for none")
        String error;
    }

    @Name(Write.NAME)
    @Label("Write")
    @Description("The write submission call")
    @Category({"AIO", "Submit"})
    @TracePoint("AIO_write")
    static final class Write extends AioEvent {
        static final String NAME = "aio.Write";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;

        @Label("Offset")
        long offset;

        @Label("Length")
        @DataAmount(DataAmount.BYTES)
        long length;

        @Label("Error")
        @Description("Name of the call's error, OK for none")
        String error;
    }

    @Name(ListIo.NAME)
    @Label("List I/O")
    @Description("The list call")
    @Category({"AIO", "Submit"})
    @TracePoint("AIO_listio")
    static final class ListIo extends AioEvent {
        static final String NAME = "aio.ListIo";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("List Id")
        long listId;

        @Label("Mode")
        @Description("WAIT or NOWAIT")
        String mode;

        @Label("Entries")
        int entries;

        @Label("Error")
        @Description("Name of the call's error, OK for none")
        String error;
    }

    @Name(RegisterKevent.NAME)
    @Label("Register Kevent")
    @Description("A request is bound to a completion queue")
    @Category({"AIO", "Submit"})
    @TracePoint("AIO_register_kevent")
    static final class RegisterKevent extends AioEvent {
        static final String NAME = "aio.RegisterKevent";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("Completion Queue")
        long queue;

        @Label("Error")
        @Description("Name of the call's error, OK for none")
        String error;
    }
}
