package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.Kevent.Flag;
import io.heddle.testing.Conditions;
import io.heddle.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Detaching while completing: requests are cancelled and reaped, their events fetched and enabled and their queues
 * closed, all while they complete. In any order, each request is reaped exactly once, by its owner or by the thread
 * that has fetched its event; no event is fetched after its request was reaped, or more often than its flags permit;
 * and none is left.
 */
final class KeventStressTest extends AioTest {
    private static final int OWNERS = 4;
    private static final int FETCHERS = 3;
    private static final int SUBMISSIONS = 250;

    /** The events of all rounds together, so that a test in which nothing happened does not pass. */
    private static final AtomicInteger REAPED = new AtomicInteger();

    private static final AtomicInteger FETCHED = new AtomicInteger();
    private static final AtomicInteger CANCELLED = new AtomicInteger();
    private static final AtomicInteger CLOSED_PENDING = new AtomicInteger();

    /** How long a fetching thread waits before it checks whether the round has ended. */
    private static final Duration SHORT = Duration.ofNanos(50_000);

    @AfterAll
    static void shouldHaveMetWhatItIsAbout() {
        System.out.printf(
                "kevent stress: %d reaped, %d fetched, %d cancelled, %d pending in closed queues%n",
                REAPED.get(), FETCHED.get(), CANCELLED.get(), CLOSED_PENDING.get());
        assertThat(REAPED.get()).isPositive();
        assertThat(FETCHED.get()).isPositive();
        assertThat(CANCELLED.get()).isPositive();
        assertThat(CLOSED_PENDING.get()).isPositive();
    }

    /** The expected state of one submission; its event carries it. */
    private static final class Submission {
        final Flag[] flags;
        final AtomicInteger fetched = new AtomicInteger();
        final AtomicInteger enabled = new AtomicInteger();

        /** When its owner had reaped it, by the round's clock; 0 until then. */
        volatile long reapedAt;

        Submission(Flag[] flags) {
            this.flags = flags;
        }
    }

    /** One run: a process, owners of requests, which also close the queue from time to time, and fetching threads. */
    private final class Round {
        final Dialect dialect;
        final boolean keeps;
        final Flag[][] flags;
        final AioProcess process;
        final boolean fetchReaps;
        final AtomicLong clock = new AtomicLong();
        final AtomicBoolean over = new AtomicBoolean();
        volatile CompletionQueue queue;

        Round(Dialect dialect, boolean keeps, Flag[][] flags) {
            this.dialect = dialect;
            this.keeps = keeps;
            this.flags = flags;
            fetchReaps = dialect != Dialect.FREEBSD && !keeps;
            process = open(settings().maxWorkers(2).system(new AioSystem(dialect)));
            queue = newQueue();
        }

        private CompletionQueue newQueue() {
            return keeps ? CompletionQueue.keeping(Ticker.SYSTEM) : new CompletionQueue();
        }

        void run(Random random) throws Exception {
            List<Call<List<Submission>>> owners = new ArrayList<>();
            List<Call<Integer>> others = new ArrayList<>();
            for (int i = 0; i < OWNERS; i++) {
                AioFile file = newFile(process);
                long seed = random.nextLong();
                owners.add(call(i == 0 ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL, () -> own(file, new Random(seed))));
            }
            for (int i = 0; i < FETCHERS; i++) {
                others.add(call(i == 0 ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL, this::fetch));
            }
            List<Submission> submissions = new ArrayList<>();
            try {
                for (Call<List<Submission>> owner : owners) {
                    submissions.addAll(owner.result());
                }
            } finally {
                over.set(true);
            }
            for (Call<Integer> other : others) {
                other.result();
            }
            check(submissions);
        }

        private void check(List<Submission> submissions) throws Exception {
            assertThat(queue.pending()).as("events left").isZero();
            assertThat(process.statistics().outstanding()).isZero();
            assertThat(process.statistics().reaped()).isEqualTo(OWNERS * SUBMISSIONS);
            assertThat(submissions).hasSize(OWNERS * SUBMISSIONS);
            for (Submission submission : submissions) {
                int times = submission.fetched.get();
                if (fetchReaps) {
                    // An owner that reaps while a fetching thread is about to do so also sees the end.
                    assertThat(times).as("deliveries").isBetween(submission.reapedAt == 0 ? 1 : 0, 1);
                } else if (dialect != Dialect.FREEBSD || submission.flags.length > 0) {
                    assertThat(times).as("deliveries").isLessThanOrEqualTo(1 + submission.enabled.get());
                }
            }
        }

        // ---- the owner of one request after the other

