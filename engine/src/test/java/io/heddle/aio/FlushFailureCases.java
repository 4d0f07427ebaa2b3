package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.backend.Backend;
import io.heddle.backend.Ending;
import io.heddle.backend.Transfer;
import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A flush that fails once, on a device that forgets the failure, as operating systems do: which syncs may report
 * success afterwards.
 */
abstract class FlushFailureCases extends AioTest {
    private static final int WRITERS = 32;

    private final boolean whole;

    FlushFailureCases(boolean whole) {
        super(whole);
        this.whole = whole;
    }

    /**
     * A device with a page cache, as in Linux. A flush makes durable what was written before it started. One that fails
     * drops what it should have written, reports that once, and leaves the pages clean: later flushes succeed.
     */
    private static final class Device implements Backend {
        private final boolean whole;
        private final Object lock = new Object();
        private final AtomicBoolean fails = new AtomicBoolean();
        private final AtomicInteger lostWrites = new AtomicInteger();
        private int dirty; // guarded by lock
        private volatile Throwable failure = new IOException("Input/output error");

        Device(boolean whole) {
            this.whole = whole;
        }

        /** Makes the next flush fail. */
        void failOnce() {
            fails.set(true);
        }

        void failOnce(Throwable how) {
            failure = how;
            fails.set(true);
        }

        @Override
        public String name() {
            return "page-cache";
        }

        @Override
        public long move(Transfer transfer) throws IOException {
            if (!transfer.operation().isSync()) {
                synchronized (lock) {
                    dirty++;
                }
                return transfer.memory().remaining();
            }
            int covered;
            synchronized (lock) {
                covered = dirty;
                dirty = 0;
            }
            if (!fails.getAndSet(false)) {
                return 0;
            }
            lostWrites.addAndGet(covered);
            switch (failure) {
                case IOException io -> throw io;
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                default -> throw new IOException(failure);
            }
        }

        @Override
        public boolean takesWhole(Transfer transfer) {
            return whole;
        }

        @Override
        public boolean begin(Transfer transfer, Ending ending) {
            Thread.ofVirtual().name("of-device").start(() -> {
                try {
                    transfer.moved(move(transfer));
                } catch (Throwable failed) {
                    transfer.failed(failed);
                }
                ending.over();
            });
            return false;
        }
    }

    private AioProcessBuilder settings(Device device) {
        return settings().backend(device);
    }

    private static void assertSyncFails(Errno errno, AioFile file) {
        for (SyncMode mode : SyncMode.values()) {
            assertFails(errno, () -> file.sync(mode));
        }
    }

    // ---- one writer

    @ParameterizedTest
    @EnumSource(WorkqueueKind.class)
    @DisplayName("a flush has failed: POSIX's later syncs of this AioFile fail with its error, until it is opened anew")
    void shouldFailAllLaterSyncsOfTheFile(WorkqueueKind workqueue) throws Exception {
        Device device = new Device(whole);
        AioProcess process = open(settings(device).workqueue(workqueue));
        AioFile file = newFile(process);
        AioFile other = process.open(path("file1"), StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(8), 0);
        file.sync(SyncMode.SYNC);
        assertThat(file.syncFailure()).isNull();

        file.write(ByteBuffer.allocate(8), 8);
        device.failOnce(new IOException("No space left on device"));
        assertFails(Errno.ENOSPC, () -> file.sync(SyncMode.DSYNC))
                .withMessageContaining(file.toString())
                .withMessageContaining("No space left on device");
        assertThat(device.lostWrites).hasValue(1);
        assertSyncFails(Errno.ENOSPC, file);

        assertThat(file.write(ByteBuffer.allocate(8), 16)).as("writes go on").isEqualTo(8);
        assertThat(file.read(ByteBuffer.allocate(8), 0)).as("and reads").isEqualTo(8);
        ControlBlock request = fsync(SyncMode.SYNC, file, 1);
        awaitDone(request);
        assertThat(process.error(request)).isEqualTo(Errno.ENOSPC);
        assertFails(Errno.ENOSPC, () -> process.reap(request)).withMessageContaining("No space left on device");
        ControlBlock entry = block(file, 2).opcode(Opcode.SYNC);
        assertFails(Errno.EIO, () -> process.listio(ListMode.WAIT, List.of(entry), Sigevent.none()));
        assertThat(process.error(entry)).isEqualTo(Errno.ENOSPC);
        assertFails(Errno.ENOSPC, () -> process.reap(entry));

        AioException told = file.syncFailure();
        assertThat(told.errno()).isEqualTo(Errno.ENOSPC);
        assertThat(told)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("No space left on device")
                .hasCauseInstanceOf(IOException.class);
        assertThat(file.syncFailure()).isSameAs(told);

        assertThat(other.syncFailure()).as("another AioFile of the same path").isNull();
        other.sync(SyncMode.SYNC);
        file.close();
        assertThat(file.syncFailure()).as("of the closed file").isSameAs(told);
        AioFile anew = process.open(path("file1"), StandardOpenOption.WRITE);
        anew.sync(SyncMode.SYNC);
        assertThat(anew.syncFailure()).isNull();
    }

