package io.heddle.uring;

import static io.heddle.uring.ScriptedKernel.Reading.BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.heddle.backend.Backend;
import io.heddle.backend.ChannelBackend;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import io.heddle.linux.BlindFiles;
import io.heddle.linux.Libc;
import io.heddle.linux.NativeFile;
import io.heddle.linux.NativeMemory;
import io.heddle.testing.Conditions;
import io.heddle.uring.ScriptedKernel.Question;
import io.heddle.uring.ScriptedKernel.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers of the kernel that are not the transfer's own errors, and Errors at any call of the queues. Needs no
 * io_uring.
 */
@Timeout(60)
final class DriverFaultTest {
    private static final int PART = 100;

    @TempDir
    private Path directory;

    private byte[] content = {};
    private FileChannel channel;

    @BeforeEach
    void layFile() throws IOException {
        content = new byte[BYTES];
        new Random(1).nextBytes(content);
        channel = FileChannel.open(Files.write(directory.resolve("file"), content), StandardOpenOption.READ);
    }

    @AfterEach
    void closeFile() throws IOException {
        channel.close();
    }

    private NativeFile file() {
        return BlindFiles.of(channel, false);
    }

    /**
     * Asserts that the other backend has moved the bytes from {@code from} on. The scripted kernel moves none, it only
     * reports them as moved.
     */
    private void assertMovedByOthers(Reading reading, int from) throws Exception {
        assertThat(reading.awaitEnd()).isEqualTo(BYTES);
        assertThat(reading.buffer().hasRemaining()).isFalse();
        assertThat(reading.buffer().flip().position(from))
                .isEqualTo(ByteBuffer.wrap(content).position(from));
        assertThat(reading.ends()).isEqualTo(1);
    }

