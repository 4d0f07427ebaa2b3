package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.workq.Worker.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** A pool on one thread, with a numeric clock, and the events of its workers as named steps. */
abstract class PoolScenario {
    static final long WINDOW = 1_000;
    static final long LEEWAY = 100;

    /** The pool's time in nanoseconds. It starts close to its overflow, as {@link System#nanoTime} may. */
    long now = Long.MAX_VALUE - 500;

    final AtomicInteger schedulings = new AtomicInteger();
    final WorkerPool pool = new WorkerPool(WINDOW, schedulings::incrementAndGet);
    private long ids;

    @AfterEach
    void shouldNeverHaveMoreThanOneDyingWorkerUnlessExiting() {
        if (!pool.isExiting()) {
            assertThat(pool.dying()).isBetween(0, 1);
        }
    }

    // ---- the events of workers

    Worker create() {
        Worker worker = new Worker(++ids, null, now);
        pool.add(worker);
        pool.born();
        return worker;
    }

    void park(Worker worker) {
        assertThat(pool.park(worker, now)).as("%d parks", worker.id).isTrue();
    }

    void parkAndDie(Worker worker) {
        assertThat(pool.park(worker, now)).as("%d parks", worker.id).isFalse();
        assertThat(worker.state).isEqualTo(State.DYING);
        pool.end(worker, false, now);
    }

    void leave(Worker worker) {
        assertThat(worker.state).isEqualTo(State.DYING);
        pool.end(worker, true, now);
    }

    /** Creates workers and parks them in turn, one nanosecond apart: the first is the oldest. */
    List<Worker> parked(int count) {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            workers.add(create());
        }
        for (Worker worker : workers) {
            park(worker);
            now++;
        }
        return workers;
    }

    void deathCallWhenDue() {
        assertThat(pool.isDeathCallScheduled()).isTrue();
        now = pool.deathCallTime();
        pool.deathCall(now);
    }

    void assertCounts(int threads, int idle, int dying) {
        assertThat(List.of(pool.threads(), pool.idle(), pool.dying()))
                .as("threads, idle, dying")
                .containsExactly(threads, idle, dying);
    }
}
