package io.heddle.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.testing.FakeTicker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the bytes of heap buffers reach the JDK's channels, and how much memory that retains. */
@Timeout(60)
final class BouncesTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, Bounces.SMALL, Bounces.SMALL + 1, 65_536, 65_537, 200_001, MEGABYTE, 3 * MEGABYTE + 5})
    void shouldMoveEveryByteToItsPlace(int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        Path path = folder.resolve("file");
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer written =
                    ByteBuffer.allocate(length + 9).position(9).put(content).position(9);
            assertThat(ChannelIo.write(channel, written, 5)).isEqualTo(length);
            assertThat(written.hasRemaining()).isFalse();
            ByteBuffer read = ByteBuffer.allocate(length + 100).position(3);
            assertThat(ChannelIo.read(channel, read, 5)).isEqualTo(length);
            assertThat(read.position()).isEqualTo(length + 3);
            assertThat(Arrays.copyOfRange(read.array(), 3, length + 3)).isEqualTo(content);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.APPEND)) {
            assertThat(ChannelIo.append(channel, ByteBuffer.wrap(content))).isEqualTo(length);
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(2).put((byte) 1).put((byte) 2).flip();
            ByteBuffer[] vector = {ByteBuffer.wrap(content), direct, ByteBuffer.wrap(content, 0, length / 2)};
            assertThat(ChannelIo.appendVector(channel, vector)).isEqualTo(length + 2 + length / 2);
            assertThat(vector).noneMatch(ByteBuffer::hasRemaining);
        }
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(path)).position(5);
        ByteBuffer expected = ByteBuffer.allocate(4 * length + 10);
        expected.put(content)
                .put(content)
                .put(content)
                .put((byte) 1)
                .put((byte) 2)
                .put(content, 0, length / 2);
        assertThat(all).isEqualTo(expected.flip());
    }

    /** For each of these threads the JDK retains a buffer, as large as the largest transfer, while the thread lives. */
    @Test
    void shouldHaveOneBufferForThreadsThatComeOneAfterTheOther() throws Exception {
        int pieces = Math.max(1, Bounces.PIECES.count()); // other tests may have left some
        int large = Math.max(1, Bounces.LARGE.count());
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(
                folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 10; i++) {
                FutureTask<Void> move = new FutureTask<>(() -> moveAMegabyte(channel));
                all.add(Thread.ofPlatform().start(() -> {
                    move.run();
                    Conditions.await("the end", end);
                }));
                move.get(20, TimeUnit.SECONDS);
            }
            assertThat(Bounces.PIECES.count()).isEqualTo(pieces);
            assertThat(Bounces.LARGE.count()).isEqualTo(large);
        } finally {
            end.countDown();
            all.forEach(Conditions::awaitEnd);
        }
    }

    @Test
    void shouldBeForWhatTheJdkWouldKeepABufferFor() throws IOException {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                StubChannel other = new StubChannel(StubChannel::moveAll)) {
            assertThat(Bounces.areFor(channel, ByteBuffer.allocate(Bounces.SMALL + 1)))
                    .isTrue();
            assertThat(Bounces.areFor(channel, ByteBuffer.allocate(Bounces.SMALL)))
                    .isFalse();
            assertThat(Bounces.areFor(channel, ByteBuffer.allocateDirect(MEGABYTE)))
                    .isFalse();
            assertThat(Bounces.areFor(other, ByteBuffer.allocate(MEGABYTE))).isFalse();
        }
    }

    private static Void moveAMegabyte(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MEGABYTE);
        assertThat(ChannelIo.write(channel, bytes, 0)).isEqualTo(MEGABYTE);
        assertThat(ChannelIo.read(channel, bytes.clear(), 0)).isEqualTo(MEGABYTE);
        return null;
    }

    // ---- the pool

    @Test
    void shouldLendNoMoreThanThereMayBe() {
        Bounces pool = new Bounces(4096, 2);
        ByteBuffer first = pool.borrow(100_000);
        ByteBuffer second = pool.borrow(7);
        assertThat(first.remaining()).isEqualTo(4096);
        assertThat(first.alignmentOffset(0, 4096)).isZero();
        assertThat(second.remaining()).isEqualTo(7);
        assertThat(pool.borrow(1)).isNull();
        pool.giveBack(second);
        assertThat(pool.borrow(50)).isSameAs(second);
        assertThat(second.remaining()).isEqualTo(50);
        assertThat(pool.count()).isEqualTo(2);
    }

    @Test
    void shouldDoWithoutWhereTheAllowanceIsUsedUpAndTryAgainLater() {
        AtomicBoolean usedUp = new AtomicBoolean(true);
        AtomicInteger attempts = new AtomicInteger();
        FakeTicker ticker = new FakeTicker();
        Bounces pool = new Bounces(
                4096,
                2,
                bytes -> {
                    attempts.incrementAndGet();
                    if (usedUp.get()) {
                        throw new OutOfMemoryError("Cannot reserve (fake)");
                    }
                    return ByteBuffer.allocateDirect(bytes);
                },
                ticker);
        assertThat(pool.borrow(1)).isNull();
        assertThat(pool.borrow(1)).isNull();
        assertThat(attempts).as("the JDK takes half a second to say so").hasValue(1);
        assertThat(pool.count()).isZero();
        usedUp.set(false);
        ticker.advance(TimeUnit.SECONDS.toNanos(10));
        assertThat(pool.borrow(1)).isNotNull();
        assertThat(pool.count()).isOne();
    }

    /** A user's own channel may handle heap buffers in its own way. */
    @Test
    void shouldLeaveOtherChannelsAlone() throws IOException {
        List<Integer> sizes = new ArrayList<>();
        try (StubChannel channel = new StubChannel(bytes -> {
            sizes.add(bytes.remaining());
            assertThat(bytes.isDirect()).isFalse();
            return StubChannel.moveAll(bytes);
        })) {
            assertThat(ChannelIo.read(channel, ByteBuffer.allocate(MEGABYTE), 0))
                    .isEqualTo(MEGABYTE);
        }
        assertThat(sizes).containsExactly(MEGABYTE);
    }
}
