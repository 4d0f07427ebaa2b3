package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioStatistics;
import io.heddle.aio.ThreadKind;
import io.heddle.context.CompletionContext.Flag;
import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many threads submit to one context, one waits, and others cancel and wake up at random. Each accepted submission ends
 * exactly once, by the wait or by a cancel; a cancelled one has moved no byte; nothing is left.
 *
 * <p>A failure names its seed; {@code -Dheddle.stress.seed=N} runs that one alone.
 */
@Timeout(120)
final class CompletionStressTest {
    private static final int SEEDS = Integer.getInteger("heddle.stress.seeds", 40);
    private static final int SUBMITTERS = 16;
    private static final int FILES = 4;
    private static final int CAPACITY = 32;

    @TempDir
    static Path folder;

    /** The events of all seeds together, so that a test in which nothing happened does not pass. */
    private static final AtomicInteger HANDED_OUT = new AtomicInteger();

    private static final AtomicInteger CANCELLED = new AtomicInteger();
    private static final AtomicInteger REFUSED = new AtomicInteger();
    private static final AtomicInteger WOKEN = new AtomicInteger();
    private static final AtomicInteger TIMED_OUT = new AtomicInteger();

    @AfterAll
    static void shouldHaveMetWhatItIsAbout() {
        System.out.printf(
                "context stress: %d handed out, %d cancelled, %d submissions refused, %d waits woken, %d timed out%n",
                HANDED_OUT.get(), CANCELLED.get(), REFUSED.get(), WOKEN.get(), TIMED_OUT.get());
        if (Long.getLong("heddle.stress.seed") == null) {
            assertThat(HANDED_OUT.get()).isPositive();
            assertThat(CANCELLED.get()).isPositive();
            assertThat(REFUSED.get()).isPositive();
            assertThat(WOKEN.get()).isPositive();
            assertThat(TIMED_OUT.get()).isPositive();
        }
    }

    static Stream<Long> seeds() {
        Long only = Long.getLong("heddle.stress.seed");
        return only != null
                ? Stream.of(only)
                : Stream.iterate(1L, seed -> seed + 1).limit(SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldEndEverySubmissionOnceWhenManySubmitAndCancel(long seed) throws Exception {
        new Round(seed).run();
    }

    /** One process and one context, with the submitters, the waiting thread and the disturbing thread. */
    private static final class Round {
        private final long seed;
        private final Random random;
        private final AioProcess process;
        private final CompletionContext context;
        private final List<StressSlots> submitters = new ArrayList<>();
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final AtomicInteger busy = new AtomicInteger(SUBMITTERS);
        private final AtomicInteger wakeups = new AtomicInteger();

        Round(long seed) throws IOException {
            this.seed = seed;
            random = new Random(seed);
            process = AioProcess.configure()
                    .name("context-stress-" + seed)
                    .threads(random.nextInt(4) == 0 ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL)
                    .maxWorkers(1 + random.nextInt(8))
                    .maxOutstanding(random.nextBoolean() ? 40 : 10_000)
                    .open();
            int maximum = random.nextBoolean() ? 50 : CompletionContext.UNLIMITED;
            context = CompletionContext.open(process, maximum, Flag.WAIT_WITHOUT_PENDING_REQUESTS);
            AioFile[] files = new AioFile[FILES];
            for (int i = 0; i < FILES; i++) {
                files[i] = process.open(
                        folder.resolve("data-" + i),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
            }
            for (int i = 0; i < SUBMITTERS; i++) {
                submitters.add(new StressSlots(i, random.nextLong(), files[i % FILES], context));
            }
        }

        void run() throws Exception {
            List<Thread> threads = new ArrayList<>();
            Thread waiter = start(this::waitForAll);
            threads.add(start(() -> disturb(new Random(seed + 1))));
            for (StressSlots submitter : submitters) {
                threads.add(start(() -> {
                    try {
                        submitter.run();
                    } finally {
                        busy.decrementAndGet();
                    }
                }));
            }
            threads.forEach(Conditions::awaitEnd);
            wakeups.incrementAndGet();
            context.wakeup();
            Conditions.awaitEnd(waiter);
            assertThat(failures).as("failures of seed %d", seed).isEmpty();
            check();
        }

        private interface Body {
            void run() throws Exception;
        }

        private Thread start(Body body) {
            boolean virtual = random.nextInt(4) != 0;
            Runnable guarded = () -> {
                try {
                    body.run();
                } catch (Throwable failed) {
                    failures.add(failed);
                }
            };
            return virtual
                    ? Thread.ofVirtual().start(guarded)
                    : Thread.ofPlatform().start(guarded);
        }

        private void waitForAll() throws Exception {
            Random mine = new Random(seed + 2);
            Completions completed = new Completions(CAPACITY);
            int woken = 0;
            while (busy.get() > 0 || context.pending() > 0) {
                int min = mine.nextInt(4);
                ContextStatus status = min < 2
                        ? context.await(completed, min)
                        : context.await(completed, min, Duration.ofNanos(mine.nextInt(200_000)));
                switch (status) {
                    case SUCCESS -> assertThat(completed.size()).isGreaterThanOrEqualTo(Math.max(1, min));
                    case TIMEOUT -> TIMED_OUT.incrementAndGet();
                    case INTERRUPTED -> woken++;
                    default -> throw new AssertionError("a wait ended with " + status);
                }
                for (IoRequest request : completed) {
                    StressSlots.handedOut(request);
                }
                HANDED_OUT.addAndGet(completed.size());
            }
            WOKEN.addAndGet(woken);
            assertThat(woken).isLessThanOrEqualTo(wakeups.get());
        }

        private void disturb(Random mine) throws ContextException {
            while (busy.get() > 0) {
                StressSlots victim = submitters.get(mine.nextInt(SUBMITTERS));
                if (victim.cancelOne(mine)) {
                    CANCELLED.incrementAndGet();
                }
                if (mine.nextInt(50) == 0) {
                    wakeups.incrementAndGet();
                    context.wakeup();
                }
                LockSupport.parkNanos(mine.nextInt(20_000)); // so that there is something to disturb
            }
        }

        private void check() throws Exception {
            for (StressSlots submitter : submitters) {
                submitter.check(seed);
                REFUSED.addAndGet(submitter.refusals());
            }
            assertThat(context.pending()).isZero();
            assertThat(process.statistics().outstanding()).isZero();
            context.close();
            process.close();
            AioStatistics end = process.statistics();
            assertThat(end.submitted()).isEqualTo(end.reaped());
            assertThat(end.threads() + end.queued() + end.running() + end.done())
                    .as("left by seed %d: %s", seed, end)
                    .isZero();
        }
    }
}
