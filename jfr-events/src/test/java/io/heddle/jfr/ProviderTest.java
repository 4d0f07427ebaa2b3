package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import io.heddle.trace.StatisticsSource;
import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import io.heddle.trace.TracerProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import jdk.jfr.Period;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine has a tracer exactly while a recording runs. */
final class ProviderTest {
    private final JfrTracerProvider provider = new JfrTracerProvider();
    private final AtomicReference<Tracer> published = new AtomicReference<>();

    private void install() {
        install(published::set);
    }

    private void install(Consumer<Tracer> sink) {
        provider.install(sink);
        provider.inUse(true);
    }

    @AfterEach
    void leave() {
        provider.inUse(false);
    }

    @Test
    void shouldBeFoundByTheEngine() {
        assertThat(ServiceLoader.load(TracerProvider.class)).hasOnlyElementsOfType(JfrTracerProvider.class);
    }

    @Test
    void shouldPublishNothingWhileNobodyRecords() {
        install();
        assertThat(published).hasNullValue();

        try (Recording unstarted = new Recording()) {
            assertThat(unstarted.getState()).isEqualTo(RecordingState.NEW);
            assertThat(published).hasNullValue();
        }
    }

    @Test
    void shouldPublishWhileARecordingRuns() {
        install();
        try (Recording recording = new Recording()) {
            recording.start();
            assertThat(published.get()).isInstanceOf(JfrTracer.class);

            recording.stop();
            assertThat(published).hasNullValue();
        }
    }

    @Test
    void shouldPublishAtOnceWhenARecordingRunsAlready() {
        try (Recording recording = new Recording()) {
            recording.start();
            install();
            assertThat(published.get()).isInstanceOf(JfrTracer.class);
        }
        assertThat(published).hasNullValue();
    }

    @Test
    void shouldPublishUntilTheLastRecordingStops() {
        install();
        try (Recording first = new Recording();
                Recording second = new Recording()) {
            first.start();
            second.start();

            first.stop();
            assertThat(published.get()).isInstanceOf(JfrTracer.class);

            second.stop();
            assertThat(published).hasNullValue();
        }
    }

    @Test
    void shouldPublishAgainForALaterRecording() {
        install();
        for (int i = 0; i < 3; i++) {
            try (Recording recording = new Recording()) {
                recording.start();
                assertThat(published.get()).isInstanceOf(JfrTracer.class);
            }
            assertThat(published).hasNullValue();
        }
    }

    @Test
    void shouldPublishForAStream() {
        install();
        try (RecordingStream stream = new RecordingStream()) {
            stream.startAsync();
            assertThat(published.get()).isInstanceOf(JfrTracer.class);
        }
        assertThat(published).hasNullValue();
    }

    @Test
    void shouldPublishToTheEngineItself() throws AioException {
        assertThat(Trace.tracer()).isNull();
        try (AioProcess _ = AioProcess.open()) {
            try (Recording recording = new Recording()) {
                recording.start();
                assertThat(Trace.tracer()).isNotNull();
            }
            assertThat(Trace.tracer()).isNull();
        }
    }

    /**
     * A listener that Flight Recorder retains, or a thread, would keep the class loader of an application that has
     * ended.
     */
    @Test
    void shouldPublishOnlyWhileThereAreProcesses() throws AioException {
        try (Recording recording = new Recording()) {
            recording.start();
            assertThat(Trace.tracer()).isNull();
            for (int i = 0; i < 3; i++) {
                try (AioProcess _ = AioProcess.open();
                        AioProcess _ = AioProcess.open()) {
                    assertThat(Trace.tracer()).isNotNull();
                }
                assertThat(Trace.tracer()).isNull();
            }
        }
    }

    /** Whatever the order in which the notifications arrive, the last state counts. */
    @Test
    void shouldPublishNothingInTheEndWhenManyThreadsRecord() throws InterruptedException {
        install();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < 5; j++) {
                    try (Recording recording = new Recording()) {
                        recording.start();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(published).hasNullValue();
    }

    /** The publishing thread may itself wait for the engine's initialization, which the other thread performs. */
    @Test
    void shouldNotMakeAThreadWaitForAnotherThatPublishes() throws InterruptedException {
        CountDownLatch publishing = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (Recording first = new Recording();
                Recording second = new Recording()) {
            install(tracer -> {
                if (calls.incrementAndGet() == 1) {
                    publishing.countDown();
                    await(released);
                }
                published.set(tracer);
            });
            Thread starter = Thread.ofPlatform().start(first::start);
            publishing.await();

            second.start();
            first.stop();
            second.stop();
            released.countDown();
            starter.join();

            assertThat(calls).hasValue(2);
            assertThat(published).hasNullValue();
        }
    }

    @Test
    void shouldReportTheStatisticsOfEachSource() throws ReflectiveOperationException {
        StatisticsSource first =
                tracer -> tracer.queueStatistics(1, "first", 9, 2, 3, 1, 4, 5, 6, 7, 8, 16, 32, 99, 50, 41);
        StatisticsSource second =
                tracer -> tracer.queueStatistics(2, "second", 9, 2, 3, 1, 4, 5, 6, 7, 8, 16, 32, 99, 50, 41);
        try (Recording recording = new Recording()) {
            recording.enable("aio.QueueStatistics").with(Period.NAME, "endChunk");

            assertThat(Recorded.during(recording, () -> {
                        Trace.register(first);
                        Trace.register(second);
                    }))
                    .extracting(event -> event.getString("name"))
                    .containsExactlyInAnyOrder("first", "second");
        } finally {
            Trace.deregister(first);
            Trace.deregister(second);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
