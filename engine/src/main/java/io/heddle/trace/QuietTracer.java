package io.heddle.trace;

import io.heddle.time.Failures;
import org.jspecify.annotations.Nullable;

/**
 * A tracer that catches the errors of another one. An event is an object, which a full heap refuses; and no request,
 * worker or lock may depend on whether a recording runs.
 */
final class QuietTracer implements Tracer {
    private final Tracer tracer;
    private volatile boolean isReported;

    private QuietTracer(Tracer tracer) {
        this.tracer = tracer;
    }

    static @Nullable Tracer of(@Nullable Tracer tracer) {
        return tracer == null || tracer instanceof QuietTracer ? tracer : new QuietTracer(tracer);
    }

    /**
     * Passes the first failure to the thread's handler of uncaught exceptions, as it is a defect of the tracer. Lack of
     * memory or stack is none.
     */
    private void failed(Throwable failure) {
        if (isReported || failure instanceof OutOfMemoryError || failure instanceof StackOverflowError) {
            return;
        }
        isReported = true;
        Failures.report(failure);
    }

    @Override
    public @Nullable Object begin(TracePoint point) {
        try {
            return tracer.begin(point);
        } catch (Throwable failure) {
            failed(failure);
            return null;
        }
    }

    @Override
    public boolean records(TracePoint point) {
        try {
            return tracer.records(point);
        } catch (Throwable failure) {
            failed(failure);
            return false;
        }
    }

    @Override
    public @Nullable Beat beat() {
        try {
            return tracer.beat();
        } catch (Throwable failure) {
            failed(failure);
            return null;
        }
    }

