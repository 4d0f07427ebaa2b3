package io.heddle.jfr;

import io.heddle.trace.CallTracer;

/** Records the calls that users make. */
interface JfrCallTracer extends CallTracer {
    @Override
    default void cancel(Object span, long processId, long requestId, int file, int matched, String result) {
        if (span instanceof CancelEvents.Cancel event && event.ended(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.file = file;
            event.matched = matched;
            event.result = result;
            event.commit();
        }
    }

    @Override
    default void cancelQueued(long processId, long requestId, int file) {
        var event = new CancelEvents.CancelQueued();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.file = file;
            event.commit();
        }
    }

    @Override
    default void cancelQueuedSync(long processId, long requestId, int file, long listId) {
        var event = new CancelEvents.CancelQueuedSync();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.file = file;
            event.listId = listId;
            event.commit();
        }
    }

    @Override
    default void cancelRunning(long processId, long requestId, int file) {
        var event = new CancelEvents.CancelRunning();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.file = file;
            event.commit();
        }
    }

    @Override
    default void cancelDone(long processId, long requestId, int file) {
        var event = new CancelEvents.CancelDone();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.file = file;
            event.commit();
        }
    }

    @Override
    default void fsync(Object span, long processId, long requestId, int file, String operation, String error) {
        if (span instanceof SubmitEvents.Fsync event && event.ended(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.file = file;
            event.operation = operation;
            event.error = error;
            event.commit();
        }
    }

    @Override
    default void fsyncDelay(long processId, long requestId, int file, int waitingFor) {
        var event = new SubmitEvents.FsyncDelay();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.file = file;
            event.waitingFor = waitingFor;
            event.commit();
        }
    }

    @Override
    default void read(Object span, long processId, long requestId, int file, long offset, long length, String error) {
        if (span instanceof SubmitEvents.Read event && event.ended(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.file = file;
            event.offset = offset;
            event.length = length;
            event.error = error;
            event.commit();
        }
    }

    @Override
    default void write(Object span, long processId, long requestId, int file, long offset, long length, String error) {
        if (span instanceof SubmitEvents.Write event && event.ended(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.file = file;
            event.offset = offset;
            event.length = length;
            event.error = error;
            event.commit();
        }
    }

    @Override
    default void listIo(Object span, long processId, long listId, String mode, int entries, String error) {
        if (span instanceof SubmitEvents.ListIo event && event.ended(processId)) {
            event.processId = processId;
            event.listId = listId;
            event.mode = mode;
            event.entries = entries;
            event.error = error;
            event.commit();
        }
    }

    @Override
    default void error(Object span, long processId, long requestId, String error) {
        if (span instanceof ResultEvents.Error event && event.ended(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.error = error;
            event.commit();
        }
    }

    @Override
    default void errorDone(long processId, long requestId, String value) {
        var event = new ResultEvents.ErrorDone();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.value = value;
            event.commit();
        }
    }

    @Override
    default void errorRunning(long processId, long requestId) {
        var event = new ResultEvents.ErrorRunning();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.commit();
        }
    }

    @Override
    default void errorQueued(long processId, long requestId) {
        var event = new ResultEvents.ErrorQueued();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.commit();
        }
    }

    @Override
    default void returned(Object span, long processId, long requestId, String error) {
        if (span instanceof ResultEvents.Return event && event.ended(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.error = error;
            event.commit();
        }
    }

    @Override
    default void returnDone(long processId, long requestId, long value) {
        var event = new ResultEvents.ReturnDone();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.value = value;
            event.commit();
        }
    }

    @Override
    default void returnRunning(long processId, long requestId) {
        var event = new ResultEvents.ReturnRunning();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.commit();
        }
    }

    @Override
    default void returnQueued(long processId, long requestId) {
        var event = new ResultEvents.ReturnQueued();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.commit();
        }
    }

    @Override
    default void exec(Object span, long processId, int outstanding) {
        if (span instanceof CleanupEvents.Exec event && event.ended(processId)) {
            event.processId = processId;
            event.outstanding = outstanding;
            event.commit();
        }
    }

    @Override
    default void exit(Object span, long processId, int outstanding, int cancelled) {
        if (span instanceof CleanupEvents.Exit event && event.ended(processId)) {
            event.processId = processId;
            event.outstanding = outstanding;
            event.cancelled = cancelled;
            event.commit();
        }
    }

    @Override
    default void exitSleep(long processId, int running) {
        var event = new CleanupEvents.ExitSleep();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.running = running;
            event.commit();
        }
    }

    @Override
    default void close(Object span, long processId, int file, int cancelled) {
        if (span instanceof CleanupEvents.Close event && event.ended(processId)) {
            event.processId = processId;
            event.file = file;
            event.cancelled = cancelled;
            event.commit();
        }
    }

    @Override
    default void closeSleep(long processId, int file, int running) {
        var event = new CleanupEvents.CloseSleep();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.file = file;
            event.running = running;
            event.commit();
        }
    }

    @Override
    default void suspend(Object span, long processId, int entries, String error) {
        if (span instanceof ResultEvents.Suspend event && event.ended(processId)) {
            event.processId = processId;
            event.entries = entries;
            event.error = error;
            event.commit();
        }
    }

    @Override
    default void suspendSleep(long processId, int entries) {
        var event = new ResultEvents.SuspendSleep();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.entries = entries;
            event.commit();
        }
    }

    @Override
    default void registerKevent(Object span, long processId, long requestId, long queue, String error) {
        if (span instanceof SubmitEvents.RegisterKevent event && event.ended(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.queue = queue;
            event.error = error;
            event.commit();
        }
    }
}
