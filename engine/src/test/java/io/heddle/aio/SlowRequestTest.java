package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.trace.Beat;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tracer that records only slow requests works by beats: which span a request gets, and which times. */
final class SlowRequestTest extends AioTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final BeatingTracer tracer = new BeatingTracer();
    private AioProcess process;
    private AioFile file;

    private record Told(Object span, long queuedNanos, long serviceNanos) {}

    @BeforeEach
    void trace() throws IOException {
        process = open(settings().maxWorkers(1));
        file = newFile(process);
        Trace.install(tracer);
    }

    @AfterEach
    void traceNoMore() {
        Trace.install(null);
    }

    @Test
    void shouldTellTheFirstRequestOfABeatByTheSpanOfTheBeat() throws IOException {
        tracer.beat = beat("first", 0);
        run(block());

        assertThat(told).extracting(Told::span).containsExactly("first");
        assertThat(tracer.begun).hasValue(0);
    }

    @Test
    void shouldNotTellOfARequestThatIsQuick() throws IOException {
        tracer.beat = beat("first", HOUR);
        run(block());

        assertThat(told).isEmpty();
        assertThat(tracer.begun).hasValue(0);
    }

    /** The clock was not read at its submission, and all that is known is that the beat still continues. */
    @Test
    void shouldNotTellOfALaterRequestOfABeatThatGoesOn() throws IOException {
        tracer.beat = beat("first", 0);
        ControlBlock block = block();
        run(block);
        told.clear();
        run(block);

        assertThat(told).isEmpty();
    }

    @Test
    void shouldTellALaterRequestOfABeatByTheSpanThatFollows() throws IOException {
        Beat first = beat("first", 0);
        tracer.beat = first;
        ControlBlock block = block();
        run(block);
        told.clear();
        hold(block);
        first.end(beat("second", 0));
        letGo(block);

        assertThat(told).extracting(Told::span).containsExactly("second");
    }

    /** A stall of the JVM stops the beats, too: it must be visible nevertheless. */
    @Test
    void shouldLookAtTheClockNowAndThenInABeatThatGoesOn() throws IOException {
        tracer.beat = beat("first", 0);
        ControlBlock block = block();
        for (int i = 0; i < 33; i++) {
            run(block);
        }

        assertThat(told).hasSize(3);
    }

    @Test
    void shouldBeginASpanOfItsOwnWhenTheBeatIsLate() throws IOException {
        tracer.beat = new Beat(System.nanoTime() - 3 * HOUR, HOUR, 0, "late");
        run(block());

        assertThat(told).extracting(Told::span).containsExactly(TracePoint.SLOW_REQUEST);
    }

    @Test
    void shouldBeginASpanForEachRequestWhenTheBeatDoesNotFindThem() throws IOException {
        tracer.beat = beat("coarse", Long.MAX_VALUE);
        ControlBlock block = block();
        run(block);
        run(block);

        assertThat(told)
                .extracting(Told::span)
                .containsOnly(TracePoint.SLOW_REQUEST)
                .hasSize(2);
    }

    /** An hour passes by the beats while it waits for the worker. */
    @Test
    void shouldTellHowLongItWaitedAndHowLongItRan() throws IOException {
        ControlBlock occupier = occupyWorker(process);
        tracer.beat = new Beat(System.nanoTime() - HOUR, 2 * HOUR, 0, "submitted");
        ControlBlock block = block();
        process.write(block);
        Beat later = beat("started", 0);
        tracer.beat = later;
        backend.release(OCCUPIER);
        backend.awaitStarted(1);
        backend.releaseAll();
        awaitDone(occupier, block);

        assertThat(told).singleElement().satisfies(request -> {
            assertThat(request.span()).isEqualTo("submitted");
            assertThat(request.queuedNanos()).isNotNegative().isLessThan(HOUR);
            assertThat(request.serviceNanos()).isNotNegative().isLessThan(HOUR);
        });
        assertThat(block.queuedNanos()).isZero(); // a time that the process does not keep stays unknown
    }

    /** It never ran, so all its time was waiting. */
    @Test
    void shouldTellThatACancelledRequestHasOnlyWaited() throws IOException {
        ControlBlock occupier = occupyWorker(process);
        tracer.beat = beat("beat", 0);
        ControlBlock block = block();
        process.write(block);
        assertThat(process.cancel(block)).isEqualTo(CancelResult.CANCELED);
        backend.releaseAll();
        awaitDone(occupier, block);

        assertThat(told).singleElement().satisfies(request -> {
            assertThat(request.queuedNanos()).isPositive();
            assertThat(request.serviceNanos()).isZero();
        });
    }

    /** The gauges report the age of the oldest queued request, with the accuracy of a beat. */
    @Test
    void shouldTellTheAgeOfTheOldestQueuedRequestByTheBeat() throws IOException {
        ControlBlock occupier = occupyWorker(process);
        tracer.beat = new Beat(System.nanoTime() - HOUR, 2 * HOUR, HOUR, "old");
        ControlBlock block = block();
        process.write(block);

        assertThat(process.statistics().oldestQueued().toNanos()).isBetween(HOUR, 2 * HOUR);
        backend.releaseAll();
        awaitDone(occupier, block);
    }

    private ControlBlock block() {
        return block(file, 1);
    }

    private void run(ControlBlock block) throws IOException {
        Objects.requireNonNull(block.buffer()).clear();
        process.write(block);
        reap(process, block);
    }

    private void hold(ControlBlock block) throws IOException {
        backend.hold();
        Objects.requireNonNull(block.buffer()).clear();
        process.write(block);
    }

    private void letGo(ControlBlock block) throws IOException {
        backend.releaseAll();
        awaitDone(block);
    }

    private static Beat beat(String span, long leastNanos) {
        return new Beat(System.nanoTime(), HOUR, leastNanos, span);
    }

    /** Records slow requests only. */
    private final class BeatingTracer implements Tracer {
        private volatile @Nullable Beat beat;
        private final AtomicInteger begun = new AtomicInteger();

        @Override
        public @Nullable Beat beat() {
            return beat;
        }

        @Override
        public boolean records(TracePoint point) {
            return false;
        }

        @Override
        public @Nullable Object begin(TracePoint point) {
            if (point != TracePoint.SLOW_REQUEST) {
                return null;
            }
            begun.incrementAndGet();
            return point;
        }

        @Override
        public void slowRequest(
                Object span,
                long processId,
                long requestId,
                String opcode,
                int descriptor,
                String path,
                long offset,
                long length,
                String error,
                long queuedNanos,
                long serviceNanos) {
            if (processId == process.id() && offset == 1) { // not the occupier
                told.add(new Told(span, queuedNanos, serviceNanos));
            }
        }
    }
}
