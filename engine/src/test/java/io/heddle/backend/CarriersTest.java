package io.heddle.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.BusyCarriers;
import io.heddle.testing.Conditions;
import io.heddle.testing.FakeTicker;
import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many carriers are lent, and how the scheduler compensates for them. */
final class CarriersTest {
    private static final long DECAY_NANOS = TimeUnit.MILLISECONDS.toNanos(Carriers.DECAY_MILLIS);

    private final FakeTicker ticker = new FakeTicker();
    private final FakeScheduler scheduler = new FakeScheduler();

    /** Records what is added to it. */
    private static final class FakeScheduler implements VirtualThreadScheduler {
        final List<Integer> changes = new CopyOnWriteArrayList<>();
        volatile int most = 256;
        volatile int parallelism = 1;
        volatile int allowed = Integer.MAX_VALUE;
        volatile boolean refuses;
        volatile boolean isUnlinked;
        volatile boolean exhausted;
        volatile int threads = Integer.MAX_VALUE;
        final AtomicInteger attempts = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();
        final AtomicInteger refusals = new AtomicInteger();

        @Override
        public int mostParallelism() {
            return most;
        }

        @Override
        public int parallelism() {
            return parallelism;
        }

        @Override
        public int add(int added) {
            attempts.incrementAndGet();
            if (refuses) {
                refusals.incrementAndGet();
                if (isUnlinked) {
                    throw new NoClassDefFoundError("of the test's");
                }
                throw new UnsupportedOperationException("a scheduler of somebody else's");
            }
            if (exhausted || added > threads) {
                failures.incrementAndGet();
                throw new OutOfMemoryError("of the test's");
            }
            int possible = Math.min(added, allowed);
            changes.add(possible);
            return possible;
        }

        int added() {
            return changes.isEmpty() ? 0 : changes.getLast();
        }
    }

    @Test
    void shouldLoadAgainWhereTheHeapWasFull() {
        AtomicInteger loads = new AtomicInteger();
        Carriers carriers = new Carriers(
                () -> {
                    if (loads.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("of the test's");
                    }
                    return scheduler;
                },
                0,
                ticker);
        assertThat(carriers.lend()).isFalse();
        Conditions.await("the scheduler to be known", () -> {
            ticker.advance(1_000_000_000);
            boolean lent = carriers.lend();
            if (lent) {
                carriers.giveBack();
            }
            return lent;
        });
        assertThat(loads).hasValue(2);
        fall(carriers);
    }

    @Test
    void shouldTellWhetherThereAreManyMoreThanProcessors() {
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(new Carriers(() -> null, 2 * processors, ticker).areMany()).isFalse();
        assertThat(new Carriers(() -> null, 2 * processors + 1, ticker).areMany())
                .isTrue();
        Carriers known = carriers();
        assertThat(known.areMany()).isFalse();
        scheduler.parallelism = 2 * processors + 1; // by whomsoever
        assertThat(known.areMany()).isTrue();
    }

    /** Carriers whose scheduler is known. */
    private Carriers carriers() {
        return knownCarriers(0);
    }

    private Carriers knownCarriers(int parallelism) {
        return knownCarriers(new Carriers(() -> scheduler, parallelism, ticker));
    }

    private Carriers knownCarriers(Carriers carriers) {
        Conditions.await("the scheduler to be known", () -> {
            boolean lent = carriers.lend();
            if (lent) {
                carriers.giveBack();
            }
            return lent && carriers.reserve() > 0; // until then it may come from the budget
        });
        fall(carriers);
        scheduler.changes.clear();
        return carriers;
    }

    /** Lets time pass until the reserve is empty. */
    private void fall(Carriers carriers) {
        while (carriers.reserve() > carriers.held()) {
            decayOnce(carriers);
        }
    }

    private void decayOnce(Carriers carriers) {
        int changes = scheduler.changes.size();
        ticker.awaitSleepers(1);
        ticker.advance(DECAY_NANOS);
        Conditions.await(
                "a decay", () -> scheduler.changes.size() > changes && carriers.reserve() == scheduler.added());
    }

    /** Lets a second pass while carriers are held, and with it one decay. */
    private void passASecond() {
        int attempts = scheduler.attempts.get();
        ticker.awaitSleepers(1);
        ticker.advance(TimeUnit.SECONDS.toNanos(1));
        Conditions.await("a decay", () -> scheduler.attempts.get() > attempts);
        ticker.awaitSleepers(1);
    }

