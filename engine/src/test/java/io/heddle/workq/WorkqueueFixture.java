package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.testing.FakeTicker;
import io.heddle.time.BriefLock;
import io.heddle.workq.Workqueue.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** A workqueue on a clock that stands still. Closing it makes it exit and checks that nothing of it is left. */
final class WorkqueueFixture implements AutoCloseable {
    static final long WINDOW = ProcessWorkqueue.DEFAULT_WINDOW_NANOS;
    static final long LEEWAY = WINDOW / 10;

    private static final AtomicLong IDS = new AtomicLong();

    final long processId = IDS.incrementAndGet();
    final String name = "test-" + processId;
    final FakeTicker ticker = new FakeTicker();
    final TrackedThreads threads;
    final BriefLock lock = new BriefLock();
    final ProcessWorkqueue queue;
    private final List<TestEntry> submitted = new CopyOnWriteArrayList<>();

    WorkqueueFixture(ThreadFactory factory, int maxThreads) {
        this(factory, false, maxThreads);
    }

    /** Creates a fixture with a virtual or platform supervisor, whatever the workers are. */
    WorkqueueFixture(ThreadFactory factory, boolean areVirtual, int maxThreads) {
        threads = new TrackedThreads(factory);
        queue = new ProcessWorkqueue(
                lock,
                processId,
                name,
                maxThreads,
                ProcessWorkqueue.COUNT_LIKE_WORKERS,
                WINDOW,
                threads,
                areVirtual,
                ticker);
    }

    WorkqueueFixture(WorkerKind kind, int maxThreads) {
        this(kind.factory(), kind == WorkerKind.VIRTUAL, maxThreads);
    }

    WorkqueueFixture(WorkerKind kind) {
        this(kind, ProcessWorkqueue.DEFAULT_MAX_THREADS);
    }

    // ---- submitting

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

    /** Creates {@code count} workers, all idle when this returns. The first of the result was the first to park. */
    List<Thread> idleWorkers(int count) {
        List<Thread> workers = new ArrayList<>();
        List<TestEntry> entries = submitBlocking(count);
        entries.forEach(TestEntry::awaitStart);
        for (int i = 0; i < count; i++) {
            entries.get(i).release();
            int idle = i + 1;
            Conditions.await(idle + " idle workers", () -> counts().idle() == idle);
            workers.add(entries.get(i).thread());
        }
        return workers;
    }

    // ---- monitoring

    Counts counts() {
        Counts counts = queue.counts();
        assertThat(counts.threads()).isNotNegative();
        assertThat(counts.idle()).isBetween(counts.dying(), counts.threads());
        return counts;
    }

    /** Waits until that many workers exist, that many of them are idle, and none is dying. */
    void awaitIdle(int threadCount, int idleCount) {
        Conditions.await(threadCount + " workers, " + idleCount + " idle", () -> {
            Counts counts = counts();
            return counts.threads() == threadCount && counts.idle() == idleCount && counts.dying() == 0;
        });
    }

    /** Waits until the supervisor waits for the death call, so that the time can be moved. */
    void awaitDeathCallIn(long nanos) {
        ticker.awaitSleeperDueIn(nanos);
    }

    // ---- exit

    FutureTask<Boolean> startExit(long timeoutNanos) {
        FutureTask<Boolean> exit = new FutureTask<>(() -> queue.exit(timeoutNanos));
        Thread.ofPlatform().name("exit").start(exit);
        return exit;
    }

    boolean exit(long timeoutNanos) {
        return result(startExit(timeoutNanos));
    }

    static <T> T result(FutureTask<T> task) {
        Conditions.await("the result", task::isDone);
        return task.resultNow();
    }

    @Override
    public void close() {
        queue.markExiting();
        submitted.forEach(queue::remove);
        submitted.forEach(TestEntry::release);
        assertThat(exit(Long.MAX_VALUE)).isTrue();

        Counts counts = queue.counts();
        assertThat(counts).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, counts.born(), counts.born()));
        threads.awaitEnd();
        assertThat(ticker.sleepers()).isZero();
        assertThat(submitted).as("entries whose worker was interrupted").noneMatch(TestEntry::sawInterrupt);
        assertThat(submitted).filteredOn(entry -> entry.failure() != null).isEmpty();
        assertThat(submitted).as("entries that ran twice").allMatch(entry -> entry.runs() <= 1);
    }
}
