package io.heddle.jfr;

import io.heddle.trace.WorkerTracer;

/** Records the workers. */
interface JfrWorkerTracer extends WorkerTracer {
    @Override
    default void sharedWorkerWake(long processId, long requestId, int queued) {
        var event = new WorkerEvents.SharedWorkerWake();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.queued = queued;
            event.commit();
        }
    }

    @Override
    default void sharedWorkerRun(
            Object span, long processId, long requestId, String opcode, String error, long returnValue) {
        if (span instanceof WorkerEvents.SharedWorkerRun event && event.ended(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.opcode = opcode;
            event.error = error;
            event.returnValue = returnValue;
            event.commit();
        }
    }

    @Override
    default void processEntry(
            Object span,
            long processId,
            long requestId,
            String opcode,
            int file,
            long offset,
            long length,
            String error,
            long returnValue,
            long queuedNanos) {
        if (span instanceof WorkerEvents.ProcessEntry event && event.ended(processId)) {
            event.processId = processId;
            event.requestId = requestId;
            event.opcode = opcode;
            event.file = file;
            event.offset = offset;
            event.length = length;
            event.error = error;
            event.returnValue = returnValue;
            event.queuedNanos = queuedNanos;
            event.commit();
        }
    }

    @Override
    default void workerCreate(long processId, long worker, int threads, int idle, int dying) {
        var event = new WorkerEvents.WorkerCreate();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.worker = worker;
            event.threads = threads;
            event.idle = idle;
            event.dying = dying;
            event.commit();
        }
    }

    @Override
    default void workerTerminate(long processId, long worker, int threads, int idle, int dying) {
        var event = new WorkerEvents.WorkerTerminate();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.worker = worker;
            event.threads = threads;
            event.idle = idle;
            event.dying = dying;
            event.commit();
        }
    }

    @Override
    default void deathCall(Object span, long processId, int threads, int idle, int dying) {
        if (span instanceof WorkerEvents.DeathCall event && event.ended(processId)) {
            event.processId = processId;
            event.threads = threads;
            event.idle = idle;
            event.dying = dying;
            event.commit();
        }
    }

    @Override
    default void workerPark(long processId, long worker, int threads, int idle, int dying) {
        var event = new WorkerEvents.WorkerPark();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.worker = worker;
            event.threads = threads;
            event.idle = idle;
            event.dying = dying;
            event.commit();
        }
    }

    @Override
    default void selectRequest(
            Object span, long processId, long worker, int processed, int threads, int idle, int dying) {
        if (span instanceof WorkerEvents.SelectRequest event && event.ended(processId)) {
            event.processId = processId;
            event.worker = worker;
            event.processed = processed;
            event.threads = threads;
            event.idle = idle;
            event.dying = dying;
            event.commit();
        }
    }

    @Override
    default void workerCreateFailed(long processId, String reason, int threads) {
        var event = new WorkerEvents.WorkerCreateFailed();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.reason = reason;
            event.threads = threads;
            event.commit();
        }
    }

    @Override
    default void workerWakeup(long processId, long worker, int threads, int idle, int dying) {
        var event = new WorkerEvents.WorkerWakeup();
        if (event.wanted(processId)) {
            event.processId = processId;
            event.worker = worker;
            event.threads = threads;
            event.idle = idle;
            event.dying = dying;
            event.commit();
        }
    }
}
