package io.heddle.bench.top;

import io.heddle.bench.cli.RunFailure;
import io.heddle.jfr.AioJfr;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import javax.management.MBeanServerConnection;
import jdk.jfr.consumer.RecordedEvent;
import jdk.management.jfr.FlightRecorderMXBean;
import jdk.management.jfr.RemoteRecordingStream;

/** A recording in another JVM, streamed to a model here. Closing it closes the recording there. */
final class LiveStream implements AutoCloseable {
    private static final String GAUGES = "aio.QueueStatistics";

    private final RemoteRecordingStream stream;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private LiveStream(RemoteRecordingStream stream) {
        this.stream = stream;
    }

    /**
     * Starts.
     *
     * @param connection to the JVM
     * @param slow what is slow
     * @param trace whether every request is recorded
     * @param model what is told of the events, by a thread of the stream
     * @throws RunFailure if Flight Recorder cannot record the library there
     */
    static LiveStream open(MBeanServerConnection connection, Duration slow, boolean trace, TopModel model)
            throws RunFailure {
        LiveStream live;
        try {
            live = new LiveStream(new RemoteRecordingStream(connection));
        } catch (IOException | RuntimeException unavailable) {
            throw new RunFailure("Flight Recorder does not record there", unavailable);
        }
        try {
            live.start(settings(slow, trace), trace, model);
            requireEvents(connection);
            return live;
        } catch (RunFailure | RuntimeException failed) {
            live.close();
            throw failed;
        }
    }

    /** What a recording has by default of the library, and nothing of the JDK. */
    static Map<String, String> settings(Duration slow, boolean trace) {
        Map<String, String> settings = new HashMap<>(
                AioJfr.settings(Map.of(AioJfr.TRACE, "normal", AioJfr.THRESHOLD, slow.toMillis() + " ms")));
        settings.keySet().removeIf(key -> !key.startsWith("aio."));
        settings.put("aio.SchedulerStatistics#enabled", "false");
        if (trace) {
            settings.put("aio.ProcessEntry#enabled", "true");
            settings.put("aio.SharedWorkerRun#enabled", "true");
        }
        return settings;
    }

    private void start(Map<String, String> settings, boolean trace, TopModel model) {
        stream.setSettings(settings);
        on(GAUGES, model, (to, event) -> to.gauges(EventReader.gauges(event)));
        on("aio.Exit", model, (to, event) -> to.exited(event.getEndTime(), event.getLong("processId")));
        on("aio.Rejected", model, (to, event) -> to.refused(event.getEndTime(), EventReader.refusal(event)));
        on("aio.WorkerCreateFailed", model, (to, event) -> to.workerFailed(event.getEndTime()));
        on("aio.SlowRequest", model, (to, event) -> {
            SlowRequest request = EventReader.slow(event);
            to.slow(request);
            if (!trace) {
                to.request(request.times());
            }
        });
        on("aio.ProcessEntry", model, (to, event) -> to.request(EventReader.processEntry(event)));
        on("aio.SharedWorkerRun", model, (to, event) -> to.request(EventReader.sharedWorkerRun(event)));
        stream.onError(end::completeExceptionally);
        stream.onClose(() -> end.complete(null));
        stream.startAsync();
    }

    private void on(String event, TopModel model, BiConsumer<TopModel, RecordedEvent> action) {
        stream.onEvent(event, recorded -> action.accept(model, recorded));
    }

    /** The start of a recording makes the library register its events, if it can. */
    private static void requireEvents(MBeanServerConnection connection) throws RunFailure {
        try {
            boolean registered = ManagementFactory.getPlatformMXBeans(connection, FlightRecorderMXBean.class).stream()
                    .flatMap(recorder -> recorder.getEventTypes().stream())
                    .anyMatch(type -> type.getName().equals(GAUGES));
            if (!registered) {
                throw new RunFailure(
                        "the JVM has Heddle's engine but not its events: put heddle-jfr-events on its class path");
            }
        } catch (IOException | UndeclaredThrowableException broken) {
            throw new RunFailure("the JVM does not tell its events", broken);
        }
    }

    /** Completes when no more events come; exceptionally if one could not be read. */
    CompletableFuture<Void> end() {
        return end;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (RuntimeException gone) {
            // The JVM has ended, and its recording with it.
        }
    }
}
