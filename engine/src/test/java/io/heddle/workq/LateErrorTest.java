package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.time.BriefLock;
import io.heddle.time.Ticker;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The start of a thread throws although the thread runs, as the start of a virtual thread may while the heap is full.
 * The worker and the thread that created it must agree on whether it lives.
 */
final class LateErrorTest {
    private final ProcessWorkqueue queue = new ProcessWorkqueue(
            new BriefLock(),
            1,
            "late",
            4,
            4,
            Long.MAX_VALUE / 4,
            Thread.ofPlatform().factory(),
            false,
            Ticker.SYSTEM);

    private Worker wantedFor(TestEntry entry) {
        Objects.requireNonNull(queue.add(entry)).wake();
        return Objects.requireNonNull(queue.nextBirth());
    }

    @Test
    void shouldKeepAWorkerThatRuns() {
        TestEntry entry = TestEntry.blocking("running");
        Worker worker = wantedFor(entry);
        Thread thread = Thread.ofPlatform().start(worker);
        entry.awaitStart();

        queue.birthFailed(worker, new OutOfMemoryError("too late"));

        assertThat(queue.counts()).isEqualTo(new Workqueue.Counts(0, 0, 0, 1, 0, 0, 1, 0));
        entry.release();
        Conditions.await("the worker to rest", () -> queue.counts().idle() == 1);
        queue.markExiting();
        queue.exit(0);
        Conditions.awaitEnd(thread);
        assertThat(queue.counts()).isEqualTo(new Workqueue.Counts(0, 0, 0, 0, 0, 0, 1, 1));
    }

    @Test
    void shouldNotRunAWorkerThatWasWrittenOff() {
        TestEntry entry = new TestEntry("left to another");
        Worker worker = wantedFor(entry);

        queue.birthFailed(worker, new OutOfMemoryError("in time"));
        Conditions.awaitEnd(Thread.ofPlatform().start(worker));

        assertThat(entry.hasStarted()).isFalse();
        assertThat(queue.counts()).isEqualTo(new Workqueue.Counts(1, 0, 0, 0, 0, 0, 0, 0));
    }
}