    @Test
    void shouldKeepTheFirstFailure() throws Exception {
        Device device = new Device(whole);
        AioProcess process = open(settings(device));
        AioFile file = newFile(process);
        device.failOnce(new IOException("No space left on device"));
        assertSyncFails(Errno.ENOSPC, file);
        device.failOnce(new IOException("Input/output error"));
        assertSyncFails(Errno.ENOSPC, file);
        assertThat(file.syncFailure().errno()).isEqualTo(Errno.ENOSPC);
    }

    @Test
    void shouldLastBeyondAnExec() throws Exception {
        Device device = new Device(whole);
        AioProcess process = open(settings(device));
        AioFile file = newFile(process);
        device.failOnce();
        assertSyncFails(Errno.EIO, file);
        assertThat(process.exec(FOR_EVER).isComplete()).isTrue();
        assertSyncFails(Errno.EIO, file);
    }

    @ParameterizedTest
    @EnumSource(names = {"XNU", "FREEBSD"})
    @DisplayName("a flush has failed: in the kernels that sync fails, and what later ones say is the kernel's affair")
    void shouldBeToldOnceInTheKernels(Dialect dialect) throws Exception {
        Device device = new Device(whole);
        AioProcess process = open(settings(device).system(new AioSystem(dialect)));
        AioFile file = newFile(process);
        device.failOnce();
        assertFails(Errno.EIO, () -> file.sync(SyncMode.SYNC));
        file.sync(SyncMode.SYNC);
        assertThat(file.syncFailure()).isNull();
    }

