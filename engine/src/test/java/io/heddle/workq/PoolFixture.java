package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.testing.FakeTicker;
import io.heddle.workq.Workqueue.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;

/**
 * A pool on a clock that stands still, and its processes. Closing it makes all exit and checks that nothing is left.
 */
final class PoolFixture implements AutoCloseable {
    static final long LIFETIME = 30_000_000_000L;

    /** The two pools. */
    enum Kind {
        SHARED {
            @Override
            PoolSettings settings(TrackedThreads threads) {
                return new PoolSettings("shared", 4, 4, Long.MAX_VALUE, threads, false);
            }

            @Override
            TrackedThreads threads() {
                return new TrackedThreads(WorkerKind.PLATFORM.factory());
            }
        },
        AIOD {
            @Override
            PoolSettings settings(TrackedThreads threads) {
                return new PoolSettings("aiod", 4, 32, LIFETIME, threads, true);
            }

            @Override
            TrackedThreads threads() {
                return new TrackedThreads(WorkerKind.VIRTUAL.factory());
            }
        };

        abstract PoolSettings settings(TrackedThreads threads);

        abstract TrackedThreads threads();
    }

    final FakeTicker ticker = new FakeTicker();
    final TrackedThreads threads;
    final Pool pool;
    private final List<Member> processes = new CopyOnWriteArrayList<>();

    private PoolFixture(TrackedThreads threads, PoolSettings settings) {
        this.threads = threads;
        this.pool = new Pool(settings, ticker);
    }

    static PoolFixture of(Kind kind) {
        TrackedThreads threads = kind.threads();
        return new PoolFixture(threads, kind.settings(threads));
    }

    /** Creates a pool of daemons with other settings. */
    static PoolFixture of(int target, int max) {
        TrackedThreads threads = Kind.AIOD.threads();
        return new PoolFixture(threads, new PoolSettings("aiod", target, max, LIFETIME, threads, true));
    }

    Member process() {
        return process(Pools.DEFAULT_RUNNING_LIMIT);
    }

    Member process(int runningLimit) {
        Member process = new Member(processes.size() + 1, runningLimit);
        processes.add(process);
        return process;
    }

    /** Returns the process with that number, counted from 1. */
    Member processNumbered(int number) {
        return processes.get(number - 1);
    }

    List<Member> processes(int count) {
        List<Member> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(process());
        }
        return made;
    }

    /** One process and what it has submitted. */
    final class Member {
        final PoolWorkqueue queue;
        private final List<TestEntry> submitted = new CopyOnWriteArrayList<>();

        private Member(long id, int runningLimit) {
            queue = new PoolWorkqueue(pool, id, "process " + id, runningLimit, ticker);
        }

        TestEntry submit(TestEntry entry) {
            submitted.add(entry);
            queue.prepare();
            Wakeup wakeup = queue.add(entry);
            assertThat(wakeup).as("%s is accepted", entry).isNotNull();
            wakeup.wake();
            return entry;
        }

        List<TestEntry> submitBlocking(int count) {
            List<TestEntry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                entries.add(submit(TestEntry.blocking("" + i)));
            }
            return entries;
        }

        /** Submits an entry and waits until it has run. */
        TestEntry run() {
            return submit(new TestEntry("run")).awaitEnd();
        }

        Counts counts() {
            Counts counts = queue.counts();
            assertThat(counts.idle()).isBetween(0, Math.max(0, counts.threads()));
            return counts;
        }

        /** Waits until that many workers exist and that many of them are idle. */
        void awaitIdle(int threadCount, int idleCount) {
            Conditions.await(threadCount + " workers, " + idleCount + " idle", () -> {
                Counts counts = counts();
                return counts.threads() == threadCount && counts.idle() == idleCount;
            });
        }

        /** Begins the exit: nothing new is accepted, and queued entries are removed. */
        void cancelAll() {
            queue.markExiting();
            submitted.forEach(queue::remove);
        }

        FutureTask<Boolean> startExit(long timeoutNanos) {
            FutureTask<Boolean> exit = new FutureTask<>(() -> queue.exit(timeoutNanos));
            Thread.ofPlatform().name("exit").start(exit);
            return exit;
        }

        void exit() {
            cancelAll();
            submitted.forEach(TestEntry::release);
            assertThat(WorkqueueFixture.result(startExit(Long.MAX_VALUE))).isTrue();
            assertThat(queue.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    /** Returns the number of threads that were created and have not ended. */
    long alive() {
        return threads.made().stream().filter(Thread::isAlive).count();
    }

    /**
     * Waits until every thread has ended: an exit waits until every worker has ended, but its thread needs a moment
     * more.
     */
    void awaitNoThread() {
        threads.awaitEnd();
        assertThat(alive()).isZero();
    }

    @Override
    public void close() {
        processes.forEach(Member::cancelAll);
        processes.forEach(Member::exit);
        threads.awaitEnd();
        assertThat(ticker.sleepers()).isZero();
        for (Member process : processes) {
            assertThat(process.submitted)
                    .as("entries whose worker was interrupted")
                    .noneMatch(TestEntry::sawInterrupt);
            assertThat(process.submitted).as("entries that ran twice").allMatch(entry -> entry.runs() <= 1);
            assertThat(process.submitted).allMatch(entry -> entry.runs() == entry.takes());
        }
    }
}
