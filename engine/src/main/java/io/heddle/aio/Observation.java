package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What only observers ask of a request: its number, its times and its spans. Nothing that happens to a request depends on
 * it. The times are 0 unless the process keeps them.
 */
final class Observation {
    private static final AtomicLong IDS = new AtomicLong();
    private static final VarHandle ID;

    static {
        try {
            ID = MethodHandles.lookup().findVarHandle(Observation.class, "id", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile long id;
    private long queuedAt;
    private long startedAt;
    private long endedAt;
    private @Nullable Object slowSpan;
    private @Nullable Object runSpan;
    private TracePoint runPoint = TracePoint.WQ_PROCESS_ENTRY;

    // ---- the steps of the request's way

    /** A submission begins. */
    void begin(AioProcess process) {
        id = 0;
        queuedAt = process.isTiming() ? process.ticker().nanoTime() : 0;
        startedAt = queuedAt;
        endedAt = queuedAt;
        slowSpan = Trace.begin(TracePoint.SLOW_REQUEST);
    }

    void started(AioProcess process) {
        runPoint = process.workqueue().span();
        runSpan = Trace.begin(runPoint);
        if (queuedAt != 0) {
            startedAt = process.ticker().nanoTime();
        }
    }

    void ended(Request request, AioProcess process) {
        if (queuedAt != 0) {
            endedAt = process.ticker().nanoTime();
        }
        traceRun(request, process);
    }

    void forget() {
        slowSpan = null;
    }

    // ---- what is asked

    /** The number of this submission, given out on first demand: nobody pays for it unless somebody looks. */
    long id() {
        long known = id;
        if (known == 0) {
            long fresh = IDS.incrementAndGet();
            known = (long) ID.compareAndExchange(this, 0L, fresh);
            if (known == 0) {
                known = fresh;
            }
        }
        return known;
    }

    boolean hasId() {
        return id != 0;
    }

    long queuedAt() {
        return queuedAt;
    }

    long queuedNanos() {
        return startedAt - queuedAt;
    }

    long serviceNanos() {
        return endedAt - startedAt;
    }

    // ---- traces

    /** Tells of a request that has run. */
    private void traceRun(Request request, AioProcess process) {
        Object span = runSpan;
        runSpan = null;
        Tracer tracer = Trace.tracer();
        if (span == null || tracer == null) {
            return;
        }
        long processId = process.id();
        String operation = request.operation().name();
        String error = request.error().name();
        if (runPoint == TracePoint.WORKER_THREAD) {
            tracer.sharedWorkerRun(span, processId, id(), operation, error, request.result());
        } else {
            int descriptor = request.file().descriptor();
            long offset = request.offset();
            long length = request.length();
            tracer.processEntry(
                    span,
                    processId,
                    id(),
                    operation,
                    descriptor,
                    offset,
                    length,
                    error,
                    request.result(),
                    queuedNanos());
        }
    }

    /** Tells of a request that has taken long; whether it has is the tracer's to say. */
    void traceSlow(Request request, AioProcess process, AioFile file) {
        Object span = slowSpan;
        slowSpan = null;
        Tracer tracer = Trace.tracer();
        if (span != null && tracer != null) {
            tracer.slowRequest(
                    span,
                    process.id(),
                    id(),
                    request.operation().name(),
                    file.descriptor(),
                    file.description(),
                    request.offset(),
                    request.length(),
                    request.error().name(),
                    queuedNanos(),
                    serviceNanos());
        }
    }
}