    // ---- which failures count

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bad file descriptor",
                "Invalid argument",
                "Resource temporarily unavailable",
                "Operation not permitted",
                "Illegal seek"
            })
    void shouldNotCountWhatEndsASyncBeforeItsFlush(String message) throws Exception {
        assertFailureCounts(new IOException(message), false);
    }

    @Test
    void shouldNotCountAClosedChannel() throws Exception {
        assertFailureCounts(new ClosedChannelException(), false);
    }

    @ParameterizedTest
    @CsvSource({
        "Input/output error",
        "No space left on device",
        "Disk quota exceeded",
        "Read-only file system",
        "Cannot allocate memory",
        "Remote I/O error",
        "something that nobody has heard of"
    })
    void shouldCountWhateverElseTheSystemSays(String message) throws Exception {
        assertFailureCounts(new IOException(message), true);
    }

    @Test
    void shouldCountWhatIsNotKnownToHaveComeBefore() throws Exception {
        assertFailureCounts(new IllegalStateException("of the channel's"), true);
        assertFailureCounts(new OutOfMemoryError("Java heap space"), true);
    }

    private void assertFailureCounts(Throwable failure, boolean counts) throws Exception {
        Device device = new Device(whole);
        AioProcess process = open(settings(device));
        AioFile file = newFile(process);
        device.failOnce(failure);
        ControlBlock first = fsync(SyncMode.SYNC, file, 1);
        awaitDone(first);
        Errno errno = process.error(first);
        assertThat(errno).isNotEqualTo(Errno.OK);
        assertFails(errno, () -> process.reap(first));
        if (counts) {
            assertSyncFails(errno, file);
            assertThat(file.syncFailure().errno()).isEqualTo(errno);
        } else {
            file.sync(SyncMode.SYNC);
            assertThat(file.syncFailure()).isNull();
        }
    }

    @Test
    void shouldNotCountAFailedWriteOrRead() throws Exception {
        AioProcess process = open();
        AioFile file = newFile(process);
        backend.fail(1, new IOException("Input/output error"));
        assertFails(Errno.EIO, () -> file.write(ByteBuffer.allocate(8), 1));
        assertFails(Errno.EIO, () -> file.read(ByteBuffer.allocate(8), 1));
        file.sync(SyncMode.SYNC);
        assertThat(file.syncFailure()).isNull();
    }

    @Test
    void shouldNotCountASyncThatTheBackendRefusesToBegin() throws Exception {
        AtomicBoolean refuses = new AtomicBoolean(true);
        Backend refusing = new Backend() {
            @Override
            public String name() {
                return "refusing";
            }

            @Override
            public boolean takesWhole(Transfer transfer) {
                return true;
            }

            @Override
            public boolean begin(Transfer transfer, Ending ending) {
                if (refuses.getAndSet(false)) {
                    throw new OutOfMemoryError("provoked by the test");
                }
                transfer.moved(0);
                return true;
            }

            @Override
            public long move(Transfer transfer) {
                throw new AssertionError("it is taken whole");
            }
        };
        AioFile file = newFile(open(settings().backend(refusing)));
        assertFails(Errno.ENOMEM, () -> file.sync(SyncMode.SYNC));
        file.sync(SyncMode.SYNC);
        assertThat(file.syncFailure()).isNull();
    }

    /**
     * With and without a worker that waits for the backend. An Error of the call itself may be all that is left of a
     * device's failure.
     */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldCountAnErrorOnlyFromTheCallOn(boolean takesWhole, boolean called) throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        Backend exhausted = new Backend() {
            @Override
            public String name() {
                return "exhausted";
            }

            @Override
            public boolean takesWhole(Transfer transfer) {
                return takesWhole;
            }

            @Override
            public boolean begin(Transfer transfer, Ending ending) {
                try {
                    transfer.moved(move(transfer));
                } catch (OutOfMemoryError passedOn) {
                    transfer.failed(passedOn);
                }
                return true;
            }

            @Override
            public long move(Transfer transfer) {
                transfer.beforeCall();
                if (called) {
                    transfer.called();
                }
                if (fails.getAndSet(false)) {
                    throw new OutOfMemoryError("provoked by the test");
                }
                return 0;
            }
        };
        AioFile file = newFile(open(settings().backend(exhausted)));
        assertFails(Errno.ENOMEM, () -> file.sync(SyncMode.SYNC));
        if (called) {
            assertSyncFails(Errno.ENOMEM, file);
        } else {
            file.sync(SyncMode.SYNC);
            assertThat(file.syncFailure()).isNull();
        }
    }

    // ---- which syncs cover a lost write

    @Test
    void shouldFailASyncThatWasSubmittedBeforeTheFlushFailedAndIsServedByALaterOne() throws Exception {
        AioProcess process = open();
        AioFile file = newFile(process);
        backend.hold();
        backend.fail(1, new IOException("Input/output error"));
        ControlBlock failing = fsync(SyncMode.SYNC, file, 1);
        backend.awaitStarted(1);
        ControlBlock follower = fsync(SyncMode.SYNC, file, 2);
        Call<Boolean> direct = call(() -> {
            file.sync(SyncMode.DSYNC);
            return true;
        });
        direct.awaitParked();
        backend.releaseAll();
        awaitDone(failing, follower);
        assertThat(process.error(failing)).isEqualTo(Errno.EIO);
        assertThat(process.error(follower)).isEqualTo(Errno.EIO);
        assertFails(Errno.EIO, direct::result);
    }

    /**
     * With two flushes, the system would report the loss to one of them, and the other could end first and report
     * success.
     */
    @Test
    void shouldNeverRunTwoFlushesOfAFileAtOnce() throws Exception {
        AioProcess process = open(settings().maxWorkers(8));
        AioFile file = newFile(process);
        backend.hold();
        List<ControlBlock> syncs = new ArrayList<>();
        for (int number = 1; number <= 8; number++) {
            ControlBlock sync = block(file, number).priority(20 - number);
            process.fsync(number % 2 == 0 ? SyncMode.SYNC : SyncMode.DSYNC, sync);
            syncs.add(sync);
        }
        backend.awaitStarted(1);
        backend.releaseAll();
        for (ControlBlock sync : syncs) {
            reap(process, sync);
        }
        int running = 0;
        for (HeldBackend.Event event : backend.events()) {
            running += event.isStart() ? 1 : -1;
            assertThat(running).as("flushes at once").isLessThanOrEqualTo(1);
        }
    }

    @Test
    void shouldKeepTheSuccessOfAFlushThatEndedBefore() throws Exception {
        AioProcess process = open();
        AioFile file = newFile(process);
        backend.hold();
        backend.fail(2, new IOException("Input/output error"));
        ControlBlock good = fsync(SyncMode.SYNC, file, 1);
        backend.awaitStarted(1);
        ControlBlock bad = fsync(SyncMode.SYNC, file, 2);
        backend.releaseAll();
        awaitDone(good, bad);
        assertThat(process.error(good)).isEqualTo(Errno.OK);
        assertThat(process.error(bad)).isEqualTo(Errno.EIO);
    }

    @Test
    void shouldStillSayThatASyncWasCancelled() throws Exception {
        AioProcess process = open(settings().maxWorkers(1));
        AioFile file = newFile(process);
        backend.fail(1, new IOException("Input/output error"));
        reap(process, write(file, 0));
        ControlBlock failing = fsync(SyncMode.SYNC, file, 1);
        awaitDone(failing);
        occupyWorker(process);
        backend.hold();
        ControlBlock write = write(file, 2);
        ControlBlock cancelled = fsync(SyncMode.SYNC, file, 3);
        assertThat(process.cancel(cancelled)).isEqualTo(CancelResult.CANCELED);
        assertThat(process.error(cancelled)).isEqualTo(Errno.ECANCELED);
        backend.releaseAll();
        reap(process, write);
    }

    // ---- group commit

    /**
     * All threads have written before the failing flush begins: so it may have lost any of the writes, in whatever
     * order the threads sync.
     */
    @ParameterizedTest
    @EnumSource(WorkqueueKind.class)
    void shouldSaySuccessToNoneOfThirtyTwoWriters(WorkqueueKind workqueue) throws Exception {
        for (ThreadKind callers : ThreadKind.values()) {
            Device device = new Device(whole);
            AioProcess process = open(settings(device).workqueue(workqueue));
            AioFile file = newFile(process);
            assertThat(successesOfWriters(file, callers))
                    .as("while all is well")
                    .isEqualTo(WRITERS);
            device.failOnce();
            for (int round = 0; round < 3; round++) {
                assertThat(successesOfWriters(file, callers))
                        .as("round %d", round)
                        .isZero();
            }
            assertThat(device.lostWrites.get()).isGreaterThanOrEqualTo(WRITERS);
            Conditions.await("the end of everything", () -> process.statistics().outstanding() == 0);
        }
    }

    /** Each thread writes, waits until all have written, and syncs. Returns how many syncs reported success. */
    private int successesOfWriters(AioFile file, ThreadKind kind) throws Exception {
        CountDownLatch written = new CountDownLatch(WRITERS);
        List<Call<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            calls.add(call(kind, () -> {
                file.write(ByteBuffer.allocate(8), writer * 8L);
                written.countDown();
                written.await();
                try {
                    file.sync(writer % 2 == 0 ? SyncMode.SYNC : SyncMode.DSYNC);
                    return true;
                } catch (AioException failed) {
                    assertThat(failed.errno()).isEqualTo(Errno.EIO);
                    return false;
                }
            }));
        }
        int successes = 0;
        for (Call<Boolean> each : calls) {
            successes += each.result() ? 1 : 0;
        }
        return successes;
    }
}
