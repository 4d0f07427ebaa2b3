package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.backend.Backend;
import io.heddle.backend.Ending;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import io.heddle.testing.Conditions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Writers sync what they have written, to a device which forgets everything that no flush has covered: a flush makes
 * durable what was written when it <em>started</em>, and only when it succeeds. Whatever else happens, the last write
 * of the writer of a successful sync is durable, and with SYNC its metadata too.
 *
 * <p>In every other round some flushes fail. Data that one has failed to write is lost permanently, as with a page
 * cache that drops it: no later flush makes it durable, although it reports success.
 *
 * <p>A failure names its seed; {@code -Dheddle.stress.seed=N} runs that one alone.
 */
abstract class GroupCommitStressCases extends AioTest {
    private static final int SEEDS = Integer.getInteger("heddle.stress.seeds", 40);
    private static final int COMMITS = 60;
    private static final int SIGNAL = 10;
    private static final String OF_DEVICE = "of-device";

    private final boolean whole;

    GroupCommitStressCases(boolean whole) {
        this.whole = whole;
    }

    /** A device with one block for each writer: the offset, the number of its writer and its turn identify a write. */
    private static final class Device implements Backend {
        static final long TURNS = 1_000;

        private final AtomicLongArray written;
        private final AtomicLongArray durable;
        private final AtomicLongArray durableMetadata;
        private final AtomicLongArray lost; // 1 for each writer that has lost a write
        private final boolean fails;
        private final boolean whole;
        private final Random random;
        final AtomicInteger flushes = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();

        Device(boolean whole, int writers, Random random) {
            this.whole = whole;
            written = new AtomicLongArray(writers);
            durable = new AtomicLongArray(writers);
            durableMetadata = new AtomicLongArray(writers);
            lost = new AtomicLongArray(writers);
            this.random = random;
            fails = random.nextBoolean();
        }

        @Override
        public String name() {
            return "device";
        }

        @Override
        public long move(Transfer transfer) throws IOException {
            if (transfer.operation().isSync()) {
                flush(transfer.operation());
                return 0;
            }
            dawdle();
            int writer = (int) (transfer.offset() / TURNS);
            written.set(writer, transfer.offset() % TURNS);
            return 8;
        }

        @Override
        public boolean takesWhole(Transfer transfer) {
            return whole;
        }

        @Override
        public boolean begin(Transfer transfer, Ending ending) {
            if (oneIn(3)) {
                moveAndNote(transfer);
                return true;
            }
            Thread.ofVirtual().name(OF_DEVICE).start(() -> {
                moveAndNote(transfer);
                ending.over();
            });
            return false;
        }

        private void moveAndNote(Transfer transfer) {
            try {
                transfer.moved(move(transfer));
            } catch (IOException failed) {
                transfer.failed(failed);
            }
        }

        private void flush(Operation operation) throws IOException {
            long[] covered = new long[written.length()];
            for (int i = 0; i < covered.length; i++) {
                covered[i] = written.get(i);
            }
            flushes.incrementAndGet();
            dawdle();
            if (fails && oneIn(100)) {
                failures.incrementAndGet();
                for (int i = 0; i < covered.length; i++) {
                    if (durableMetadata.get(i) < written.get(i)) {
                        lost.set(i, 1);
                    }
                }
                throw new IOException("Input/output error");
            }
            for (int i = 0; i < covered.length; i++) {
                if (lost.get(i) != 0) {
                    continue;
                }
                durable.accumulateAndGet(i, covered[i], Math::max);
                if (operation == Operation.SYNC) {
                    durableMetadata.accumulateAndGet(i, covered[i], Math::max);
                }
            }
        }

        /** Delays a transfer by a random time, so that others run in between. */
        private void dawdle() {
            int turns = random.nextInt(4);
            for (int i = 0; i < turns; i++) {
                LockSupport.parkNanos(10_000);
            }
        }

        private boolean oneIn(int count) {
            return random.nextInt(count) == 0;
        }

