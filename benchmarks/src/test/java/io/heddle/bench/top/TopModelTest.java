package io.heddle.bench.top;

import static io.heddle.bench.top.MadeUp.at;
import static io.heddle.bench.top.MadeUp.gauges;
import static io.heddle.bench.top.MadeUp.request;
import static io.heddle.bench.top.MadeUp.slow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class TopModelTest {
    private final TopModel model = new TopModel(Duration.ofSeconds(1));

    @Test
    void shouldKnowNothingBeforeTheFirstEvent() {
        TopSnapshot snapshot = model.snapshot();

        assertThat(snapshot.at()).isNull();
        assertThat(snapshot.processes()).isEmpty();
        assertThat(snapshot.operations()).isEmpty();
        assertThat(snapshot.slowest()).isEmpty();
    }

    @Test
    void shouldTakeTheRateOfAProcessFromItsLastTwoGauges() {
        model.gauges(gauges(0, 1, "warp", 1_000));
        assertThat(model.snapshot().processes())
                .extracting(ProcessFigures::perSecond)
                .containsExactly(0.0);

        model.gauges(gauges(2_000, 1, "warp", 1_500));
        model.gauges(gauges(2_000, 2, "weft", 7));

        assertThat(model.snapshot().processes())
                .extracting(ProcessFigures::perSecond)
                .containsExactly(250.0, 0.0);
    }

    @Test
    void shouldCountARequestThatNobodyHasReapedYet() {
        model.gauges(new ProcessGauges(at(0), 1, "warp", 0, 64, 0, 0, 0, 0, 1, 1, 0, 16, 100));
        model.gauges(new ProcessGauges(at(1_000), 1, "warp", 30, 64, 0, 0, 30, 0, 1, 1, 0, 16, 110));

        assertThat(model.snapshot().processes())
                .extracting(ProcessFigures::perSecond)
                .containsExactly(40.0);
    }

    @Test
    void shouldShowWholeIntervalsOnly() {
        CompletableFuture<Void> end = model.intervalEnd();
        model.request(request(0, "READ", 1_000, 9_000));
        model.request(request(999, "READ", 1_000, 9_000));
        assertThat(end).isNotDone();
        assertThat(model.snapshot().operations()).isEmpty();

        model.request(request(1_000, "READ", 1_000, 9_000));

        assertThat(end).isDone();
        assertThat(model.intervalEnd()).isNotDone();
        assertThat(model.snapshot().operations()).singleElement().satisfies(reads -> {
            assertThat(reads.perSecond()).isEqualTo(2);
            assertThat(reads.bytesPerSecond()).isEqualTo(8_192);
            assertThat(reads.failed()).isZero();
        });
    }

    @Test
    void shouldShowAnEmptyIntervalAsEmpty() {
        model.request(request(0, "READ", 1_000, 9_000));
        model.request(request(2_500, "READ", 1_000, 9_000));
        assertThat(model.snapshot().operations()).isEmpty();

        model.gauges(gauges(3_100, 1, "warp", 0));
        assertThat(model.snapshot().operations()).hasSize(1);
    }

    @Test
    void shouldCountALateEventInTheCurrentInterval() {
        model.request(request(1_000, "READ", 1_000, 9_000));
        model.request(request(500, "READ", 1_000, 9_000));
        model.gauges(gauges(2_000, 1, "warp", 0));

        assertThat(model.snapshot().operations())
                .extracting(OperationFigures::perSecond)
                .containsExactly(2.0);
        assertThat(model.snapshot().at()).isEqualTo(at(2_000));
    }

    @Test
    void shouldTellPercentilesOfEachOperation() {
        for (int i = 1; i <= 100; i++) {
            model.request(request(i, "READ", i * 1_000L, i * 3_000L));
        }
        model.request(new RequestTimes(at(200), "WRITE", -1, true, 0, 50));
        model.gauges(gauges(1_500, 1, "warp", 0));

        assertThat(model.snapshot().operations()).hasSize(2);
        OperationFigures reads = model.snapshot().operations().getFirst();
        assertThat((double) reads.queue().p50()).isCloseTo(50_000, within(1_000.0));
        assertThat((double) reads.service().p99()).isCloseTo(297_000, within(5_000.0));
        assertThat((double) reads.total().max()).isCloseTo(400_000, within(5_000.0));
        OperationFigures writes = model.snapshot().operations().getLast();
        assertThat(writes.failed()).isEqualTo(1);
        assertThat(writes.bytesPerSecond()).isZero();
    }

    @Test
    void shouldNotInventTimesInTheQueue() {
        model.request(request(0, "READ", RequestTimes.UNKNOWN, 9_000));
        model.gauges(gauges(1_000, 1, "warp", 0));

        OperationFigures reads = model.snapshot().operations().getFirst();
        assertThat(reads.queue().count()).isZero();
        assertThat(reads.total().count()).isZero();
        assertThat(reads.service().count()).isEqualTo(1);
    }

    @Test
    void shouldHaveTheSlowestFirstAndForgetAfterAMinute() {
        model.slow(slow(0, 1, 900));
        model.slow(slow(30_000, 2, 30));
        model.slow(slow(40_000, 3, 50));
        assertThat(model.snapshot().slowest())
                .extracting(SlowRequest::requestId)
                .containsExactly(1L, 3L, 2L);

        model.gauges(gauges(60_001, 1, "warp", 0));
        assertThat(model.snapshot().slowest())
                .extracting(SlowRequest::requestId)
                .containsExactly(3L, 2L);
    }

    @Test
    void shouldRememberBoundedManySlowRequests() {
        for (int i = 0; i <= TopModel.MOST_SLOW; i++) {
            model.slow(slow(0, i, i == 0 ? 500 : 20));
        }

        assertThat(model.snapshot().slowest())
                .hasSize(TopModel.MOST_SLOWEST)
                .noneMatch(request -> request.requestId() == 0);
    }

    @Test
    void shouldForgetAProcessThatExits() {
        model.gauges(gauges(0, 1, "warp", 0));
        model.gauges(gauges(0, 2, "weft", 0));
        model.exited(at(10), 1);

        assertThat(model.snapshot().processes())
                .extracting(process -> process.gauges().name())
                .containsExactly("weft");
    }

    @Test
    void shouldForgetAProcessThatIsSilentWhileOthersTalk() {
        model.gauges(gauges(0, 1, "warp", 0));
        model.gauges(gauges(5_000, 2, "weft", 0));
        assertThat(model.snapshot().processes()).hasSize(2);

        model.gauges(gauges(5_001, 2, "weft", 0));
        assertThat(model.snapshot().processes())
                .extracting(process -> process.gauges().name())
                .containsExactly("weft");
    }

    @Test
    void shouldTellOfRefusalsAndFailedWorkersOfTheInterval() {
        model.refused(at(0), "READ EAGAIN");
        model.refused(at(1), "WRITE EAGAIN");
        model.workerFailed(at(2));
        model.gauges(gauges(1_000, 1, "warp", 0));

        assertThat(model.snapshot().refusedPerSecond()).isEqualTo(2);
        assertThat(model.snapshot().refusal()).isEqualTo("WRITE EAGAIN");
        assertThat(model.snapshot().workersFailed()).isEqualTo(1);

        model.gauges(gauges(2_000, 1, "warp", 0));
        assertThat(model.snapshot().refusedPerSecond()).isZero();
        assertThat(model.snapshot().workersFailed()).isZero();
    }
}
