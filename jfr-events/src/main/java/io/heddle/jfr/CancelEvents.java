package io.heddle.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The cancel call, and its outcome for each request. */
@SuppressWarnings("NullAway.Init") // fields are set after construction, if the event is recorded at all
final class CancelEvents {
    private CancelEvents() {}

    @Name(Cancel.NAME)
    @Label("Cancel")
    @Description("The cancel call")
    @Category({"AIO", "Cancel"})
    @TracePoint("AIO_cancel")
    static final class Cancel extends AioEvent {
        static final String NAME = "aio.Cancel";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;

        @Label("Matched Requests")
        int matched;

        @Label("Result")
        @Description("CANCELED, NOTCANCELED, ALLDONE or the error's name")
        String result;
    }

    @Name(CancelQueued.NAME)
    @Label("Cancel Queued")
    @Description("A queued request was cancelled")
    @Category({"AIO", "Cancel"})
    @TracePoint("AIO_cancel_async_workq")
    static final class CancelQueued extends AioEvent {
        static final String NAME = "aio.CancelQueued";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;
    }

    @Name(CancelQueuedSync.NAME)
    @Label("Cancel Queued Sync")
    @Description("A queued request of a list that is waited for was cancelled")
    @Category({"AIO", "Cancel"})
    @TracePoint("AIO_cancel_sync_workq")
    static final class CancelQueuedSync extends AioEvent {
        static final String NAME = "aio.CancelQueuedSync";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;

        @Label("List Id")
        long listId;
    }

    @Name(CancelRunning.NAME)
    @Label("Cancel Running")
    @Description("A request was found running and could not be cancelled")
    @Category({"AIO", "Cancel"})
    @TracePoint("AIO_cancel_activeq")
    static final class CancelRunning extends AioEvent {
        static final String NAME = "aio.CancelRunning";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;
    }

    @Name(CancelDone.NAME)
    @Label("Cancel Done")
    @Description("A request was found already done")
    @Category({"AIO", "Cancel"})
    @TracePoint("AIO_cancel_doneq")
    static final class CancelDone extends AioEvent {
        static final String NAME = "aio.CancelDone";

        @ProcessId
        @Label("Process Id")
        long processId;

        @RequestId
        @Label("Request Id")
        long requestId;

        @Label("File Descriptor")
        int file;
    }
}
