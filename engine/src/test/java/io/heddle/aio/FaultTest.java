package io.heddle.aio;

import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyThreads;
import io.heddle.testing.FaultyTicker;
import io.heddle.testing.ThreadDump;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * In every scenario the n-th call of each kind fails with each of its possible faults, for n = 1, 2, ... until the
 * scenario ends before the fault; in the manner of SQLite's tests. {@link FaultRun} checks what must hold after each.
 *
 * <p>All points are tried in an order drawn by a seed, which is printed, for {@code -Dheddle.faults.seconds}; or all of
 * them with {@code -Dheddle.faults=all}. A point that fails is printed as the value of {@code -Dheddle.faults.point},
 * which runs that one alone; {@code -Dheddle.faults.only} is a regular expression that selects points.
 *
 * <p>Verified to fail with the code broken on purpose, for each kind of fault:
 *
 * <ul>
 *   <li>system calls: {@code ChannelIo.write} ends after a short write; {@code Passage} takes EINTR for the read's end;
 *   <li>native memory: {@code UringBackend.begin} fails what it has no memory for;
 *   <li>threads: {@code Notification} drops the call whose thread cannot be started;
 *   <li>parks: {@code Gate} returns after the first park, whatever the reason.
 * </ul>
 */
@Timeout(value = 4, unit = TimeUnit.HOURS) // each point has its own
final class FaultTest {
    private static final int MOST_CALLS = 200;
    private static final long PATIENCE_SECONDS = 40;
    private static final int MOST_WORKERS = 2;
    private static final int MOST_FAILURES = 100;
    private static final long REPORT_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** The owner of the workers, and their kind. */
    private record Workers(WorkqueueKind workqueue, ThreadKind threads) {}

    private static final List<Workers> WORKERS = List.of(
            new Workers(WorkqueueKind.PROCESS, ThreadKind.VIRTUAL),
            new Workers(WorkqueueKind.PROCESS, ThreadKind.PLATFORM),
            new Workers(WorkqueueKind.SHARED, ThreadKind.PLATFORM),
            new Workers(WorkqueueKind.AIOD, ThreadKind.VIRTUAL));

    /** All points of one scenario with one kind of fault. */
    private record Series(
            String world,
            FaultScenario scenario,
            Dialect dialect,
            WorkqueueKind workqueue,
            ThreadKind workers,
            ThreadKind caller,
            @Nullable Fault fault) {
        String name() {
            return String.join(
                            "/",
                            world,
                            scenario.name(),
                            dialect.name(),
                            workqueue.name(),
                            workers.name(),
                            caller.name())
                    + "/" + fault;
        }
    }

    @Test
    void shouldHoldWhateverFailsOnChannels() throws Exception {
        tryAll("channel", ChannelFaultWorld::new, 10);
    }

    @Test
    void shouldHoldWhateverFailsOfSystemCalls() throws Exception {
        tryAll("native", NativeFaultWorld::new, 10);
    }

    @Test
    void shouldHoldWhateverFailsOnTheRing() throws Exception {
        tryAll("ring", plan -> new RingFaultWorld(plan, false), 10);
    }

    /** Both are available: transfers that a thread waits for are calls, the others use the ring, or vice versa. */
    @Test
    void shouldHoldWhateverFailsOnTheRingBesideSystemCalls() throws Exception {
        tryAll("ring+calls", plan -> new RingFaultWorld(plan, true), 15);
    }

