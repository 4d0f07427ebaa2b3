package io.heddle.bench.top;

import io.heddle.bench.cli.RunFailure;
import io.heddle.jfr.AioJfr;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.MetadataEvent;
import jdk.jfr.consumer.RecordedEvent;

/**
 * A recording in another JVM, read from its repository on this machine's disk while it is written, and passed to a
 * model. Closing it ends the recording.
 */
final class LiveStream implements AutoCloseable {
    private static final String GAUGES = "aio.QueueStatistics";

    /** The time for the first event types to arrive; they come with the first flush, which is due within a second. */
    private static final int PATIENCE_SECONDS = 15;

    private static final int MORE_TYPES_SECONDS = 3;

    private final LiveRecording recording;
    private final EventStream stream;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final CompletableFuture<Boolean> registered = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread renewal =
            Thread.ofPlatform().daemon(true).name("heddle-top-renewal").unstarted(this::renew);

    private LiveStream(LiveRecording recording, EventStream stream) {
        this.recording = recording;
        this.stream = stream;
    }

    /**
     * Starts a recording and its stream.
     *
     * @param jvm the watched JVM
     * @param slow the threshold of slow requests
     * @param trace whether every request is recorded
     * @param model receives the events, on a thread of the stream
     * @throws RunFailure if Flight Recorder cannot record the library there
     */
    static LiveStream open(WatchedJvm jvm, Duration slow, boolean trace, TopModel model)
            throws RunFailure, InterruptedException {
        LiveRecording recording = LiveRecording.start(jvm, settings(slow, trace));
        LiveStream live;
        try {
            live = new LiveStream(recording, EventStream.openRepository(jvm.repository()));
        } catch (IOException | RuntimeException unreadable) {
            recording.stop();
            throw new RunFailure(jvm.pid() + ": what Flight Recorder records there cannot be read", unreadable);
        } catch (RunFailure | InterruptedException failed) {
            recording.stop();
            throw failed;
        }
        try {
            live.start(trace, model);
            live.requireEvents();
            return live;
        } catch (RunFailure | InterruptedException | RuntimeException failed) {
            live.close();
            throw failed;
        }
    }

    /** Returns the library's default settings, and none of the JDK. */
    static Map<String, String> settings(Duration slow, boolean trace) {
        Map<String, String> settings = new HashMap<>(
                AioJfr.settings(Map.of(AioJfr.TRACE, "normal", AioJfr.THRESHOLD, slow.toMillis() + " ms")));
        settings.keySet().removeIf(key -> !key.startsWith("aio."));
        settings.put("aio.SchedulerStatistics#enabled", "false");
        settings.put("aio.CarrierReserve#enabled", "false");
        if (trace) {
            settings.put("aio.ProcessEntry#enabled", "true");
            settings.put("aio.SharedWorkerRun#enabled", "true");
        }
        return settings;
    }

    private void start(boolean trace, TopModel model) {
        stream.onMetadata(this::types);
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
        if (trace) { // the repository may hold them because of another recording, too
            on("aio.ProcessEntry", model, (to, event) -> to.request(EventReader.processEntry(event)));
            on("aio.SharedWorkerRun", model, (to, event) -> to.request(EventReader.sharedWorkerRun(event)));
        }
        stream.onError(end::completeExceptionally);
        Thread.ofPlatform().daemon(true).name("heddle-top-stream").start(this::read);
        renewal.start();
    }

    private void on(String event, TopModel model, BiConsumer<TopModel, RecordedEvent> action) {
        stream.onEvent(event, recorded -> action.accept(model, recorded));
    }

    /** Reads the stream. The JDK's parser also throws errors of the JVM's kind; they, too, must be reported. */
    private void read() {
        try {
            stream.start();
            end.complete(null);
        } catch (RuntimeException | Error unreadable) {
            end.completeExceptionally(unreadable);
        }
    }

    private void renew() {
        try {
            while (!closed.await(LiveRecording.SECONDS / 2, TimeUnit.SECONDS)) {
                recording.renew();
            }
        } catch (RunFailure failed) {
            end.completeExceptionally(failed);
        } catch (InterruptedException stopped) {
            // closed
        }
    }

    private void types(MetadataEvent event) {
        if (event.getEventTypes().stream().anyMatch(type -> type.getName().equals(GAUGES))) {
            registered.complete(true);
        } else {
            // The first types may have been written before the library was notified of the recording.
            registered.completeOnTimeout(false, MORE_TYPES_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Waits for the library's event types. The start of a recording makes the library register them, if it can. */
    private void requireEvents() throws RunFailure, InterruptedException {
        try {
            if (!registered.get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new RunFailure(
                        "the JVM has Heddle's engine but not its events: put heddle-jfr-events on its class path");
            }
        } catch (TimeoutException | ExecutionException silent) {
            throw new RunFailure("Flight Recorder tells nothing there within " + PATIENCE_SECONDS + " seconds");
        }
    }

    /** Completes when the stream ends; exceptionally if an event could not be read. */
    CompletableFuture<Void> end() {
        return end;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            renewal.join();
            recording.stop();
        } catch (RunFailure gone) {
            // The JVM has ended, and its recording with it; otherwise the recording ends by itself.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        stream.close();
    }
}
