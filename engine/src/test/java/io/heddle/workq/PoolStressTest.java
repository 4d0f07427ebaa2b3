package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many processes use one pool at the same time: each submits, cancels and exits at random, some repeatedly. In any
 * order, each entry runs once or is removed, no process ever has more entries running than its limit, and no thread is
 * left.
 *
 * <p>A failure names its seed; {@code -Dheddle.pool.seed=N} runs that one alone.
 */
@Timeout(300)
final class PoolStressTest {
    static LongStream seeds() {
        Long only = Long.getLong("heddle.pool.seed");
        return only != null
                ? LongStream.of(only)
                : new Random().longs(Integer.getInteger("heddle.pool.seeds", 30), 0, Integer.MAX_VALUE);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldRunEachEntryOnceOrNotAtAllWhenManyProcessesComeAndGo(long seed) {
        System.out.println("PoolStressTest seed " + seed);
        new Round(seed).run();
    }

    private static void letOthersGoAhead() {
        LockSupport.parkNanos(1);
    }

    private static final class Round {
        private final Random random;
        private final TrackedThreads threads;
        private final PoolSettings settings;
        private final Pool pool;
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final AtomicInteger runningInAll = new AtomicInteger();

        Round(long seed) {
            random = new Random(seed);
            boolean shared = random.nextBoolean();
            threads = new TrackedThreads((shared ? WorkerKind.PLATFORM : WorkerKind.VIRTUAL).factory());
            if (random.nextInt(3) == 0) {
                threads.failFirst(1 + random.nextInt(6), task -> null);
            }
            int target = 1 + random.nextInt(4);
            settings = shared
                    ? new PoolSettings("shared", target, target, Long.MAX_VALUE, threads, false)
                    : new PoolSettings(
                            "aiod", target, target + random.nextInt(12), 1 + random.nextInt(200_000), threads, true);
            pool = new Pool(settings, Ticker.SYSTEM);
        }

        void run() {
            List<Thread> users = new ArrayList<>();
            int processes = 1 + random.nextInt(30);
            for (int i = 0; i < processes; i++) {
                int number = i;
                long seed = random.nextLong();
                users.add((i % 3 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(() -> {
                    try {
                        use(number, new Random(seed));
                    } catch (Throwable failed) {
                        failures.add(failed);
                    }
                }));
            }
            users.forEach(Conditions::awaitEnd);
            threads.awaitEnd();
            assertThat(failures).isEmpty();
            assertThat(runningInAll).hasValue(0);
        }

        private void use(int number, Random dice) {
            int lives = 1 + dice.nextInt(3);
            for (int life = 0; life < lives; life++) {
                new Member(number, dice).live();
            }
        }

        private final class Member {
            private final Random dice;
            private final int limit;
            private final PoolWorkqueue queue;
            private final AtomicInteger running = new AtomicInteger();
            private final List<TestEntry> entries = new ArrayList<>();
            private final Queue<TestEntry> inner = new ConcurrentLinkedQueue<>();
            private int removed;

            Member(int number, Random dice) {
                this.dice = dice;
                limit = dice.nextBoolean() ? Integer.MAX_VALUE : 1 + dice.nextInt(5);
                queue = new PoolWorkqueue(pool, number, "process " + number, limit, Ticker.SYSTEM);
            }

            void live() {
                int steps = dice.nextInt(300);
                for (int step = 0; step < steps; step++) {
                    switch (dice.nextInt(8)) {
                        case 0 -> cancel();
                        case 1 -> entries.forEach(TestEntry::hasEnded);
                        case 2 -> letOthersGoAhead();
                        default -> submit(dice.nextInt(10) == 0);
                    }
                }
                if (dice.nextBoolean()) {
                    awaitAll();
                }
                exit();
            }

            private void submit(boolean fromWorker) {
                TestEntry entry = new TestEntry("outer", () -> {
                    work();
                    if (fromWorker) {
                        TestEntry more = new TestEntry("inner", this::work);
                        if (add(more)) {
                            inner.add(more);
                        }
                    }
                });
                entries.add(entry);
                assertThat(add(entry)).isTrue();
            }

            private boolean add(TestEntry entry) {
                queue.prepare();
                Wakeup wakeup = queue.add(entry);
                if (wakeup != null) {
                    wakeup.wake();
                }
                return wakeup != null;
            }

            private void work() {
                int now = running.incrementAndGet();
                int inAll = runningInAll.incrementAndGet();
                if (now > limit || inAll > 2 * settings.max() || !queue.isOnWorker()) {
                    failures.add(new AssertionError(now + " run of " + limit + ", " + inAll + " in all"));
                }
                letOthersGoAhead();
                runningInAll.decrementAndGet();
                running.decrementAndGet();
            }

            private void cancel() {
                if (!entries.isEmpty() && queue.remove(entries.get(dice.nextInt(entries.size())))) {
                    removed++;
                }
            }

            private void awaitAll() {
                Conditions.await(
                        "all entries to end",
                        () -> entries.stream().filter(TestEntry::hasEnded).count() + removed == entries.size()
                                && inner.stream().allMatch(TestEntry::hasEnded));
            }

            private void exit() {
                queue.markExiting();
                for (TestEntry entry : entries) {
                    removed += queue.remove(entry) ? 1 : 0;
                }
                // A running entry may have queued one more before it saw the mark, so that one is removed as well.
                Conditions.await("the queue to be empty", this::removeInner);
                assertThat(queue.exit(Long.MAX_VALUE)).isTrue();
                assertThat(running).hasValue(0);
                assertThat(entries.stream().mapToInt(TestEntry::runs).sum()).isEqualTo(entries.size() - removed);
                assertThat(entries).allMatch(entry -> entry.runs() == entry.takes() && entry.runs() <= 1);
                assertThat(inner).allMatch(entry -> entry.runs() <= 1);
                assertThat(queue.counts()).isEqualTo(new Workqueue.Counts(0, 0, 0, 0, 0, 0, 0, 0));
            }

            private boolean removeInner() {
                inner.forEach(queue::remove);
                return queue.counts().queued() == 0;
            }
        }
    }
}
