package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.jfr.EventType;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;

/**
 * Provokes every trace point through the engine's public calls and reads it back from a recording with all its fields.
 *
 * <p>A process under test uses a {@link ManualTicker}, so that times are exact; a {@link HeldChannel} decides which
 * requests run; a single worker keeps all others queued.
 */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
final class ProvocationTest {
    @Nested
    final class Submission extends SubmissionProvocations {}

    @Nested
    final class Completion extends CompletionProvocations {}

    @Nested
    final class Cancel extends CancelProvocations {}

    @Nested
    final class Cleanup extends CleanupProvocations {}

    @Nested
    final class Status extends StatusProvocations {}

    @Nested
    final class Workers extends WorkerProvocations {}

    @Nested
    final class Pools extends PoolProvocations {}

    @Nested
    final class Ours extends ProcessProvocations {}

    @Nested
    @Order(Integer.MAX_VALUE)
    final class Coverage {
        @Test
        void shouldHaveProvokedEveryEvent() {
            assertThat(Provoked.names())
                    .containsExactlyInAnyOrderElementsOf(EventTypes.all()
                            .filter(type -> type != SchedulerEvents.SchedulerStatistics.class)
                            .map(type -> EventType.getEventType(type).getName())
                            .toList())
                    .hasSize(48);
        }
    }
}
