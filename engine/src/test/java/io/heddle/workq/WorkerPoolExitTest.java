package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.workq.Worker.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the policy follows a change of its window, and how it ends. */
final class WorkerPoolExitTest extends PoolScenario {
    // ---- the window, changed at run time

    @Test
    void shouldMoveTheDeathCallWhenTheWindowChanges() {
        Worker oldest = parked(2).getFirst();

        pool.window(WINDOW / 10);
        assertThat(pool.deathCallTime()).isEqualTo(oldest.idleStamp + WINDOW / 10 + LEEWAY / 10);
        pool.window(WINDOW * 10);
        assertThat(pool.deathCallTime()).isEqualTo(oldest.idleStamp + WINDOW * 10 + LEEWAY * 10);

        assertThat(pool.window()).isEqualTo(WINDOW * 10);
        assertThat(schedulings).hasValue(3);
    }

    /** Otherwise the workers that park next would wait for a call that was scheduled by the old window. */
    @Test
    void shouldForgetTheDeathCallWhenTheWindowChangesAndNobodyIsIdle() {
        pool.window(1_000 * WINDOW);
        List<Worker> workers = parked(2);
        pool.popIdle(now);
        pool.popIdle(now);
        assertThat(pool.isDeathCallScheduled()).isTrue();

        pool.window(WINDOW);
        workers.forEach(this::park);

        assertThat(pool.deathCallTime()).isEqualTo(now + WINDOW + LEEWAY);
    }

    @Test
    void shouldScheduleNothingByAChangeOfTheWindowWhenNothingWasScheduled() {
        pool.window(WINDOW / 2);
        assertThat(pool.isDeathCallScheduled()).isFalse();
        assertThat(schedulings).hasValue(0);
    }

    @Test
    void shouldNotBeDueBeforeTheLongestWindowHasPassed() {
        pool.window(Long.MAX_VALUE);
        parked(2);

        assertThat(pool.deathCallTime() - now).isPositive();
    }

    // ---- exit

    @Test
    void shouldEndEveryWorkerThatParksWhenExiting() {
        Worker running = create();
        parked(1);

        pool.markExiting();
        parkAndDie(running);

        assertCounts(1, 1, 0);
        assertThat(pool.isExiting()).isTrue();
    }

    @Test
    void shouldCancelTheDeathCallAndScheduleNoneWhenExiting() {
        Worker running = create();
        parked(3);

        pool.markExiting();
        assertThat(pool.isDeathCallScheduled()).isFalse();
        parkAndDie(running);
        pool.deathCall(now + 2 * WINDOW);

        assertThat(pool.isDeathCallScheduled()).isFalse();
        assertCounts(3, 3, 0);
    }

    @Test
    void shouldTellEveryIdleWorkerToDieWhenDead() {
        Worker running = create();
        List<Worker> idle = parked(3);
        deathCallWhenDue();
        pool.markExiting();

        pool.markDead();

        assertThat(idle).allMatch(worker -> worker.state == State.DYING);
        assertThat(running.state).isEqualTo(State.RUNNING);
        assertCounts(4, 3, 3);
    }

    @Test
    void shouldCountTheSameWhenMarkedDeadTwice() {
        parked(3);
        pool.markExiting();
        pool.markDead();
        pool.markDead();
        assertCounts(3, 3, 3);
    }

    @Test
    void shouldBeDesertedWhenTheLastWorkerHasLeft() {
        Worker running = create();
        List<Worker> idle = parked(2);
        pool.markExiting();
        pool.markDead();

        idle.forEach(this::leave);
        assertThat(pool.isDeserted()).isFalse();
        parkAndDie(running);

        assertThat(pool.isDeserted()).isTrue();
        assertCounts(0, 0, 0);
        assertThat(pool.endedCount()).isEqualTo(3);
    }

    /** Without a worker there is nothing to wait for, but only the exit marks the pool as dead. */
    @Test
    void shouldBeDesertedWithoutWorkersOnlyWhenDead() {
        pool.markExiting();
        assertThat(pool.isDeserted()).isFalse();

        pool.markDead();

        assertThat(pool.isDeserted()).isTrue();
    }
}
