package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many threads make all kinds of calls to one process, and one of them ends it meanwhile. In any order, every accepted
 * request ends exactly once, a request that reports a cancel has moved no byte, and nothing is left.
 *
 * <p>A failure names its seed; {@code -Dheddle.stress.seed=N} runs that one alone.
 */
@Timeout(300)
final class StressTest {
    private static final int SEEDS = Integer.getInteger("heddle.stress.seeds", 200);
    private static final int SUBMITTERS = 64;
    private static final int FILES = 100;
    private static final List<Dialect> DIALECTS =
            List.of(Dialect.POSIX, Dialect.POSIX, Dialect.POSIX, Dialect.XNU, Dialect.FREEBSD);

    @TempDir
    static Path folder;

    /** The events of all seeds together, so that a test in which nothing happened does not pass. */
    private static final AtomicInteger NOTIFIED = new AtomicInteger();

    private static final AtomicInteger CANCELLED = new AtomicInteger();
    private static final AtomicInteger CANCELLED_BY_EXIT = new AtomicInteger();
    private static final AtomicInteger WAITED_FOR_BY_EXIT = new AtomicInteger();

    @AfterAll
    static void shouldHaveMetWhatItIsAbout() {
        System.out.printf(
                "stress: %d notifications, %d requests cancelled, %d cancelled and %d waited for by exits%n",
                NOTIFIED.get(), CANCELLED.get(), CANCELLED_BY_EXIT.get(), WAITED_FOR_BY_EXIT.get());
        if (Long.getLong("heddle.stress.seed") == null) {
            assertThat(NOTIFIED.get()).isPositive();
            assertThat(CANCELLED.get()).isPositive();
            assertThat(CANCELLED_BY_EXIT.get()).isPositive();
            assertThat(WAITED_FOR_BY_EXIT.get()).isPositive();
        }
    }

    @BeforeAll
    static void makeFiles() throws IOException {
        for (int i = 0; i < FILES; i++) {
            Files.createFile(path(i));
        }
    }

    private static Path path(int file) {
        return folder.resolve("data-" + file);
    }

    static Stream<Long> seeds() {
        Long only = Long.getLong("heddle.stress.seed");
        return only != null
                ? Stream.of(only)
                : Stream.iterate(1L, seed -> seed + 1).limit(SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldEndEveryRequestExactlyOnceWhenEverythingHappensAtOnce(long seed) throws Exception {
        new Round(seed).run();
    }

    /** One process, its submitters and the expected content of their bytes. */
    private static final class Round {
        private final long seed;
        private final Random random;
        private final AioProcess process;
        private final AioFile[] files = new AioFile[FILES];
        private final CompletionQueue queue = new CompletionQueue();
        private final AtomicInteger notified = new AtomicInteger();
        private final AtomicInteger stepsUntilExit;
        private final CountDownLatch exitNow = new CountDownLatch(1);
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final List<StressSubmitter> submitters = new ArrayList<>();

        Round(long seed) throws IOException {
            this.seed = seed;
            random = new Random(seed);
            ThreadKind kind = random.nextInt(4) == 0 ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL;
            Dialect dialect = DIALECTS.get(random.nextInt(DIALECTS.size()));
            WorkqueueKind workqueue = switch (random.nextInt(4)) {
                case 0 -> WorkqueueKind.SHARED;
                case 1 -> WorkqueueKind.AIOD;
                default -> WorkqueueKind.PROCESS;
            };
            process = AioProcess.configure()
                    .name("stress-" + seed)
                    .workqueue(workqueue)
                    .threads(kind)
                    .system(new AioSystem(dialect))
                    .maxWorkers(1 + random.nextInt(20))
                    .maxOutstanding(random.nextBoolean() ? 50 : 10_000)
                    .poolWindow(Duration.ofMillis(1 + random.nextInt(3)))
                    .open();
            process.onSignal(5, (signal, value) -> notified.incrementAndGet());
            stepsUntilExit = new AtomicInteger(SUBMITTERS * (5 + random.nextInt(20)));
            for (int i = 0; i < FILES; i++) {
                files[i] = process.open(path(i), StandardOpenOption.READ, StandardOpenOption.WRITE);
            }
        }

        void run() throws Exception {
            Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
            Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
            try {
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < SUBMITTERS; i++) {
                    StressSubmitter submitter =
                            new StressSubmitter(i, random.nextLong(), process, files, queue, notified, this::step);
                    submitters.add(submitter);
                    threads.add(start(i, submitter));
                }
                exitNow.await();
                ExitReport report = process.exit(Duration.ofSeconds(60));
                queue.close();
                for (Thread thread : threads) {
                    thread.join();
                }
                NOTIFIED.addAndGet(notified.get());
                CANCELLED_BY_EXIT.addAndGet(report.cancelled());
                WAITED_FOR_BY_EXIT.addAndGet(report.completed());
                submitters.forEach(submitter -> CANCELLED.addAndGet(submitter.cancelled()));
                assertThat(failures).as("failures of seed %d", seed).isEmpty();
                checkNothingIsLeft(report);
                checkBytes();
            } finally {
                Thread.setDefaultUncaughtExceptionHandler(before);
                process.close();
            }
        }

        private Thread start(int number, StressSubmitter submitter) {
            Runnable guarded = () -> {
                try {
                    submitter.run();
                } catch (Throwable failed) {
                    failures.add(failed);
                } finally {
                    exitNow.countDown(); // once the submitters have ended there is nothing to wait for
                }
            };
            return number % 4 == 0
                    ? Thread.ofPlatform().start(guarded)
                    : Thread.ofVirtual().start(guarded);
        }

        /** Counts a step; the exit comes somewhere in the middle of them. */
        private void step() {
            if (stepsUntilExit.decrementAndGet() == 0) {
                exitNow.countDown();
            }
        }

        private void checkNothingIsLeft(ExitReport report) {
            assertThat(report.isComplete())
                    .as("exit of seed %d: %s", seed, report)
                    .isTrue();
            AioStatistics end = process.statistics();
            assertThat(end.outstanding())
                    .as("outstanding of seed %d: %s", seed, end)
                    .isZero();
            assertThat(end.submitted()).isEqualTo(end.reaped());
            assertThat(end.threads() + end.idle() + end.dying() + end.queued() + end.done())
                    .as("left by seed %d: %s", seed, end)
                    .isZero();
            assertThat(process.files().all()).isEmpty();
            assertThat(queue.pending()).isZero();
            for (StressSubmitter submitter : submitters) {
                submitter.checkBlocksAreFree();
            }
        }

        private void checkBytes() throws IOException {
            for (int i = 0; i < FILES; i++) {
                try (FileChannel channel = FileChannel.open(path(i), StandardOpenOption.READ)) {
                    for (StressSubmitter submitter : submitters) {
                        submitter.checkBytes(i, channel, seed);
                    }
                }
            }
        }
    }

    /** Reads a long at an offset, 0 beyond the end. */
    static long longAt(FileChannel channel, long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
        return channel.read(bytes, offset) < Long.BYTES ? 0 : bytes.getLong(0);
    }
}