        void assertDurable(int writer, long turn, SyncMode mode) {
            long reached = (mode == SyncMode.SYNC ? durableMetadata : durable).get(writer);
            if (reached < turn) {
                throw new AssertionError(mode + " of writer " + writer + " has ended well, but of its " + turn
                        + " writes only " + reached + " are durable");
            }
        }
    }

    static LongStream seeds() {
        Long only = Long.getLong("heddle.stress.seed");
        return only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
    }

    @ParameterizedTest(name = "-Dheddle.stress.seed={0}")
    @MethodSource("seeds")
    void shouldAcknowledgeNothingThatNoFlushHasCovered(long seed) throws Exception {
        Random random = new Random(seed);
        int writers = 2 + random.nextInt(24);
        Device device = new Device(whole, writers, random);
        AioProcess process = open(settings().backend(device).maxWorkers(1 + random.nextInt(8)));
        ConcurrentLinkedQueue<String> handlers = new ConcurrentLinkedQueue<>();
        process.onSignal(SIGNAL, (_, _) -> handlers.add(Thread.currentThread().getName()));
        AtomicInteger signals = new AtomicInteger();
        AioFile file = newFile(process);
        int acknowledged = 0;
        List<Call<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            int writer = i;
            Random own = new Random(random.nextLong());
            calls.add(call(() -> new Writer(device, file, writer, own, signals).run()));
        }
        for (Call<Integer> each : calls) {
            acknowledged += each.result();
        }
        assertThat(acknowledged + device.failures.get()).isPositive();
        assertThat(file.syncFailure() != null).isEqualTo(device.failures.get() > 0);
        int syncs = writers * COMMITS;
        assertThat(device.flushes.get()).as("flushes for %d syncs", syncs).isLessThan(syncs);
        assertThat(process.statistics().queued()).isZero();
        Conditions.await("all signals", () -> handlers.size() == signals.get());
        assertThat(handlers).doesNotContain(OF_DEVICE);
    }

    /** Writes and syncs, in direct style or with a control block, and cancels some of its syncs. */
    private record Writer(Device device, AioFile file, int number, Random random, AtomicInteger signals) {
        /** Returns the number of successful syncs. */
        int run() throws IOException {
            int acknowledged = 0;
            for (long turn = 1; turn <= COMMITS; turn++) {
                ControlBlock write = write(file, number * Device.TURNS + turn);
                SyncMode mode = random.nextBoolean() ? SyncMode.SYNC : SyncMode.DSYNC;
                boolean ended = random.nextBoolean() ? direct(mode) : withBlock(mode, turn);
                if (ended) {
                    device.assertDurable(number, turn, mode);
                    acknowledged++;
                }
                awaitDone(write);
                file.process().reap(write);
            }
            return acknowledged;
        }

        private boolean direct(SyncMode mode) throws IOException {
            try {
                file.sync(mode);
                return true;
            } catch (AioException failed) {
                assertThat(failed.errno()).isEqualTo(Errno.EIO);
                return false;
            }
        }

        private boolean withBlock(SyncMode mode, long turn) throws IOException {
            AioProcess process = file.process();
            ControlBlock sync = block(file, turn).priority(random.nextInt(3));
            if (random.nextInt(4) == 0) {
                sync.sigevent(Sigevent.signal(SIGNAL, turn));
                signals.incrementAndGet();
            }
            process.fsync(mode, sync);
            if (random.nextInt(4) == 0) {
                LockSupport.parkNanos(random.nextInt(20_000));
                process.cancel(sync);
            }
            try {
                while (!process.suspend(List.of(sync), FOR_EVER)) {
                    Thread.onSpinWait();
                }
            } catch (InterruptedException never) {
                throw new UncheckedIOException(new IOException(never));
            }
            Errno error = process.error(sync);
            assertThat(error).isIn(Errno.OK, Errno.EIO, Errno.ECANCELED);
            try {
                process.reap(sync);
            } catch (AioException failed) {
                assertThat(failed.errno()).isEqualTo(error);
            }
            return error == Errno.OK;
        }
    }
}
