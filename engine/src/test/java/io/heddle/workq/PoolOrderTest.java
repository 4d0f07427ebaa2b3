package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.FakeTicker;
import io.heddle.workq.PoolFixture.Kind;
import io.heddle.workq.PoolFixture.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The order in which a pool runs the entries of its processes. */
final class PoolOrderTest {
    private static final int PROCESSES = 100;
    private static final int FLOOD = 5_000;

    // ---- fairness: one process floods the pool, 99 others have a few entries each

    /**
     * Runs all entries and returns their order. All workers are held until everything is queued, so that the order of
     * the queue is known.
     */
    private static List<Integer> orderOfRuns(PoolFixture fixture, int floodLimit, List<TestEntry> othersEntries) {
        Member holder = fixture.process();
        List<TestEntry> holding = holder.submitBlocking(4);
        holding.forEach(TestEntry::awaitStart);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        Member flooding = fixture.process(floodLimit);
        List<TestEntry> flood = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            flood.add(flooding.submit(new TestEntry("flood", () -> order.add(0))));
        }
        for (int round = 0; round < 3; round++) {
            for (int number = 1; number < PROCESSES; number++) {
                int mine = number;
                Member other = round == 0 ? fixture.process() : fixture.processNumbered(number + 2);
                othersEntries.add(other.submit(new TestEntry("other", () -> order.add(mine))));
            }
        }
        assertThat(order).isEmpty();
        holding.forEach(TestEntry::release);
        flood.forEach(TestEntry::awaitEnd);
        othersEntries.forEach(TestEntry::awaitEnd);
        return order;
    }

    /**
     * Four workers take entries in strict order: when the flood ends, at most three have taken one of its entries and
     * not run it yet.
     */
    @ParameterizedTest
    @EnumSource
    void shouldRunEntriesOfAllProcessesInTheOrderOfTheirQueueing(Kind kind) {
        try (var fixture = kind == Kind.SHARED ? PoolFixture.of(kind) : PoolFixture.of(4, 4)) {
            List<TestEntry> others = new ArrayList<>();
            List<Integer> order = orderOfRuns(fixture, Integer.MAX_VALUE, others);

            assertThat(order).hasSize(FLOOD + others.size());
            assertThat(others).hasSize(3 * (PROCESSES - 1)).allMatch(entry -> entry.runs() == 1);
            assertThat(Collections.frequency(order.subList(FLOOD, order.size()), 0))
                    .isLessThanOrEqualTo(3);
        }
    }

    /** The flood may have one entry running at a time: the others need not wait for its end. */
    @Test
    void shouldRunTheOthersEntriesWhileOneProcessFloodsThePoolBeyondItsLimit() {
        try (var fixture = PoolFixture.of(4, 4)) {
            Member flooding = fixture.process(1);
            List<TestEntry> flood = flooding.submitBlocking(FLOOD);
            flood.getFirst().awaitStart();
            List<TestEntry> others = new ArrayList<>();
            for (Member other : fixture.processes(PROCESSES - 1)) {
                for (int i = 0; i < 3; i++) {
                    others.add(other.submit(new TestEntry("other")));
                }
            }

            others.forEach(TestEntry::awaitEnd);
            assertThat(flooding.counts().queued()).isEqualTo(FLOOD - 1);
        }
    }

    /** With one worker, the order of runs is exactly the order of the queue. */
    @Test
    void shouldBeStrictlyFirstInFirstOutWithOneWorker() {
        try (var fixture = PoolFixture.of(1, 1)) {
            List<Member> processes = fixture.processes(PROCESSES);
            TestEntry holding =
                    processes.getFirst().submit(TestEntry.blocking("holding")).awaitStart();
            List<Integer> order = Collections.synchronizedList(new ArrayList<>());
            List<TestEntry> entries = new ArrayList<>();
            Random random = new Random(7);
            for (int i = 0; i < 2_000; i++) {
                int number = i;
                entries.add(processes
                        .get(random.nextInt(PROCESSES))
                        .submit(new TestEntry("" + i, () -> order.add(number))));
            }

            holding.release();
            entries.forEach(TestEntry::awaitEnd);
            assertThat(order).hasSize(2_000).isSorted();
        }
    }

    // ---- the selection compared with the seed's: walk the one queue, take the first entry whose process has room

    static LongStream seeds() {
        return new Random().longs(20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldSelectWhatAWalkThroughOneQueueWouldSelect(long seed) {
        System.out.println("PoolOrderTest seed " + seed);
        new Model(seed).compare();
    }

    /** A shift without threads, whose workers the test simulates, and the one queue of the seed. */
    private static final class Model {
        private static final ThreadFactory NONE = task -> null;

        private final Random random;
        private final Pool pool =
                new Pool(new PoolSettings("model", 0, 0, Long.MAX_VALUE, NONE, true), new FakeTicker());
        private final Shift shift;
        private final List<PoolWorkqueue> queues = new ArrayList<>();
        private final List<Worker> idle = new ArrayList<>();
        private final Map<Worker, PoolWorkqueue> busy = new HashMap<>();
        private final List<Queued> walk = new ArrayList<>();
        private final Map<PoolWorkqueue, Integer> running = new HashMap<>();
        private final List<PoolWorkqueue> exiting = new ArrayList<>();

        private record Queued(TestEntry entry, PoolWorkqueue queue) {}

        Model(long seed) {
            random = new Random(seed);
            int processes = 1 + random.nextInt(6);
            int most = 1 + random.nextInt(4);
            for (int i = 0; i < processes; i++) {
                PoolWorkqueue queue = new PoolWorkqueue(pool, i, "" + i, 1 + random.nextInt(most), new FakeTicker());
                queue.prepare();
                queues.add(queue);
                running.put(queue, 0);
            }
            pool.lock.lock();
            try {
                shift = pool.join();
            } finally {
                pool.lock.unlock();
            }
            for (int i = 0; i < 8; i++) {
                Worker worker = new Worker(i, shift, 0);
                worker.hasLooked = true;
                idle.add(worker);
            }
        }

        void compare() {
            for (int step = 0; step < 3_000; step++) {
                switch (random.nextInt(20)) {
                    case 0, 1, 2, 3, 4, 5, 6, 7 -> add();
                    case 8, 9, 10 -> remove();
                    case 11 -> exit();
                    case 12, 13, 14, 15 -> select(idle.isEmpty() ? anyBusy() : idle.removeLast());
                    default -> select(anyBusy());
                }
            }
            while (!busy.isEmpty()) {
                select(anyBusy());
            }
            finish();
        }

        private Worker anyBusy() {
            List<Worker> workers = new ArrayList<>(busy.keySet());
            workers.sort((a, b) -> Long.compare(a.id, b.id));
            return workers.isEmpty() ? idle.removeLast() : workers.get(random.nextInt(workers.size()));
        }

        private void add() {
            PoolWorkqueue queue = queues.get(random.nextInt(queues.size()));
            TestEntry entry = new TestEntry("entry");
            if (exiting.contains(queue)) {
                assertThat(queue.add(entry)).isNull();
            } else {
                assertThat(queue.add(entry)).isNotNull();
                walk.add(new Queued(entry, queue));
            }
        }

        private void remove() {
            if (!walk.isEmpty()) {
                Queued queued = walk.remove(random.nextInt(3) == 0 ? random.nextInt(walk.size()) : 0);
                assertThat(queued.queue.remove(queued.entry)).isTrue();
            }
        }

        private void exit() {
            if (random.nextInt(50) == 0) {
                PoolWorkqueue queue = queues.get(random.nextInt(queues.size()));
                queue.markExiting();
                exiting.add(queue);
            }
        }

        /** Ends a worker's last entry and lets it select the next. */
        private void select(Worker worker) {
            PoolWorkqueue served = busy.remove(worker);
            if (served != null) {
                running.merge(served, -1, Integer::sum);
            }
            Queued expected = null;
            for (Queued queued : walk) {
                if (!exiting.contains(queued.queue) && running.get(queued.queue) < queued.queue.runningLimit) {
                    expected = queued;
                    break;
                }
            }
            Entry selected;
            pool.lock.lock();
            try {
                selected = shift.select(worker);
            } finally {
                pool.lock.unlock();
            }
            assertThat(selected).isSameAs(expected == null ? null : expected.entry);
            if (expected == null) {
                idle.add(worker);
            } else {
                walk.remove(expected);
                running.merge(expected.queue, 1, Integer::sum);
                busy.put(worker, expected.queue);
            }
        }

        private void finish() {
            for (PoolWorkqueue queue : queues) {
                queue.markExiting();
                walk.stream().filter(queued -> queued.queue == queue).forEach(queued -> queue.remove(queued.entry));
                assertThat(queue.exit(Long.MAX_VALUE)).isTrue();
            }
            pool.lock.lock();
            try {
                assertThat(pool.leave(shift)).isTrue();
            } finally {
                pool.lock.unlock();
            }
            shift.supervisor.wake();
            assertThat(shift.supervisor.awaitFinish(new FakeTicker(), Long.MAX_VALUE))
                    .isTrue();
        }
    }
}
