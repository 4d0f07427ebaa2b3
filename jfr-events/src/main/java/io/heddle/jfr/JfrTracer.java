package io.heddle.jfr;

import io.heddle.trace.Beat;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * Records every trace point as the event of its name.
 *
 * <p>An event object is created before it is known whether it is recorded: only the event can determine that, and where
 * it is not recorded, the compiler removes the allocation. A span is its event object; a span that another tracer began
 * is ignored.
 */
final class JfrTracer implements Tracer, JfrCallTracer, JfrWorkerTracer {
    private volatile @Nullable Beat beat;

    /** Sets the current beat, {@code null} while there is none. */
    void setBeat(@Nullable Beat current) {
        beat = current;
    }

    @Override
    public @Nullable Beat beat() {
        return beat;
    }

    /**
     * Checks the instants on every request's path, and the other events that need a number or a time there. The rest
     * counts as recorded.
     */
    @Override
    public boolean records(TracePoint point) {
        return switch (point) {
            case WORK_QUEUED -> new RequestEvents.WorkQueued().isEnabled();
            case COMPLETION_SIG -> new RequestEvents.CompletionSignal().isEnabled();
            case COMPLETION_KEVENT -> new RequestEvents.CompletionKevent().isEnabled();
            case COMPLETION_CLEANUP_WAIT -> new CleanupEvents.CleanupWait().isEnabled();
            case COMPLETION_CLEANUP_WAKE -> new CleanupEvents.CleanupWake().isEnabled();
            case COMPLETION_SUSPEND_WAKE -> new RequestEvents.SuspendWake().isEnabled();
            case ERROR_VAL -> new ResultEvents.ErrorDone().isEnabled();
            case RETURN_VAL -> new ResultEvents.ReturnDone().isEnabled();
            case REGISTER_KEVENT -> new SubmitEvents.RegisterKevent().isEnabled();
            case WQ_PROCESS_ENTRY -> new WorkerEvents.ProcessEntry().isEnabled();
            default -> true;
        };
    }

    @Override
    public @Nullable Object begin(TracePoint point) {
        return switch (point) {
            case CANCEL -> new CancelEvents.Cancel().begun();
            case FSYNC -> new SubmitEvents.Fsync().begun();
            case READ -> new SubmitEvents.Read().begun();
            case WRITE -> new SubmitEvents.Write().begun();
            case LISTIO -> new SubmitEvents.ListIo().begun();
            case ERROR -> new ResultEvents.Error().begun();
            case RETURN -> new ResultEvents.Return().begun();
            case EXEC -> new CleanupEvents.Exec().begun();
            case EXIT -> new CleanupEvents.Exit().begun();
            case CLOSE -> new CleanupEvents.Close().begun();
            case SUSPEND -> new ResultEvents.Suspend().begun();
            case WORKER_THREAD -> new WorkerEvents.SharedWorkerRun().begun();
            case REGISTER_KEVENT -> new SubmitEvents.RegisterKevent().begun();
            case WQ_PROCESS_ENTRY -> new WorkerEvents.ProcessEntry().begun();
            case WQ_DEATH_CALL -> new WorkerEvents.DeathCall().begun();
            case WQ_SELECT_REQ -> new WorkerEvents.SelectRequest().begun();
            case SLOW_REQUEST -> new RequestEvents.SlowRequest().begun();
            default -> null; // an instant has no beginning
        };
    }

    @Override
    public void workQueued(
            long processId, long requestId, String opcode, int file, long offset, long length, int outstanding) {
        var event = new RequestEvents.WorkQueued();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.opcode = opcode;
            event.file = file;
            event.offset = offset;
            event.length = length;
            event.outstanding = outstanding;
            event.commit();
        }
    }

    @Override
    public void completionSignal(long processId, long requestId, int signal) {
        var event = new RequestEvents.CompletionSignal();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.signal = signal;
            event.commit();
        }
    }

    @Override
    public void completionKevent(long processId, long requestId, long queue, int pending) {
        var event = new RequestEvents.CompletionKevent();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.queue = queue;
            event.pending = pending;
            event.commit();
        }
    }

    @Override
    public void cleanupWait(long processId, long requestId, String reason) {
        var event = new CleanupEvents.CleanupWait();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.reason = reason;
            event.commit();
        }
    }

    @Override
    public void cleanupWake(long processId, long requestId, String reason) {
        var event = new CleanupEvents.CleanupWake();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.reason = reason;
            event.commit();
        }
    }

    @Override
    public void suspendWake(long processId, long requestId, int waiters) {
        var event = new RequestEvents.SuspendWake();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.waiters = waiters;
            event.commit();
        }
    }

    @Override
    public void slowRequest(
            Object span,
            long processId,
            long requestId,
            String opcode,
            int file,
            String path,
            long offset,
            long length,
            String error,
            long queuedNanos,
            long serviceNanos) {
        RequestEvents.SlowRequest event = span instanceof RequestEvents.SlowRequest begun ? begun.ofOne() : null;
        if (event != null && event.ended(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.opcode = opcode;
            event.file = file;
            event.path = path;
            event.offset = offset;
            event.length = length;
            event.error = error;
            event.queuedNanos = queuedNanos;
            event.serviceNanos = serviceNanos;
            event.commit();
        }
    }

    @Override
    public void rejected(long processId, String opcode, String error, String reason) {
        var event = new RequestEvents.Rejected();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.opcode = opcode;
            event.error = error;
            event.reason = reason;
            event.commit();
        }
    }

    @Override
    public void flushFailed(
            long processId,
            long requestId,
            int file,
            String path,
            String error,
            String reason,
            int syncs,
            boolean lasting) {
        var event = new RequestEvents.FlushFailed();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.file = file;
            event.path = path;
            event.error = error;
            event.reason = reason;
            event.syncs = syncs;
            event.lasting = lasting;
            event.commit();
        }
    }

    @Override
    public void queueStatistics(
            long processId,
            String name,
            int outstanding,
            int queued,
            int running,
            int inFlight,
            int done,
            long oldestQueuedNanos,
            int threads,
            int idle,
            int dying,
            int maxThreads,
            int maxInFlight,
            int maxOutstanding,
            long submitted,
            long reaped) {
        var event = new ProcessEvents.QueueStatistics();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.name = name;
            event.outstanding = outstanding;
            event.queued = queued;
            event.running = running;
            event.inFlight = inFlight;
            event.done = done;
            event.oldestQueuedNanos = oldestQueuedNanos;
            event.threads = threads;
            event.idle = idle;
            event.dying = dying;
            event.maxThreads = maxThreads;
            event.maxInFlight = maxInFlight;
            event.maxOutstanding = maxOutstanding;
            event.submitted = submitted;
            event.reaped = reaped;
            event.commit();
        }
    }

    @Override
    public void backendSelected(
            long processId, String name, String backend, String reason, String workerScope, String threads) {
        var event = new ProcessEvents.BackendSelected();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.name = name;
            event.backend = backend;
            event.reason = reason;
            event.workerScope = workerScope;
            event.threads = threads;
            event.commit();
        }
    }

    @Override
    public void carrierReserve(int reserve, int before, int held, int limit) {
        var event = new SchedulerEvents.CarrierReserve();
        if (event.isEnabled()) {
            event.reserve = reserve;
            event.before = before;
            event.held = held;
            event.limit = limit;
            event.commit();
        }
    }
}
