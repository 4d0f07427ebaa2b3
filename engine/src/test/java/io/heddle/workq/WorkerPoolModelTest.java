package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.workq.Worker.State;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In any order of events, the pool behaves like the plain model of the seed. */
final class WorkerPoolModelTest {
    private static final int MAX_THREADS = 6;
    private static final int STEPS = 20_000;
    private static final long WINDOW = 1_000;

    private final WorkerPool pool = new WorkerPool(WINDOW, () -> {});
    private final PoolModel model = new PoolModel(WINDOW);
    private long now = Long.MAX_VALUE - 10 * WINDOW;
    private long ids;
    private Random random;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldDoWhatTheModelDoesWhenUsedAtRandom(long salt) {
        long seed = System.nanoTime() ^ (salt << 48);
        System.out.println("WorkerPoolModelTest seed " + seed);
        random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            String what = randomStep();
            assertSame("seed %d, step %d: %s".formatted(seed, step, what));
        }
        exit();
        assertSame("seed %d, at exit".formatted(seed));
        while (model.threads() > 0) {
            if (random.nextBoolean()) {
                leave();
            } else {
                park();
            }
            assertSame("seed %d, after exit".formatted(seed));
        }
        assertThat(pool.isDeserted()).isTrue();
    }

    private String randomStep() {
        return switch (random.nextInt(10)) {
            case 0, 1 -> submit();
            case 2, 3, 4 -> park();
            case 5 -> leave();
            case 6 -> deathCall();
            case 7 -> pass(random.nextInt(20));
            case 8 -> random.nextInt(10) > 0 ? pass(random.nextLong(2 * WINDOW)) : changeWindow();
            default -> abandonOne();
        };
    }

    /** Submits: pops an idle worker, or creates one if it may. */
    private String submit() {
        PoolModel.Twin expected = model.pop(now);
        Worker popped = pool.popIdle(now);
        assertThat(popped).isSameAs(expected == null ? null : expected.real);
        if (popped == null && model.threads() < MAX_THREADS) {
            Worker worker = new Worker(++ids, null, now);
            pool.add(worker);
            pool.born();
            model.add(worker, now);
            return "create";
        }
        return "pop";
    }

    private String park() {
        if (model.running.isEmpty()) {
            return "nobody to park";
        }
        PoolModel.Twin thread = model.running.get(random.nextInt(model.running.size()));
        boolean parks = model.park(thread, now);
        assertThat(pool.park(thread.real, now)).isEqualTo(parks);
        if (!parks) {
            pool.end(thread.real, false, now);
            assertThat(thread.real.state).isEqualTo(State.ENDED);
        }
        return "park";
    }

    /** Lets a dying worker wake up and leave: any of them during an exit, otherwise the only one. */
    private String leave() {
        List<PoolModel.Twin> dying =
                model.idle.stream().filter(thread -> thread.dying).toList();
        if (dying.isEmpty()) {
            return "nobody to leave";
        }
        PoolModel.Twin thread = dying.get(random.nextInt(dying.size()));
        model.leave(thread, now);
        pool.end(thread.real, true, now);
        assertThat(thread.real.state).isEqualTo(State.ENDED);
        return "leave";
    }

    /** Fires the timer, which may be late, and may be early when the window has changed meanwhile. */
    private String deathCall() {
        if (!model.scheduled) {
            return "no death call";
        }
        if (random.nextBoolean()) {
            now += Math.max(0, pool.deathCallTime() - now);
        }
        model.deathCall(now);
        pool.deathCall(now);
        return "death call";
    }

    private String pass(long nanos) {
        now += nanos;
        return "time passes";
    }

    private String changeWindow() {
        long window = 1 + random.nextLong(2 * WINDOW);
        model.changeWindow(window);
        pool.window(window);
        return "window " + window;
    }

    /** Fails a creation: the pool has counted the worker and must remove it. */
    private String abandonOne() {
        Worker worker = new Worker(++ids, null, now);
        pool.add(worker);
        pool.abandon(worker);
        return "abandon";
    }

    private void exit() {
        model.exit();
        pool.markExiting();
        pool.markDead();
    }

    private void assertSame(String when) {
        assertThat(pool.threads()).as(when).isEqualTo(model.threads());
        assertThat(pool.idle()).as(when).isEqualTo(model.idle.size());
        assertThat(pool.dying()).as(when).isEqualTo(model.dying());
        assertThat(pool.bornCount()).as(when).isEqualTo(model.born);
        assertThat(pool.endedCount()).as(when).isEqualTo(model.ended);
        assertThat(pool.isDeathCallScheduled()).as(when).isEqualTo(model.scheduled);
        if (model.scheduled) {
            assertThat(pool.deathCallTime()).as(when).isEqualTo(model.deadline + Math.max(1, model.window / 10));
        }
        assertIdleListIsSame(when);
        for (PoolModel.Twin thread : model.running) {
            assertThat(thread.real.state).as(when).isEqualTo(State.RUNNING);
        }
        if (!model.exiting) {
            assertThat(pool.dying()).as(when).isLessThanOrEqualTo(1);
            assertThat(pool.idle() > 1 && pool.dying() == 0 && !pool.isDeathCallScheduled())
                    .as("%s: two are idle and nobody will look", when)
                    .isFalse();
        }
    }

    private void assertIdleListIsSame(String when) {
        Worker newer = null;
        for (PoolModel.Twin thread : model.idle) {
            Worker worker = thread.real;
            assertThat(worker.previous).as(when).isSameAs(newer);
            assertThat(worker.idleStamp).as(when).isEqualTo(thread.stamp);
            assertThat(worker.state).as(when).isEqualTo(thread.dying ? State.DYING : State.PARKED);
            newer = worker;
        }
        assertThat(newer == null ? null : newer.next).as(when).isNull();
    }
}