        private List<Submission> own(AioFile file, Random random) throws Exception {
            ControlBlock[] blocks = {block(file, 0), block(file, 8), block(file, 16)};
            Submission[] latest = new Submission[blocks.length];
            List<Submission> all = new ArrayList<>();
            for (int i = 0; i < SUBMISSIONS; i++) {
                int which = random.nextInt(blocks.length);
                settle(blocks[which], latest[which], random);
                latest[which] = submit(blocks[which], random);
                all.add(latest[which]);
                if (random.nextInt(20) == 0) {
                    replaceQueue();
                }
                if (random.nextInt(3) == 0) {
                    cancel(blocks[which]);
                }
            }
            for (int which = 0; which < blocks.length; which++) {
                settle(blocks[which], latest[which], random);
            }
            return all;
        }

        /** Closes the queue while other threads use it, with pending and future events. */
        private synchronized void replaceQueue() {
            CompletionQueue old = queue;
            queue = newQueue();
            CLOSED_PENDING.addAndGet(old.pending());
            old.close();
        }

        private Submission submit(ControlBlock block, Random random) throws AioException {
            Submission submission = new Submission(flags[random.nextInt(flags.length)]);
            block.buffer().clear();
            while (true) {
                try {
                    process.write(block.sigevent(Sigevent.kevent(queue, submission, submission.flags)));
                    return submission;
                } catch (AioException refused) { // the queue was closed meanwhile
                    assertThat(refused.getMessage()).contains("closed");
                }
            }
        }

        private void cancel(ControlBlock block) throws AioException {
            try {
                CancelResult answer = process.cancel(block);
                if (answer == CancelResult.CANCELED) {
                    CANCELLED.incrementAndGet();
                }
            } catch (AioException unknown) { // XNU's answer when a fetching thread has reaped it
                assertThat(dialect).isEqualTo(Dialect.XNU);
                assertThat(unknown.errno()).isEqualTo(Errno.EBADF);
            }
        }

        /** Waits for the end of a submission, and reaps it unless a fetching thread has done so. */
        private void settle(ControlBlock block, @Nullable Submission submission, Random random) throws AioException {
            if (submission == null) {
                return;
            }
            Conditions.await("the end of " + block.request, () -> !block.request.isInProgress());
            if (!fetchReaps && random.nextBoolean()) {
                enable(block, submission);
            }
            try {
                process.reap(block);
            } catch (AioException failed) {
                if (failed.errno() != Errno.ECANCELED) {
                    assertThat(failed.errno()).isEqualTo(Errno.EINVAL);
                    assertThat(fetchReaps).as("reaped by a fetcher").isTrue();
                    return;
                }
            }
            submission.reapedAt = clock.incrementAndGet();
            REAPED.incrementAndGet();
        }

        private void enable(ControlBlock block, Submission submission) {
            submission.enabled.incrementAndGet(); // before: the event may be fetched immediately
            try {
                queue.enable(block);
            } catch (AioException unknown) { // unknown to this queue
                assertThat(unknown.errno()).isIn(Errno.ENOENT, Errno.EBADF);
            }
        }

        // ---- the other threads

        private int fetch() throws Exception {
            Kevent[] events = {new Kevent(), new Kevent(), new Kevent()};
            int taken = 0;
            while (!over.get()) {
                long start = clock.get();
                int count = take(events);
                for (int i = 0; i < count; i++) {
                    Submission submission = (Submission) events[i].udata();
                    submission.fetched.incrementAndGet();
                    long reapedAt = submission.reapedAt;
                    assertThat(reapedAt == 0 || reapedAt > start)
                            .as("the request was reaped at %d, its event fetched after %d", reapedAt, start)
                            .isTrue();
                    assertThat(events[i].error()).isIn(Errno.OK, Errno.ECANCELED);
                    assertThat(events[i].data()).isEqualTo(events[i].error() == Errno.OK ? 8 : -1);
                }
                taken += count;
            }
            FETCHED.addAndGet(taken);
            return taken;
        }

        private int take(Kevent[] events) throws Exception {
            try {
                return queue.await(events, 1, SHORT);
            } catch (AioException closed) {
                assertThat(closed.errno()).isEqualTo(Errno.EBADF);
                return 0;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POSIX,   false",
        "POSIX,   true",
        "XNU,     false",
        "XNU,     true",
        "FREEBSD, false",
    })
    void shouldReapOnceAndTellNothingOfWhatIsReaped(Dialect dialect, boolean keeps) throws Exception {
        Flag[][] flags = switch (dialect) {
            case POSIX ->
                keeps
                        ? new Flag[][] {{}, {Flag.ONESHOT}, {Flag.CLEAR}, {Flag.DISPATCH}}
                        : new Flag[][] {{}, {Flag.ONESHOT}, {Flag.CLEAR}};
            case XNU -> new Flag[][] {{}, {Flag.ONESHOT, Flag.CLEAR}};
            case FREEBSD ->
                new Flag[][] {{}, {Flag.ONESHOT}, {Flag.CLEAR}, {Flag.DISPATCH}, {Flag.ONESHOT, Flag.DISPATCH}};
        };
        new Round(dialect, keeps, flags).run(random());
    }
}