    @Override
    public void workQueued(
            long processId, long requestId, String opcode, int file, long offset, long length, int outstanding) {
        try {
            tracer.workQueued(processId, requestId, opcode, file, offset, length, outstanding);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void completionSignal(long processId, long requestId, int signal) {
        try {
            tracer.completionSignal(processId, requestId, signal);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void completionKevent(long processId, long requestId, long queue, int pending) {
        try {
            tracer.completionKevent(processId, requestId, queue, pending);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void cleanupWait(long processId, long requestId, String reason) {
        try {
            tracer.cleanupWait(processId, requestId, reason);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void cleanupWake(long processId, long requestId, String reason) {
        try {
            tracer.cleanupWake(processId, requestId, reason);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void suspendWake(long processId, long requestId, int waiters) {
        try {
            tracer.suspendWake(processId, requestId, waiters);
        } catch (Throwable failure) {
            failed(failure);
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
        try {
            tracer.slowRequest(
                    span, processId, requestId, opcode, file, path, offset, length, error, queuedNanos, serviceNanos);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void rejected(long processId, String opcode, String error, String reason) {
        try {
            tracer.rejected(processId, opcode, error, reason);
        } catch (Throwable failure) {
            failed(failure);
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
        try {
            tracer.flushFailed(processId, requestId, file, path, error, reason, syncs, lasting);
        } catch (Throwable failure) {
            failed(failure);
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
        try {
            tracer.queueStatistics(
                    processId,
                    name,
                    outstanding,
                    queued,
                    running,
                    inFlight,
                    done,
                    oldestQueuedNanos,
                    threads,
                    idle,
                    dying,
                    maxThreads,
                    maxInFlight,
                    maxOutstanding,
                    submitted,
                    reaped);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void backendSelected(
            long processId, String name, String backend, String reason, String workerScope, String threads) {
        try {
            tracer.backendSelected(processId, name, backend, reason, workerScope, threads);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void carrierReserve(int reserve, int before, int held, int limit) {
        try {
            tracer.carrierReserve(reserve, before, held, limit);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void cancel(Object span, long processId, long requestId, int file, int matched, String result) {
        try {
            tracer.cancel(span, processId, requestId, file, matched, result);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void cancelQueued(long processId, long requestId, int file) {
        try {
            tracer.cancelQueued(processId, requestId, file);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void cancelQueuedSync(long processId, long requestId, int file, long listId) {
        try {
            tracer.cancelQueuedSync(processId, requestId, file, listId);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void cancelRunning(long processId, long requestId, int file) {
        try {
            tracer.cancelRunning(processId, requestId, file);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void cancelDone(long processId, long requestId, int file) {
        try {
            tracer.cancelDone(processId, requestId, file);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void fsync(Object span, long processId, long requestId, int file, String operation, String error) {
        try {
            tracer.fsync(span, processId, requestId, file, operation, error);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void fsyncDelay(long processId, long requestId, int file, int waitingFor) {
        try {
            tracer.fsyncDelay(processId, requestId, file, waitingFor);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void read(Object span, long processId, long requestId, int file, long offset, long length, String error) {
        try {
            tracer.read(span, processId, requestId, file, offset, length, error);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void write(Object span, long processId, long requestId, int file, long offset, long length, String error) {
        try {
            tracer.write(span, processId, requestId, file, offset, length, error);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void listIo(Object span, long processId, long listId, String mode, int entries, String error) {
        try {
            tracer.listIo(span, processId, listId, mode, entries, error);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void error(Object span, long processId, long requestId, String error) {
        try {
            tracer.error(span, processId, requestId, error);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void errorDone(long processId, long requestId, String value) {
        try {
            tracer.errorDone(processId, requestId, value);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void errorRunning(long processId, long requestId) {
        try {
            tracer.errorRunning(processId, requestId);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void errorQueued(long processId, long requestId) {
        try {
            tracer.errorQueued(processId, requestId);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void returned(Object span, long processId, long requestId, String error) {
        try {
            tracer.returned(span, processId, requestId, error);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void returnDone(long processId, long requestId, long value) {
        try {
            tracer.returnDone(processId, requestId, value);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void returnRunning(long processId, long requestId) {
        try {
            tracer.returnRunning(processId, requestId);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void returnQueued(long processId, long requestId) {
        try {
            tracer.returnQueued(processId, requestId);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void exec(Object span, long processId, int outstanding) {
        try {
            tracer.exec(span, processId, outstanding);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void exit(Object span, long processId, int outstanding, int cancelled) {
        try {
            tracer.exit(span, processId, outstanding, cancelled);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void exitSleep(long processId, int running) {
        try {
            tracer.exitSleep(processId, running);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void close(Object span, long processId, int file, int cancelled) {
        try {
            tracer.close(span, processId, file, cancelled);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void closeSleep(long processId, int file, int running) {
        try {
            tracer.closeSleep(processId, file, running);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void suspend(Object span, long processId, int entries, String error) {
        try {
            tracer.suspend(span, processId, entries, error);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void suspendSleep(long processId, int entries) {
        try {
            tracer.suspendSleep(processId, entries);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void registerKevent(Object span, long processId, long requestId, long queue, String error) {
        try {
            tracer.registerKevent(span, processId, requestId, queue, error);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void sharedWorkerWake(long processId, long requestId, int queued) {
        try {
            tracer.sharedWorkerWake(processId, requestId, queued);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void sharedWorkerRun(
            Object span, long processId, long requestId, String opcode, String error, long returnValue) {
        try {
            tracer.sharedWorkerRun(span, processId, requestId, opcode, error, returnValue);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void processEntry(
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
        try {
            tracer.processEntry(
                    span, processId, requestId, opcode, file, offset, length, error, returnValue, queuedNanos);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void workerCreate(long processId, long worker, int threads, int idle, int dying) {
        try {
            tracer.workerCreate(processId, worker, threads, idle, dying);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void workerTerminate(long processId, long worker, int threads, int idle, int dying) {
        try {
            tracer.workerTerminate(processId, worker, threads, idle, dying);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void deathCall(Object span, long processId, int threads, int idle, int dying) {
        try {
            tracer.deathCall(span, processId, threads, idle, dying);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void workerPark(long processId, long worker, int threads, int idle, int dying) {
        try {
            tracer.workerPark(processId, worker, threads, idle, dying);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void selectRequest(
            Object span, long processId, long worker, int processed, int threads, int idle, int dying) {
        try {
            tracer.selectRequest(span, processId, worker, processed, threads, idle, dying);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void workerCreateFailed(long processId, String reason, int threads) {
        try {
            tracer.workerCreateFailed(processId, reason, threads);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public void workerWakeup(long processId, long worker, int threads, int idle, int dying) {
        try {
            tracer.workerWakeup(processId, worker, threads, idle, dying);
        } catch (Throwable failure) {
            failed(failure);
        }
    }
}
