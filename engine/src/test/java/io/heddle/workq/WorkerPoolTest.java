package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.workq.Worker.State;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy of the per-process workqueue, rule by rule, on one thread and with a numeric clock. */
final class WorkerPoolTest extends PoolScenario {
    // ---- creation and reuse

    @Test
    void shouldBeEmptyAtFirst() {
        assertCounts(0, 0, 0);
        assertThat(pool.popIdle(now)).isNull();
        assertThat(pool.isDeathCallScheduled()).isFalse();
        assertThat(pool.isExiting()).isFalse();
        assertThat(pool.isDeserted()).isFalse();
    }

    @Test
    void shouldCountANewWorkerAsRunning() {
        Worker worker = create();

        assertThat(worker.state).isEqualTo(State.RUNNING);
        assertCounts(1, 0, 0);
        assertThat(pool.bornCount()).isOne();
    }

    @Test
    void shouldForgetAWorkerThatCouldNotBeCreated() {
        Worker worker = new Worker(1, null, now);
        pool.add(worker);

        pool.abandon(worker);

        assertCounts(0, 0, 0);
        assertThat(pool.bornCount()).isZero();
        assertThat(pool.endedCount()).isZero();
    }

    @Test
    void shouldReuseTheNewestFirst() {
        List<Worker> workers = parked(3);

        assertThat(pool.popIdle(now)).isSameAs(workers.get(2));
        assertThat(pool.popIdle(now)).isSameAs(workers.get(1));
        assertThat(pool.popIdle(now)).isSameAs(workers.get(0));
        assertThat(pool.popIdle(now)).isNull();
        assertThat(workers).allMatch(worker -> worker.state == State.RUNNING);
        assertCounts(3, 0, 0);
    }

    @Test
    void shouldReuseTheSameWorkerWhenItComesAndGoes() {
        List<Worker> workers = parked(2);
        for (int i = 0; i < 100; i++) {
            assertThat(pool.popIdle(now)).isSameAs(workers.get(1));
            park(workers.get(1));
        }
    }

    /** The second mended defect: without a stamp a new worker appears infinitely old. */
    @Test
    void shouldStampAWorkerAtItsBirth() {
        assertThat(create().idleStamp).isEqualTo(now);
    }

    @Test
    void shouldStampAWorkerWhenItParks() {
        Worker worker = create();
        now += 77;
        park(worker);
        assertThat(worker.idleStamp).isEqualTo(now);
        assertThat(worker.state).isEqualTo(State.PARKED);
    }

    // ---- the death call

    @Test
    void shouldScheduleTheDeathCallWhenTheFirstWorkerParks() {
        park(create());

        assertThat(pool.isDeathCallScheduled()).isTrue();
        assertThat(pool.deathCallTime() - now).isEqualTo(WINDOW + LEEWAY);
        assertThat(schedulings).hasValue(1);
    }