    private static void lend(Carriers carriers, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(carriers.lend()).as("carrier %d", i + 1).isTrue();
        }
    }

    private static void giveBack(Carriers carriers, int count) {
        for (int i = 0; i < count; i++) {
            carriers.giveBack();
        }
    }

    // ---- the reserve

    @Test
    void shouldMakeUpForEachCarrierThatIsHeld() {
        Carriers carriers = carriers();

        for (int held = 1; held <= 20; held++) {
            lend(carriers, 1);
            assertThat(carriers.held()).isEqualTo(held);
            assertThat(carriers.reserve()).isGreaterThanOrEqualTo(held).isEqualTo(scheduler.added());
        }
        giveBack(carriers, 20);
        fall(carriers);
    }

    /**
     * A change costs more than a call, so the reserve grows by a half: there are fewer changes than carriers. Of
     * several new ones, the first is tried alone.
     */
    @Test
    void shouldGrowByAHalf() {
        Carriers carriers = carriers();

        lend(carriers, 20);

        assertThat(scheduler.changes).containsExactly(1, 2, 3, 4, 5, 6, 7, 9, 10, 13, 14, 19, 20, 28);
        giveBack(carriers, 20);
        fall(carriers);
    }

    /** A tracer receives each change of the scheduler, and nothing else. */
    @Test
    void shouldTellObserversOfEachChange() {
        Carriers carriers = carriers();
        Changes told = new Changes();
        Trace.install(told);
        try {
            lend(carriers, 4);
            giveBack(carriers, 3);
            lend(carriers, 1);
            giveBack(carriers, 2);
            carriers.limit(70);
            fall(carriers);
            assertThat(told.lines)
                    .containsExactly(
                            "1 after 0, held 1 of 128",
                            "2 after 1, held 2 of 128",
                            "3 after 2, held 3 of 128",
                            "4 after 3, held 4 of 128",
                            "3 after 4, held 0 of 70",
                            "2 after 3, held 0 of 70",
                            "1 after 2, held 0 of 70",
                            "0 after 1, held 0 of 70");
        } finally {
            Trace.install(told.before);
        }
    }

    private static final class Changes implements Tracer {
        final @Nullable Tracer before = Trace.tracer();
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void carrierReserve(int reserve, int before, int held, int limit) {
            lines.add(reserve + " after " + before + ", held " + held + " of " + limit);
        }
    }

    /** A tracer that runs out of memory does not fail the call, and does not keep the reserve from shrinking. */
    @Test
    void shouldGoOnWhenAnObserverHasNoMemory() {
        Carriers carriers = carriers();
        Tracer before = Trace.tracer();
        Trace.install(new Tracer() {
            @Override
            public void carrierReserve(int reserve, int was, int held, int limit) {
                throw new OutOfMemoryError("of the test's");
            }
        });
        try {
            lend(carriers, 2);
            giveBack(carriers, 2);
            fall(carriers);
            assertThat(carriers.held()).isZero();
        } finally {
            Trace.install(before);
        }
    }

    @Test
    void shouldNotChangeForCallsThatTheReserveCovers() {
        Carriers carriers = carriers();
        lend(carriers, 4);
        int changes = scheduler.changes.size();

        for (int i = 0; i < 1_000; i++) {
            giveBack(carriers, 4);
            lend(carriers, 4);
        }

        assertThat(scheduler.changes).hasSize(changes);
        giveBack(carriers, 4);
        fall(carriers);
    }

    @Test
    void shouldFallByAQuarterTowardsTheMostThatWereHeld() {
        Carriers carriers = carriers();
        lend(carriers, 20);
        giveBack(carriers, 10);

        decayOnce(carriers); // 20 were held since the last decay
        assertThat(carriers.reserve()).isEqualTo(21);
        decayOnce(carriers);
        assertThat(carriers.reserve()).isEqualTo(16);
        decayOnce(carriers);
        assertThat(carriers.reserve()).isEqualTo(12);
        decayOnce(carriers);
        assertThat(carriers.reserve()).isEqualTo(10);
        decayOnce(carriers);
        assertThat(carriers.reserve()).isEqualTo(10);
        giveBack(carriers, 10);
        fall(carriers);
    }

    /** An idle JVM has the parallelism that its user has chosen, and no thread of the engine. */
    @Test
    void shouldGiveEverythingBackAndEndWhenNothingIsHeld() {
        Carriers carriers = carriers();
        lend(carriers, 5);
        giveBack(carriers, 5);

        fall(carriers);

        assertThat(scheduler.added()).isZero();
        ticker.awaitSleepers(0);
        lend(carriers, 1);
        ticker.awaitSleepers(1);
        giveBack(carriers, 1);
        fall(carriers);
        ticker.awaitSleepers(0);
    }

    // ---- limits

    @ParameterizedTest
    @CsvSource({"256, 128", "1000, 128", "100, 50", "2, 1", "1, 0"})
    void shouldLendNoMoreThanTheSchedulerHasRoomFor(int largestPool, int most) {
        scheduler.most = largestPool;
        Carriers carriers = new Carriers(() -> scheduler, 0, ticker);
        if (most > 0) {
            Conditions.await("the scheduler to be known", carriers::lend);
            lend(carriers, most - 1);
        }

        for (int i = 0; i < 1_000; i++) {
            assertThat(carriers.lend()).isFalse();
        }
        assertThat(carriers.held()).isEqualTo(most);
        giveBack(carriers, most);
        fall(carriers);
    }

    @Test
    void shouldLendNoMoreThanItsLimit() {
        Carriers carriers = carriers();
        carriers.limit(2);
        lend(carriers, 2);
        assertThat(carriers.lend()).isFalse();

        carriers.limit(5);
        lend(carriers, 3);
        assertThat(carriers.lend()).isFalse();

        carriers.limit(0); // carriers that are held stay held
        giveBack(carriers, 4);
        assertThat(carriers.lend()).isFalse();
        giveBack(carriers, 1);
        fall(carriers);
    }

    /** Another copy of the library, or the user, has taken the rest of the pool. */
    @Test
    void shouldLendNoMoreThanWasAdded() {
        Carriers carriers = carriers();
        scheduler.allowed = 3;
        lend(carriers, 3);

        assertThat(carriers.lend()).isFalse();
        assertThat(carriers.held()).isEqualTo(3);

        scheduler.allowed = 4;
        lend(carriers, 1);
        giveBack(carriers, 4);
        fall(carriers);
    }

    // ---- without a scheduler that can be changed

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "9, 4"})
    void shouldLendHalfOfTheCarriersWhereNoneCanBeAdded(int parallelism, int budget) {
        CountDownLatch loaded = new CountDownLatch(1);
        Carriers carriers = new Carriers(
                () -> {
                    loaded.countDown();
                    return null;
                },
                parallelism,
                ticker);
        lend(carriers, budget);

        assertThat(carriers.lend()).isFalse();
        Conditions.await("the look for a scheduler", loaded);
        assertThat(carriers.lend()).isFalse();
        assertThat(carriers.held()).isEqualTo(budget);
        assertThat(carriers.reserve()).isZero();
        giveBack(carriers, budget);
        assertThat(ticker.sleepers()).isZero();
    }

    /** Finding the scheduler takes a while, and no call waits for that. */
    @Test
    void shouldLendHalfOfTheCarriersUntilTheSchedulerIsKnown() {
        CountDownLatch mayBeKnown = new CountDownLatch(1);
        Carriers carriers = new Carriers(
                () -> {
                    Conditions.await("the test", mayBeKnown);
                    return scheduler;
                },
                4,
                ticker);
        lend(carriers, 2);
        assertThat(carriers.lend()).isFalse();

        mayBeKnown.countDown();

        Conditions.await("a third carrier", carriers::lend);
        assertThat(carriers.reserve()).isGreaterThanOrEqualTo(3);
        giveBack(carriers, 3);
        fall(carriers);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoBackToHalfOfTheCarriersWhenTheSchedulerRefuses(boolean byAnError) {
        AtomicInteger loads = new AtomicInteger();
        scheduler.refuses = true;
        scheduler.isUnlinked = byAnError;
        Carriers carriers = new Carriers(
                () -> {
                    loads.incrementAndGet();
                    return scheduler;
                },
                4,
                ticker);
        lend(carriers, 2);
        Conditions.await("a refusal", () -> !carriers.lend() && scheduler.refusals.get() > 0);
        for (int i = 0; i < 100; i++) {
            assertThat(carriers.lend()).isFalse();
        }

        assertThat(carriers.held()).isEqualTo(2);
        assertThat(carriers.reserve()).isZero();
        assertThat(loads).as("it is looked for once").hasValue(1);
        assertThat(scheduler.refusals).as("it is asked once").hasValue(1);
        giveBack(carriers, 2);
        lend(carriers, 2);
        giveBack(carriers, 2);
    }

    /** An Error in between does not hold a carrier forever. */
    @Test
    void shouldHoldNothingWhenTheSchedulerFails() {
        Carriers carriers = carriers();
        lend(carriers, 1);
        scheduler.exhausted = true;

        assertThat(carriers.lend()).as("the crew finds a way").isFalse();
        assertThat(carriers.held()).isOne();
        ticker.awaitSleepers(1);
        ticker.advance(DECAY_NANOS);
        Conditions.await("a decay that fails", () -> scheduler.failures.get() >= 2);

        scheduler.exhausted = false;
        passASecond();
        lend(carriers, 1);
        giveBack(carriers, 2);
        fall(carriers);
    }

    /** No thread can be started: half of the user's carriers are lent, and one attempt is made each second. */
    @Test
    void shouldTryToGrowOnceASecondWhereNoThreadCanBeHad() {
        Carriers carriers = knownCarriers(4);
        lend(carriers, 1);
        assertThat(carriers.reserve()).isOne();
        scheduler.exhausted = true;

        lend(carriers, 2); // the reserve and the budget
        for (int i = 0; i < 10; i++) {
            assertThat(carriers.lend()).isFalse();
        }
        assertThat(scheduler.failures).hasValue(1);
        assertThat(carriers.reserve()).isOne();
        assertThat(carriers.held()).isEqualTo(3);

        scheduler.exhausted = false;
        passASecond();
        lend(carriers, 1);
        assertThat(carriers.reserve()).isEqualTo(4);
        giveBack(carriers, 4);
        fall(carriers);
    }

    /** The scheduler does not even receive a request for more carriers: other threads would try to start them. */
    @Test
    void shouldNotTouchTheSchedulerWhereNoThreadCanBeHad() {
        AtomicBoolean hasThreads = new AtomicBoolean(true);
        Carriers carriers = knownCarriers(new Carriers(() -> scheduler, 0, ticker, task -> {
            if (!hasThreads.get()) {
                throw new OutOfMemoryError("unable to create native thread (fake)");
            }
            return Thread.ofPlatform().daemon().unstarted(task);
        }));
        lend(carriers, 1);
        hasThreads.set(false);
        int attempts = scheduler.attempts.get();
        assertThat(carriers.lend()).isFalse();
        assertThat(scheduler.attempts).hasValue(attempts);

        hasThreads.set(true);
        passASecond();
        lend(carriers, 1);
        giveBack(carriers, 2);
        fall(carriers);
    }

    /** One more carrier can be started, but not the next: what was added stays, what was not is not lent. */
    @Test
    void shouldKeepWhatWasAddedBeforeNoThreadCouldBeHad() {
        Carriers carriers = carriers();
        lend(carriers, 4);
        scheduler.threads = 5;

        lend(carriers, 1);
        assertThat(carriers.reserve()).isEqualTo(5);
        assertThat(carriers.lend()).isFalse();
        assertThat(carriers.held()).isEqualTo(5);

        scheduler.threads = Integer.MAX_VALUE;
        passASecond();
        lend(carriers, 1);
        giveBack(carriers, 6);
        fall(carriers);
    }

    // ---- no thread to load the bean

    /** A failed start of a thread costs milliseconds, so not every call tries. */
    @Test
    void shouldTryAgainAfterAWhileWhereTheLoadersThreadCannotBeStarted() {
        AtomicInteger attempts = new AtomicInteger();
        Carriers carriers = new Carriers(() -> scheduler, 0, ticker, task -> {
            if (attempts.incrementAndGet() <= 2) {
                throw new OutOfMemoryError("unable to create native thread (fake)");
            }
            return Thread.ofPlatform().daemon().unstarted(task);
        });
        for (int i = 0; i < 10; i++) {
            assertThat(carriers.lend()).isFalse();
        }
        assertThat(attempts).hasValue(1);
        ticker.advance(TimeUnit.SECONDS.toNanos(1));
        assertThat(carriers.lend()).isFalse();
        assertThat(carriers.lend()).isFalse();
        assertThat(attempts).hasValue(2);

        ticker.advance(TimeUnit.SECONDS.toNanos(1));
        Conditions.await("the scheduler to be known", () -> {
            boolean lent = carriers.lend();
            if (lent) {
                carriers.giveBack();
            }
            return lent;
        });
        assertThat(attempts).hasValueGreaterThanOrEqualTo(3);
        fall(carriers);
    }

    // ---- the real scheduler

    /** Calls hold as many carriers as there are and more, and an unrelated virtual thread runs. */
    @Test
    void shouldKeepCarriersFreeForOthers() {
        int calls = 2 * BusyCarriers.count();
        Carriers carriers = Carriers.SHARED;
        Conditions.await("the scheduler to be known", () -> {
            int lent = 0;
            while (lent < calls && carriers.lend()) {
                lent++;
            }
            giveBack(carriers, lent);
            return lent == calls;
        });
        CountDownLatch started = new CountDownLatch(calls);
        CountDownLatch release = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            callers.add(Thread.startVirtualThread(() -> hold(carriers, started, release)));
        }
        Conditions.await("all of them to hold their carriers", started);

        Conditions.awaitEnd(Thread.startVirtualThread(() -> {}));

        release.countDown();
        callers.forEach(Conditions::awaitEnd);
        Conditions.await("the parallelism of before", () -> carriers.reserve() == 0);
    }

    /** Holds a carrier without waiting, as a blocking call does. */
    private static void hold(Carriers carriers, CountDownLatch started, CountDownLatch release) {
        assertThat(carriers.lend()).isTrue();
        try {
            started.countDown();
            while (release.getCount() > 0) {
                Thread.onSpinWait();
            }
        } finally {
            carriers.giveBack();
        }
    }
}
