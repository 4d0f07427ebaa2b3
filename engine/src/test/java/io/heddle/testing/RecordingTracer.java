package io.heddle.testing;

import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A tracer that records the trace points of the workqueue. It is installed until it is closed; then the previous tracer
 * is restored. There is one tracer for the whole JVM, so tests that use this must not run beside others.
 */
public class RecordingTracer implements Tracer, AutoCloseable {
    private final List<Point> points = new CopyOnWriteArrayList<>();
    private final @Nullable Tracer before = Trace.tracer();

    /**
     * One call of the tracer.
     *
     * @param name the trace point: create, create failed, park, wakeup, select, death call or terminate
     * @param processId the process
     * @param worker the worker's number, 0 if the point has none
     * @param threads the workers that exist
     * @param idle the workers that are parked
     * @param dying the workers that are about to end
     * @param detail the point's other values
     */
    public record Point(String name, long processId, long worker, int threads, int idle, int dying, String detail) {}

    /** For subclasses with more behaviour than recording; {@link #start} installs them. */
    protected RecordingTracer() {}

    /** Returns a tracer that records from now on. */
    public static RecordingTracer install() {
        RecordingTracer tracer = new RecordingTracer();
        tracer.start();
        return tracer;
    }

    /** Starts recording. */
    protected void start() {
        Trace.install(this);
    }

    @Override
    public void close() {
        Trace.install(before);
    }

    /** Returns the recorded trace points of one process, in order. */
    public List<Point> of(long processId) {
        return points.stream().filter(point -> point.processId == processId).toList();
    }

    /** Returns the recorded events of one process at one trace point, in order. */
    public List<Point> of(long processId, String name) {
        return of(processId).stream().filter(point -> point.name.equals(name)).toList();
    }

    private void add(String name, long processId, long worker, int threads, int idle, int dying, Object detail) {
        points.add(new Point(name, processId, worker, threads, idle, dying, detail.toString()));
    }

    @Override
    public Object begin(TracePoint point) {
        return point;
    }

    @Override
    public void workerCreate(long processId, long worker, int threads, int idle, int dying) {
        add("create", processId, worker, threads, idle, dying, "");
    }

    @Override
    public void workerCreateFailed(long processId, String reason, int threads) {
        add("create failed", processId, 0, threads, 0, 0, reason);
    }

    @Override
    public void workerPark(long processId, long worker, int threads, int idle, int dying) {
        add("park", processId, worker, threads, idle, dying, "");
    }

    @Override
    public void workerWakeup(long processId, long worker, int threads, int idle, int dying) {
        add("wakeup", processId, worker, threads, idle, dying, "");
    }

    @Override
    public void selectRequest(
            Object span, long processId, long worker, int processed, int threads, int idle, int dying) {
        check(span, TracePoint.WQ_SELECT_REQ);
        add("select", processId, worker, threads, idle, dying, processed);
    }

    @Override
    public void deathCall(Object span, long processId, int threads, int idle, int dying) {
        check(span, TracePoint.WQ_DEATH_CALL);
        add("death call", processId, 0, threads, idle, dying, "");
    }

    @Override
    public void workerTerminate(long processId, long worker, int threads, int idle, int dying) {
        add("terminate", processId, worker, threads, idle, dying, "");
    }

    private static void check(Object span, TracePoint point) {
        if (span != point) {
            throw new IllegalArgumentException("the span of " + point + " was begun as " + span);
        }
    }
}
