package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.trace.StatisticsSource;
import io.heddle.trace.Trace;
import java.util.List;
import jdk.jfr.Period;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** Tests the report of the scheduler of virtual threads, as the platform's own bean describes it. */
final class SchedulerReportTest {
    private static final String NAME = "aio.SchedulerStatistics";

    private final StatisticsSource process = tracer -> {};

    @Test
    void shouldReportWhileAProcessIsOpen() throws Exception {
        try (Recording recording = endingWithTheGauges()) {
            List<RecordedEvent> events = Recorded.during(recording, () -> Trace.register(process));

            assertThat(events).isNotEmpty().allSatisfy(event -> {
                assertThat(event.getEventType().getName()).isEqualTo(NAME);
                assertThat(event.getInt("parallelism")).isPositive();
                assertThat(event.getInt("carriers")).isNotNegative();
                assertThat(event.getInt("mounted")).isNotNegative();
                assertThat(event.getLong("queued")).isNotNegative();
            });
        } finally {
            Trace.deregister(process);
        }
    }

    @Test
    void shouldReportNothingWhereNobodyUsesTheEngine() throws Exception {
        try (Recording recording = endingWithTheGauges()) {
            assertThat(Trace.sources()).isEmpty();

            assertThat(Recorded.during(recording, () -> {})).isEmpty();
        }
    }

    private static Recording endingWithTheGauges() {
        Recording recording = new Recording();
        EventTypes.all().forEach(recording::disable);
        recording.enable(NAME).with(Period.NAME, "endChunk");
        return recording;
    }
}
