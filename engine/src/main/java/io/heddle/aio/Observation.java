package io.heddle.aio;

import io.heddle.trace.Beat;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What only observers ask of a request: its number, its times and its spans. Nothing that happens to a request depends
 * on it. The times are 0 unless the process keeps them, or somebody records who needs them exactly; a look at the clock
 * costs as much as all else that is done here. Whoever wants to hear of slow requests only makes do with the tracer's
 * beats.
 */
final class Observation {
    /** One in so many submissions of a block within one beat looks at the clock. */
    private static final int TURNS = 16;

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
    private @Nullable Beat beat; // of the submission
    private int turn; // how often submitted in this beat
    private long submittedAt; // by the real clock, 0 if it was not looked at
    private long startedAtBeat;
    private @Nullable Object slowSpan;
    private @Nullable Object runSpan;
    private TracePoint runPoint = TracePoint.WQ_PROCESS_ENTRY;

    // ---- the steps of the request's way

    /** A submission begins. */
    void begin(AioProcess process) {
        if (id != 0) {
            id = 0;
        }
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            begin(process, tracer);
        } else {
            setTimes(process.isTiming() ? process.ticker().nanoTime() : 0);
            beat = null;
            slowSpan = null;
        }
    }

    private void begin(AioProcess process, Tracer tracer) {
        Beat now = tracer.beat();
        if (now != null && now.findsSlow()) {
            slowSpan = join(now) ? null : tracer.begin(TracePoint.SLOW_REQUEST);
        } else {
            beat = now;
            slowSpan = tracer.begin(TracePoint.SLOW_REQUEST);
        }
        boolean exact = process.isTiming()
                || slowSpan != null
                || process.hasOwnTime()
                || tracer.records(TracePoint.WQ_PROCESS_ENTRY);
        setTimes(exact ? process.ticker().nanoTime() : 0);
    }

    /** Leaves it to the beat to find the request if it is slow; {@code false} if the beat is too long over for that. */
    private boolean join(Beat now) {
        startedAtBeat = 0;
        if (beat != now) { // collectors make the store of a reference expensive
            beat = now;
            turn = 0;
        }
        submittedAt = turn++ % TURNS == 0 ? System.nanoTime() : 0;
        return submittedAt == 0 || !now.isLate(submittedAt);
    }

    private void setTimes(long now) {
        queuedAt = now;
        startedAt = now;
        endedAt = now;
    }

    void started(AioProcess process) {
        runPoint = process.workqueue().span();
        runSpan = Trace.begin(runPoint);
        if (queuedAt != 0) {
            startedAt = process.ticker().nanoTime();
        }
        if (beat != null) {
            Beat now = Trace.beat();
            startedAtBeat = (now == null ? beat : now).startedAt();
        }
    }

    void ended(Request request, AioProcess process) {
        if (queuedAt != 0 && keepsEnd(process)) {
            endedAt = process.ticker().nanoTime();
        }
        if (runSpan != null) {
            traceRun(request, process, runSpan);
            runSpan = null;
        }
    }

    /** Returns whether the time of the transfer is asked for, other than by the length of its span. */
    private boolean keepsEnd(AioProcess process) {
        return slowSpan != null || process.isTiming() || process.hasOwnTime();
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

    /** Since when the request waits: by the process's clock, or when the beat of its submission started. */
    long queuedAt() {
        Beat submitted = beat;
        return queuedAt != 0 || submitted == null ? queuedAt : submitted.startedAt();
    }

    /** A number to tell of the request's end by, once it may be another request; 0 if nobody will. */
    long idOfEnd() {
        Tracer tracer = Trace.tracer();
        boolean told = tracer != null
                && (tracer.records(TracePoint.COMPLETION_SIG)
                        || tracer.records(TracePoint.COMPLETION_KEVENT)
                        || tracer.records(TracePoint.COMPLETION_SUSPEND_WAKE)
                        || tracer.records(TracePoint.COMPLETION_CLEANUP_WAIT)
                        || tracer.records(TracePoint.COMPLETION_CLEANUP_WAKE));
        return told ? id() : 0;
    }

    long queuedNanos() {
        return startedAt - queuedAt;
    }

    long serviceNanos() {
        return endedAt - startedAt;
    }

    // ---- traces

    /** Tells of a request that has run. */
    private void traceRun(Request request, AioProcess process, Object span) {
        Tracer tracer = Trace.tracer();
        if (tracer == null) {
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
        try {
            traceIfSlow(request, process, file);
        } catch (OutOfMemoryError untold) { // a beat's copy of an event; the request ends all the same
            slowSpan = null;
        }
    }

    private void traceIfSlow(Request request, AioProcess process, AioFile file) {
        Object own = slowSpan;
        Beat submitted = beat;
        if (own != null) {
            slowSpan = null;
            tellSlow(own, request, process, file, queuedNanos(), serviceNanos());
        } else if (submitted != null && submitted.findsSlow()) {
            traceSlow(submitted, request, process, file);
        }
    }

    private void traceSlow(Beat submitted, Request request, AioProcess process, AioFile file) {
        boolean exactly = submittedAt != 0;
        Object span = exactly ? submitted.span() : submitted.nextSpan();
        if (span == null) {
            return; // most often: the beat goes on
        }
        long passed = System.nanoTime() - (exactly ? submittedAt : submitted.endedAt());
        if (!submitted.isLong(passed)) {
            return;
        }
        long queued = queuedAt != 0 ? queuedNanos() : queuedByBeat(submitted, passed);
        long service = keepsEnd(process) ? serviceNanos() : Math.max(0, passed - queued);
        tellSlow(span, request, process, file, queued, service);
    }

    private long queuedByBeat(Beat submitted, long passed) {
        if (startedAtBeat == 0) {
            return passed; // it was cancelled
        }
        long since = submittedAt != 0 ? submittedAt : submitted.startedAt();
        return Math.clamp(startedAtBeat - since, 0, passed);
    }

    private void tellSlow(
            Object span, Request request, AioProcess process, AioFile file, long queuedNanos, long serviceNanos) {
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
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
                    queuedNanos,
                    serviceNanos);
        }
    }
}
