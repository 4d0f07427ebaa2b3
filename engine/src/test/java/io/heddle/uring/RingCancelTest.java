package io.heddle.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.backend.CancelledTransferException;
import io.heddle.backend.Handle;
import io.heddle.backend.Operation;
import io.heddle.testing.Conditions;
import io.heddle.uring.PluggedRing.Begun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cancelled transfer has moved nothing; one that is not cancelled continues as if no cancel had been requested. */
@Timeout(60)
final class RingCancelTest {
    private static final int PIECE = 8;

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsIoUring() {
        assumeTrue(PluggedRing.isPossible(), "io_uring cannot be used");
    }

    private PluggedRing ring(int entries) throws Exception {
        return new PluggedRing(entries, directory);
    }

    private Handle file(UringBackend backend, OpenOption... more) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(more));
        Collections.addAll(options, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Handle handle = backend.open(directory.resolve("file"), options);
        assertThat(handle).isNotNull();
        return handle;
    }

    private static ByteBuffer piece(int content) {
        byte[] bytes = new byte[PIECE];
        Arrays.fill(bytes, (byte) content);
        return ByteBuffer.wrap(bytes);
    }

    private static void assertCancelled(Begun begun) {
        assertThat(begun.isOver()).as("told before the cancel returns").isTrue();
        assertThat(begun.buffer.position()).isZero();
        assertThatExceptionOfType(CancelledTransferException.class).isThrownBy(begun::awaitEnd);
    }

    // ---- one transfer

    @Test
    void shouldCancelWhatTheKernelHasAndWaitsFor() throws Exception {
        try (PluggedRing ring = ring(4)) {
            Begun reading = Begun.read(ring.ring(), ring.pipe(), ByteBuffer.allocate(4));
            assertThat(reading.cancel()).isTrue();
            assertCancelled(reading);
            assertThat(reading.endedOn()).isSameAs(Thread.currentThread());

            ring.feed("abcd");
            Begun next = Begun.read(ring.ring(), ring.pipe(), ByteBuffer.allocate(4));
            assertThat(next.awaitEnd())
                    .as("bytes that the cancelled read has left")
                    .isEqualTo(4);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "1, 2", "4, 0", "4, 1", "4, 2"})
    void shouldCancelWhatWaitsForRoomInTheRing(int entries, int which) throws Exception {
        try (PluggedRing ring = ring(entries);
                Handle file = file(ring.ring())) {
            ring.plug(entries);
            List<Begun> writes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                writes.add(Begun.write(ring.ring(), file, piece(i + 1), (long) i * PIECE));
            }
            assertThat(writes.get(which).cancel()).isTrue();
            assertCancelled(writes.remove(which));

            ring.unplug();
            for (Begun write : writes) {
                assertThat(write.awaitEnd()).isEqualTo(PIECE);
            }
            byte[] content = Arrays.copyOf(Files.readAllBytes(directory.resolve("file")), 3 * PIECE);
            for (int i = 0; i < content.length; i++) {
                int number = i / PIECE;
                assertThat(content[i]).isEqualTo((byte) (number == which ? 0 : number + 1));
            }
        }
    }

    /** Cancels are needed most on a full ring. */
    @Test
    void shouldFreeTheEntryOfWhatIsCancelled() throws Exception {
        try (PluggedRing ring = ring(1);
                Handle file = file(ring.ring())) {
            Begun reading = Begun.read(ring.ring(), ring.pipe(), ByteBuffer.allocate(4));
            Begun write = Begun.write(ring.ring(), file, piece(1), 0);
            assertThat(write.isOver()).isFalse();
            assertThat(reading.cancel()).isTrue();
            assertThat(write.awaitEnd()).isEqualTo(PIECE);
        }
    }

    @Test
    void shouldNotCancelALaterUseOfTheSameSlot() throws Exception {
        try (PluggedRing ring = ring(4);
                Handle file = file(ring.ring())) {
            Begun over = Begun.write(ring.ring(), file, piece(1), 0);
            assertThat(over.awaitEnd()).isEqualTo(PIECE);
            Begun reading = Begun.read(ring.ring(), ring.pipe(), ByteBuffer.allocate(4));
            assertThat(Life.number(reading.transfer.ticket()))
                    .as("the slot")
                    .isEqualTo(Life.number(over.transfer.ticket()));
            assertThat(over.cancel()).isFalse();
            assertThat(reading.isOver()).isFalse();
            assertThat(reading.cancel()).isTrue();
            assertThat(reading.cancel()).as("once more").isFalse();
        }
    }

    @Test
    void shouldNotCancelWhatWasNeverBegun() throws Exception {
        try (PluggedRing ring = ring(4)) {
            assertThat(ring.ring().cancel(0)).isFalse();
        }
    }

    /** The kernel cancels the second piece, and reports so; but the first has been moved. */
    @Test
    void shouldNotCancelWhatHasMovedAPart() throws Exception {
        try (PluggedRing ring = ring(4)) {
            Begun reading = Begun.read(ring.ring(), ring.pipe(), ByteBuffer.allocate(10));
            ring.feed("abcd");
            Conditions.await("the first piece", () -> reading.buffer.position() == 4);
            assertThat(reading.cancel()).isFalse();
            ring.feed("efghij");
            assertThat(reading.awaitEnd()).isEqualTo(10);
            assertThat(StandardCharsets.US_ASCII.decode(reading.buffer.flip()).toString())
                    .isEqualTo("abcdefghij");
        }
    }

    @Test
    void shouldKeepAnInterruptForTheCaller() throws Exception {
        try (PluggedRing ring = ring(4)) {
            Begun reading = Begun.read(ring.ring(), ring.pipe(), ByteBuffer.allocate(4));
            Thread.currentThread().interrupt();
            boolean cancelled = reading.cancel();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(cancelled).isTrue();
        }
    }

    /** The thread that reaps the kernel's answers cannot wait for one. */
    @Test
    void shouldNotWaitForItselfWhereEndsAreTold() throws Exception {
        try (PluggedRing ring = ring(4)) {
            Begun other = Begun.read(ring.ring(), ring.pipe(), ByteBuffer.allocate(1));
            AtomicReference<Boolean> answer = new AtomicReference<>();
            Begun first = Begun.begin(
                    ring.ring(),
                    Operation.SYNC,
                    file(ring.ring()),
                    ByteBuffer.allocate(0),
                    0,
                    () -> answer.set(other.cancel()));
            assertThat(first.awaitEnd()).isZero();
            assertThat(answer).hasValue(false);
            assertThat(other.cancel()).isTrue();
        }
    }

    @Test
    void shouldLetOneOfManyCancellersSucceed() throws Exception {
        try (PluggedRing ring = ring(4)) {
            for (int round = 0; round < 200; round++) {
                Begun reading = Begun.read(ring.ring(), ring.pipe(), ByteBuffer.allocate(1));
                AtomicInteger successes = new AtomicInteger();
                List<Thread> cancellers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    cancellers.add(Thread.ofVirtual().start(() -> {
                        if (reading.cancel()) {
                            successes.incrementAndGet();
                        }
                    }));
                }
                for (Thread canceller : cancellers) {
                    Conditions.awaitEnd(canceller);
                }
                assertThat(successes).hasValue(1);
                assertCancelled(reading);
            }
        }
    }

    /**
     * Without a thread that reaps the answers the ring is not used: the other backend completes the transfer
     * immediately.
     */
    @Test
    void shouldNotCancelWhatWasBegunWithoutAThreadThatTakesTheAnswers() throws Exception {
        AtomicReference<Thread> refused = new AtomicReference<>();
        try (PluggedRing ring = new PluggedRing(4, directory, task -> new Thread(task) {
                    @Override
                    public synchronized void start() {
                        refused.set(Thread.currentThread());
                        throw new OutOfMemoryError("unable to create native thread (as the test wants it)");
                    }
                });
                Handle file = file(ring.ring())) {
            Begun writing = Begun.write(ring.ring(), file, ByteBuffer.wrap(new byte[] {1}), 0);
            assertThat(refused).hasValue(Thread.currentThread());
            assertThat(writing.endedOn()).isSameAs(Thread.currentThread());
            assertThat(writing.awaitEnd()).isEqualTo(1);
            assertThat(writing.cancel()).isFalse();
        }
    }

    // ---- random cancels

    /** Each write either is cancelled and leaves the file as it was, or completes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 64})
    void shouldEitherCancelOrMoveButNeverBoth(int entries) throws Exception {
        long seed = Long.getLong("heddle.seed", new Random().nextLong());
        System.out.println("RingCancelTest, " + entries + " entries: -Dheddle.seed=" + seed);
        int threads = 40;
        int rounds = 50;
        AtomicInteger cancelled = new AtomicInteger();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        try (PluggedRing ring = ring(entries);
                Handle file = file(ring.ring(), StandardOpenOption.DSYNC)) {
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Random random = new Random(seed + i);
                long offset = (long) i * PIECE;
                Thread.Builder kind = i % 8 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
                writers.add(kind.start(() -> {
                    try {
                        cancelled.addAndGet(writeAndCancel(ring, file, offset, rounds, random));
                    } catch (IOException | RuntimeException | AssertionError failed) {
                        failures.add(failed);
                    }
                }));
            }
            for (Thread writer : writers) {
                Conditions.awaitEnd(writer);
            }
        }
        assertThat(failures).isEmpty();
        System.out.println(cancelled + " of " + threads * rounds + " cancelled");
    }

    /** Returns the number of cancelled writes. */
    private static int writeAndCancel(PluggedRing ring, Handle file, long offset, int rounds, Random random)
            throws IOException {
        int cancelled = 0;
        byte content = 0;
        for (int round = 1; round <= rounds; round++) {
            Begun read = random.nextInt(4) == 0
                    ? Begun.read(ring.ring(), ring.pipe(), ByteBuffer.allocate(1)) // ends only by its cancel
                    : null;
            Begun write = Begun.write(ring.ring(), file, piece(round), offset);
            for (int spins = random.nextInt(2_000); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            boolean isCancelled = random.nextBoolean() && write.cancel();
            if (read != null) {
                assertThat(read.cancel()).isTrue();
                assertCancelled(read);
            }
            if (isCancelled) {
                assertCancelled(write);
                cancelled++;
            } else {
                assertThat(write.awaitEnd()).isEqualTo(PIECE);
                assertThat(write.buffer.hasRemaining()).isFalse();
                content = (byte) round;
            }
            ByteBuffer there = ByteBuffer.allocate(PIECE);
            int _ = file.channel().read(there, offset);
            assertThat(there.array()).containsOnly(content);
        }
        return cancelled;
    }
}