    /** The other backend lets its crew perform the sync of a virtual thread; the thread waits meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKeepAnInterruptWhileAnotherBackendMovesTheRest(boolean isVirtual) throws Exception {
        FutureTask<Boolean> caller = new FutureTask<>(() -> {
            Thread self = Thread.currentThread();
            Slots slots = new Slots(NativeMemory.PAGES);
            Slot slot = slots.borrow();
            Transfer sync = new Transfer();
            NativeFile file = file();
            sync.describe(Operation.SYNC, channel, file, new Memory(), 0, false);
            assertThat(slot.passage.begin(sync, file, null)).isFalse();
            slot.passage.moveBy(new Backend() {
                @Override
                public String name() {
                    return "interrupting";
                }

                @Override
                public long move(Transfer transfer) throws IOException {
                    self.interrupt();
                    return ChannelBackend.SHARED.move(transfer);
                }
            });
            slots.giveBack(slot);
            assertThat(sync.takeBack()).isZero();
            return Thread.interrupted();
        });
        Conditions.awaitEnd(
                isVirtual
                        ? Thread.startVirtualThread(caller)
                        : Thread.ofPlatform().daemon().start(caller));
        assertThat(caller.get()).as("interrupt status").isTrue();
        assertThat(channel.isOpen()).isTrue();
    }

    // ---- answers that are not the transfer's own errors

    @ParameterizedTest
    @ValueSource(ints = {Libc.EFAULT, Libc.ECANCELED, Libc.EAGAIN, Libc.EINTR})
    void shouldAskAgain(int errno) throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file());
            Question first = kernel.question();
            kernel.answer(first, -errno);
            Question again = kernel.question();
            assertThat(again).isEqualTo(first);
            kernel.answer(again, BYTES);
            assertThat(reading.awaitEnd()).isEqualTo(BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Libc.EFAULT, Libc.ECANCELED, Libc.EAGAIN, Libc.EINTR})
    void shouldMoveTheRestByAnotherWayIfThatDoesNotHelp(int errno) throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file());
            kernel.answer(kernel.question(), PART);
            int asked = 0;
            while (!reading.isOver()) {
                Question next = kernel.nextQuestion();
                if (next != null) {
                    assertThat(next.offset()).isEqualTo(PART);
                    kernel.answer(next, -errno);
                    asked++;
                }
            }
            assertThat(asked).isBetween(2, 20);
            assertMovedByOthers(reading, PART);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Libc.EPERM, Libc.EACCES, Libc.ENOSYS, Libc.EINVAL, Libc.EOPNOTSUPP})
    void shouldLeaveAFileAloneWhoseOperationsTheRingRefuses(int errno) throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            NativeFile file = file();
            Reading reading = kernel.read(file);
            kernel.answer(kernel.question(), -errno);
            assertMovedByOthers(reading, 0);
            assertThat(file.refusesRing()).isTrue();
        }
    }

    @Test
    void shouldTellTheErrorThatAnotherWayMeetsToo() throws Exception {
        channel.close();
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            NativeFile file = file();
            Reading reading = kernel.read(file);
            kernel.answer(kernel.question(), -Libc.EINVAL);
            assertThatExceptionOfType(IOException.class).isThrownBy(reading::awaitEnd);
            assertThat(file.refusesRing()).isFalse();
        }
    }

    @Test
    void shouldPassOnEachAnswerOnceAndNoneThatNobodyAskedFor() throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file());
            Question question = kernel.question();
            kernel.answerUnasked(12345, 7);
            kernel.answerUnasked(-1, 7);
            kernel.answer(question, BYTES);
            kernel.answer(question, BYTES);
            assertThat(reading.awaitEnd()).isEqualTo(BYTES);
            Reading next = kernel.read(file());
            kernel.answer(kernel.question(), BYTES);
            assertThat(next.awaitEnd()).isEqualTo(BYTES);
            assertThat(reading.ends()).isEqualTo(1);
        }
    }

    // ---- the loss of the ring

    @ParameterizedTest
    @ValueSource(ints = {Libc.EPERM, Libc.EBADF, Libc.ENOSYS, Libc.EACCES, Libc.EINVAL})
    void shouldGoOnByAnotherWayWhenTheRingIsLost(int errno) throws Exception {
        AtomicBoolean told = new AtomicBoolean();
        try (ScriptedKernel kernel = new ScriptedKernel(1)) {
            kernel.driver.onLoss(() -> told.set(true));
            Reading inFlight = kernel.read(file());
            Question question = kernel.question();
            Reading waiting = kernel.read(file());
            kernel.refuse(-errno);
            Reading cancelled = kernel.read(file());
            assertThat(kernel.cancel(cancelled).get()).isTrue();
            kernel.answer(question, PART); // the rest of it cannot be submitted
            assertMovedByOthers(inFlight, PART);
            assertMovedByOthers(waiting, 0);
            Conditions.await("the loss to be told", told::get);
            assertThat(kernel.driver.lost()).isNotNull();
            assertMovedByOthers(kernel.read(file()), 0);
        }
    }

    /** The kernel may still write to its memory. */
    @Test
    void shouldWaitForWhatTheKernelHasWhenTheRingIsLost() throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading inFlight = kernel.read(file());
            Question question = kernel.question();
            kernel.refuse(-Libc.EPERM);
            assertMovedByOthers(kernel.read(file()), 0);
            assertThat(inFlight.isOver()).isFalse();
            kernel.answer(question, BYTES);
            assertThat(inFlight.awaitEnd()).isEqualTo(BYTES);
        }
    }

    @Test
    void shouldEndWhatIsInFlightWhenTheAnswersCannotBeReadAnyMore() throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file());
            Question _ = kernel.question();
            kernel.failBy((_, what) -> {
                if (what.equals("reap")) {
                    throw new IllegalStateException("no mapping (as the test wants it)");
                }
            });
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(reading::awaitEnd)
                    .withMessageContaining("the ring is lost");
            kernel.failBy(null);
            assertMovedByOthers(kernel.read(file()), 0);
        }
    }

    // ---- Errors

    /** What the n-th call throws. */
    enum Thrown {
        NO_MEMORY,
        NO_STACK,
        DEFECT;

        void happen() {
            switch (this) {
                case NO_MEMORY -> throw new OutOfMemoryError("as the test wants it");
                case NO_STACK -> throw new StackOverflowError("as the test wants it");
                case DEFECT -> throw new IllegalStateException("as the test wants it");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSurviveAnErrorAtEachCallOfTheQueues(Thrown thrown) throws Exception {
        AtomicBoolean happened = new AtomicBoolean(true);
        int points = 0;
        for (int n = 1; happened.get(); n++) {
            happened.set(false);
            int failing = n;
            try (ScriptedKernel kernel = new ScriptedKernel(2)) {
                kernel.failBy((call, _) -> {
                    if (call == failing) {
                        happened.set(true);
                        thrown.happen();
                    }
                });
                List<Reading> readings = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    readings.add(kernel.read(file()));
                }
                Conditions.await("the end of all reads after an error at call " + n, () -> {
                    kernel.answerAll(BYTES);
                    return readings.stream().allMatch(Reading::isOver);
                });
                for (Reading each : readings) {
                    assertThat(each.awaitEnd()).isEqualTo(BYTES);
                    assertThat(each.ends()).isEqualTo(1);
                }
                kernel.failBy(null);
            }
            points++;
            if (n > 40) {
                break; // the reaper's waits are calls, too
            }
        }
        System.out.println("DriverFaultTest: " + points + " points with " + thrown);
        assertThat(points).isGreaterThan(20);
    }
}