    private static void tryAll(String world, Function<FaultPlan, FaultWorld> worlds, int seconds) throws Exception {
        String point = System.getProperty("heddle.faults.point");
        List<Series> every = series(world, worlds);
        if (point != null) {
            tryPoint(point, every, worlds);
            return;
        }
        String only = System.getProperty("heddle.faults.only", ".*");
        every.removeIf(each -> !each.name().matches(only));
        long seed = Long.getLong("heddle.seed", new Random().nextLong());
        Collections.shuffle(every, new Random(seed));
        boolean withoutEnd = "all".equals(System.getProperty("heddle.faults"));
        long budget = TimeUnit.SECONDS.toNanos(Integer.getInteger("heddle.faults.seconds", seconds));
        long start = System.nanoTime();
        long reported = start;
        int points = 0;
        int tried = 0;
        Set<FaultScenario> scenarios = new TreeSet<>();
        List<AssertionError> failures = new ArrayList<>();
        for (Series each : every) {
            if (!withoutEnd && System.nanoTime() - start > budget) {
                break;
            }
            if (withoutEnd && System.nanoTime() - reported > REPORT_NANOS) {
                reported = System.nanoTime();
                System.out.println("FaultTest, " + world + ": " + points + " points so far, " + tried + " of "
                        + every.size() + " series, " + failures.size() + " failed");
            }
            tried++;
            scenarios.add(each.scenario);
            try {
                points += trySeries(each, worlds);
            } catch (AssertionError failed) { // the other points may be informative
                failures.add(failed);
                System.out.println("FaultTest, " + world + ", failed: " + failed.getMessage());
                if (failures.size() == MOST_FAILURES) {
                    break;
                }
            }
        }
        String outcome = points + " points injected in " + scenarios.size() + " scenarios, "
                + (failures.isEmpty() ? "all held" : failures.size() + " failed") + " (" + tried + " of " + every.size()
                + " series, -Dheddle.seed=" + seed + ")";
        System.out.println("FaultTest, " + world + ": " + outcome);
        if (!failures.isEmpty()) {
            AssertionError all = new AssertionError(outcome);
            failures.forEach(all::addSuppressed);
            throw all;
        }
    }

    private static List<Series> series(String world, Function<FaultPlan, FaultWorld> worlds) throws Exception {
        List<Fault> below;
        try (FaultWorld some = worlds.apply(new FaultPlan(null, 1))) {
            below = some.faults();
        }
        List<Series> all = new ArrayList<>();
        int turn = 0;
        for (FaultScenario scenario : FaultScenario.values()) {
            for (Dialect dialect : Dialect.values()) {
                for (Workers workers : WORKERS) {
                    ThreadKind caller = turn++ % 3 == 0 ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL;
                    List<Fault> faults = new ArrayList<>(below);
                    faults.addAll(FaultyThreads.faults("worker", workers.threads == ThreadKind.VIRTUAL));
                    faults.addAll(FaultyTicker.FAULTS);
                    if (scenario == FaultScenario.READ_THREAD) {
                        faults.addAll(FaultyThreads.faults("notifier", false));
                    }
                    for (Fault fault : faults) {
                        all.add(new Series(
                                world, scenario, dialect, workers.workqueue, workers.threads, caller, fault));
                    }
                }
            }
        }
        return all;
    }

    private static void tryPoint(String point, List<Series> all, Function<FaultPlan, FaultWorld> worlds)
            throws Exception {
        int at = point.lastIndexOf('@');
        int number = Integer.parseInt(point.substring(at + 1));
        for (Series each : all) {
            if (each.name().equals(point.substring(0, at))) {
                boolean reached = tryOnce(each, number, worlds);
                System.out.println("FaultTest: " + point + (reached ? " held" : " was not reached"));
            }
        }
    }

    /** Tries the points of a series; returns their number. */
    private static int trySeries(Series series, Function<FaultPlan, FaultWorld> worlds) throws Exception {
        for (int number = 1; number <= MOST_CALLS; number++) {
            if (!tryOnce(series, number, worlds)) {
                return number - 1;
            }
        }
        return MOST_CALLS;
    }

    private static boolean tryOnce(Series series, int number, Function<FaultPlan, FaultWorld> worlds) throws Exception {
        FaultPlan plan = new FaultPlan(series.fault, number);
        FutureTask<Void> run = new FutureTask<>(() -> {
            try (FaultWorld world = worlds.apply(plan)) {
                new FaultRun(plan, world, series.dialect, series.workqueue, series.workers, MOST_WORKERS)
                        .play(series.scenario);
            }
            return null;
        });
        Thread thread = (series.caller == ThreadKind.VIRTUAL
                        ? Thread.ofVirtual()
                        : Thread.ofPlatform().daemon())
                .name("fault-run")
                .start(run);
        try {
            run.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            thread.join();
        } catch (ExecutionException failed) {
            throw new AssertionError(reproducer(series, number), failed.getCause());
        } catch (TimeoutException stuck) {
            throw new AssertionError(
                    reproducer(series, number) + " is stuck" + System.lineSeparator() + ThreadDump.text(), stuck);
        }
        return plan.isReached();
    }

    private static String reproducer(Series series, int number) {
        return "-Dheddle.faults.point='" + series.name() + "@" + number + "'";
    }
}