    @Test
    void shouldScheduleItOnceForABurst() {
        parked(16);

        assertThat(schedulings).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 9, 10, 19})
    void shouldHaveALeewayOfATenthOfTheWindowAndAtLeastOne(long window) {
        pool.window(window);
        park(create());
        assertThat(pool.deathCallTime() - now).isEqualTo(window + Math.max(1, window / 10));
    }

    @Test
    void shouldTellTheOldestToDieWhenTheDeathCallFires() {
        List<Worker> workers = parked(3);

        deathCallWhenDue();

        assertThat(workers.get(0).state).isEqualTo(State.DYING);
        assertThat(workers.get(1).state).isEqualTo(State.PARKED);
        assertThat(workers.get(2).state).isEqualTo(State.PARKED);
        assertCounts(3, 3, 1);
    }

    /** A worker that has been idle for exactly the window may stay. */
    @Test
    void shouldSpareAWorkerThatIsExactlyAsOldAsTheWindow() {
        List<Worker> workers = parked(2);
        now = workers.getFirst().idleStamp + WINDOW;

        pool.deathCall(now);
        assertCounts(2, 2, 0);

        now++;
        pool.deathCall(now);
        assertThat(workers.getFirst().state).isEqualTo(State.DYING);
    }

    @Test
    void shouldScheduleTheRestWhenTheOldestIsTooYoung() {
        List<Worker> workers = parked(2);
        now += 10;

        pool.deathCall(now);

        assertThat(pool.isDeathCallScheduled()).isTrue();
        assertThat(pool.deathCallTime()).isEqualTo(workers.getFirst().idleStamp + WINDOW + LEEWAY);
    }

    @Test
    void shouldKeepTheLastWorkerForEver() {
        parked(1);

        deathCallWhenDue();

        assertCounts(1, 1, 0);
        assertThat(pool.isDeathCallScheduled()).isFalse();
    }

    @Test
    void shouldKeepTheOnlyIdleWorkerWhenOthersRun() {
        create();
        Worker idle = create();
        park(idle);

        deathCallWhenDue();

        assertThat(idle.state).isEqualTo(State.PARKED);
    }

    @Test
    void shouldNotKillASecondWorkerWhileOneIsDying() {
        List<Worker> workers = parked(4);
        deathCallWhenDue();

        now += 10 * WINDOW;
        pool.deathCall(now);

        assertCounts(4, 4, 1);
        assertThat(workers.get(1).state).isEqualTo(State.PARKED);
    }

    /** The first mended defect: the death of one worker causes the next evaluation. */
    @Test
    void shouldReduceABurstToOneWithoutAnotherDeathCall() {
        List<Worker> workers = parked(16);
        now += LEEWAY; // the youngest is over-age at the death call, too
        deathCallWhenDue();

        for (int i = 0; i < 15; i++) {
            assertCounts(16 - i, 16 - i, 1);
            leave(workers.get(i));
        }

        assertCounts(1, 1, 0);
        assertThat(workers.getLast().state).isEqualTo(State.PARKED);
        assertThat(pool.endedCount()).isEqualTo(15);
        assertThat(schedulings).hasValue(1);
    }

    @Test
    void shouldScheduleTheNextCallWhenTheNextIsTooYoungAtADeath() {
        Worker old = create();
        Worker young = create();
        Worker youngest = create();
        park(old);
        now += WINDOW / 2;
        park(young);
        park(youngest);
        deathCallWhenDue();

        leave(old);

        assertThat(young.state).isEqualTo(State.PARKED);
        assertThat(pool.deathCallTime()).isEqualTo(young.idleStamp + WINDOW + LEEWAY);
    }

    /** The third mended defect: a worker that parks beside one with a fresh stamp is examined, too. */
    @Test
    void shouldScheduleTheDeathCallWheneverTwoAreIdle() {
        Worker first = create();
        Worker second = create();
        park(first);
        deathCallWhenDue(); // only one is idle: nothing to do and nothing scheduled
        assertThat(pool.isDeathCallScheduled()).isFalse();
        first.idleStamp = now;

        park(second);

        assertThat(pool.isDeathCallScheduled()).isTrue();
        assertThat(pool.deathCallTime()).isEqualTo(first.idleStamp + WINDOW + LEEWAY);
        deathCallWhenDue();
        assertThat(first.state).isEqualTo(State.DYING);
    }

    // ---- dying in the place of the oldest

    /** The parking worker is awake already: ending it is cheaper than waking the oldest only to let it end. */
    @Test
    void shouldDieInThePlaceOfTheOldestWhenThatIsOverAge() {
        Worker parking = create();
        List<Worker> idle = parked(2);
        Worker oldest = idle.getFirst();
        now = oldest.idleStamp + WINDOW + 1;

        parkAndDie(parking);

        assertCounts(2, 2, 0);
        assertThat(oldest.state).isEqualTo(State.PARKED);
        assertThat(oldest.idleStamp).isEqualTo(now);
        assertThat(pool.popIdle(now)).as("the newest now").isSameAs(oldest);
        assertThat(pool.popIdle(now)).isSameAs(idle.getLast());
    }

    @Test
    void shouldLookAtTheNextOldestAfterSuchADeath() {
        Worker parking = create();
        List<Worker> idle = parked(2);
        now = idle.getLast().idleStamp + WINDOW + 1;

        parkAndDie(parking);

        assertThat(idle.getLast().state).isEqualTo(State.DYING);
        assertCounts(2, 2, 1);
    }

    @Test
    void shouldParkWhenTheOldestIsExactlyAsOldAsTheWindow() {
        Worker parking = create();
        Worker oldest = parked(1).getFirst();
        now = oldest.idleStamp + WINDOW;

        park(parking);

        assertCounts(2, 2, 0);
    }

    @Test
    void shouldParkWhenTheOldestIsOverAgeButDyingAlready() {
        Worker parking = create();
        parked(2);
        deathCallWhenDue();
        now += WINDOW;

        park(parking);

        assertCounts(3, 3, 1);
    }

    /** A single worker cannot take another one's place. */
    @Test
    void shouldParkWhenNobodyIsIdle() {
        Worker worker = create();
        now += 10 * WINDOW;

        park(worker);

        assertCounts(1, 1, 0);
    }

    // ---- resuscitation

    @Test
    void shouldResuscitateADyingWorkerThatIsPopped() {
        List<Worker> workers = parked(2);
        deathCallWhenDue();
        assertCounts(2, 2, 1);
        assertThat(pool.popIdle(now)).isSameAs(workers.get(1));

        assertThat(pool.popIdle(now)).isSameAs(workers.get(0));

        assertThat(workers.get(0).state).isEqualTo(State.RUNNING);
        assertCounts(2, 0, 0);
        assertThat(pool.endedCount()).isZero();
    }

    @Test
    void shouldReapAResuscitatedWorkerInItsTurn() {
        List<Worker> workers = parked(2);
        deathCallWhenDue();
        pool.popIdle(now);
        pool.popIdle(now);
        park(workers.get(1));
        park(workers.get(0));

        deathCallWhenDue();

        assertThat(workers.get(1).state).isEqualTo(State.DYING);
        assertThat(workers.get(0).state).isEqualTo(State.PARKED);
    }
}
