package io.heddle.aio;

import io.heddle.time.Ahead;
import io.heddle.time.Parking;

/** The classes that a process's requests need; initialised when the first process of the JVM is opened. */
final class Readiness {
    /**
     * The classes with a static initialiser, and some without one that the completion of a request may be the first to
     * need. A test verifies that the list is complete.
     */
    static final String[] CLASSES = {
        "aio.AioFile",
        "aio.AioFile$1",
        "aio.AioSystem",
        "aio.BackendKind",
        "aio.Backends$1",
        "aio.CancelResult",
        "aio.CompletionQueue",
        "aio.ControlBlock",
        "aio.Dialect",
        "aio.DoneQueue",
        "aio.Drain",
        "aio.Errno",
        "aio.FileAccess",
        "aio.FileOrder$1",
        "aio.FileRequests$1",
        "aio.Kevent$Filter",
        "aio.Kevent$Flag",
        "aio.Knote$OfRequest",
        "aio.Lifecycle",
        "aio.Lifecycle$State",
        "aio.ListIo",
        "aio.ListIo$1",
        "aio.ListMode",
        "aio.Notification",
        "aio.Notification$1",
        "aio.Opcode",
        "aio.ProcessOrder",
        "aio.Reaping$1",
        "aio.Cancellation$Recall",
        "aio.Request",
        "aio.Request$1",
        "aio.Request$State",
        "aio.Rules$InvalidEntries",
        "aio.Rules$Nop",
        "aio.Rules$SyncOrder",
        "aio.Rules$UnknownEntries",
        "aio.Sigevent",
        "aio.Sigevent$Kind",
        "aio.Submission$1",
        "aio.SyncMode",
        "aio.ThreadKind",
        "aio.Unreaped",
        "aio.Validation$1",
        "aio.WorkqueueKind",
        "aio.WorkqueueSettings$1",
        "backend.Bounces",
        "backend.CancelledTransferException",
        "backend.Carriers",
        "backend.ChannelBackend",
        "backend.Crew",
        "backend.Lifetime",
        "backend.Memory",
        "backend.Operation",
        "backend.ShortTransferException",
        "backend.Transfer",
        "backend.Transfer$1",
        "time.Alarm",
        "time.BriefLock",
        "time.Parking",
        "time.StackRoom",
        "time.Ticker",
        "time.WakeBatch",
        "trace.Trace",
        "trace.TracePoint",
        "workq.Both",
        "workq.Pools$Aiod",
        "workq.Pools$Shared",
        "workq.ProcessWorkqueue",
        "workq.Supervisor",
        "workq.Wakeup",
        "workq.Worker",
        "workq.Worker$State",
        "workq.WorkerHost",
        "workq.WorkerScopes"
    };

    private static volatile boolean isReady;

    private Readiness() {}

    static void require() {
        if (!isReady) {
            Ahead.initialise(Readiness.class, CLASSES);
            Parking.onStall(Lifecycle::wakeParked);
            isReady = true;
        }
    }
}
