package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reads and writes move, and the positions of their buffers afterwards. */
final class ReadWriteTest extends AioTest {
    private static final byte[] CONTENT = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19};

    private AioProcess process;

    @BeforeEach
    void openProcess() {
        process = open();
    }

    private long read(AioFile file, ByteBuffer buffer, long offset) throws IOException {
        ControlBlock block = new ControlBlock(file, buffer, offset);
        process.read(block);
        return reap(process, block);
    }

    private long write(AioFile file, ByteBuffer buffer, long offset) throws IOException {
        ControlBlock block = new ControlBlock(file, buffer, offset);
        process.write(block);
        return reap(process, block);
    }

    static Stream<ByteBuffer> buffers() {
        return Stream.of(
                ByteBuffer.allocate(16),
                ByteBuffer.allocateDirect(16),
                ByteBuffer.allocate(32).slice(8, 16),
                ByteBuffer.allocateDirect(32).slice(8, 16));
    }

    // ---- buffers

    @ParameterizedTest
    @MethodSource("buffers")
    void shouldFillBufferFromPositionToLimitWhenReading(ByteBuffer buffer) throws IOException {
        AioFile file = fileWith(process, CONTENT);
        buffer.position(3).limit(7);
        assertThat(read(file, buffer, 2)).isEqualTo(4);
        assertThat(buffer.position()).isEqualTo(7);
        assertThat(buffer.limit()).isEqualTo(7);
        byte[] all = new byte[16];
        buffer.clear().get(0, all);
        assertThat(all).containsExactly(0, 0, 0, 12, 13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void shouldWriteBufferFromPositionToLimit(ByteBuffer buffer) throws IOException {
        AioFile file = newFile(process);
        for (int i = 0; i < 16; i++) {
            buffer.put(i, (byte) i);
        }
        buffer.position(5).limit(9);
        assertThat(write(file, buffer, 1)).isEqualTo(4);
        assertThat(buffer.position()).isEqualTo(9);
        assertThat(buffer.limit()).isEqualTo(9);
        assertThat(Files.readAllBytes(Path.of(file.description()))).containsExactly(0, 5, 6, 7, 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 4096, 65_537, 1 << 20})
    void shouldReadWhatWasWrittenWhateverItsSize(int size) throws IOException {
        AioFile file = newFile(process);
        byte[] written = new byte[size];
        new Random(size).nextBytes(written);
        assertThat(write(file, ByteBuffer.wrap(written), 3)).isEqualTo(size);
        byte[] read = new byte[size];
        assertThat(read(file, ByteBuffer.wrap(read), 3)).isEqualTo(size);
        assertThat(read).isEqualTo(written);
        assertThat(file.size()).isEqualTo(size + 3L);
    }

    @Test
    void shouldMoveNothingWhenBufferHasNothingRemaining() throws IOException {
        AioFile file = newFile(process);
        assertThat(write(file, ByteBuffer.allocate(0), 5)).isZero();
        assertThat(read(file, ByteBuffer.allocate(0), 0)).isZero();
        assertThat(file.size()).isZero();
    }

    // ---- offsets

    @Test
    void shouldReadShortWhenFileEnds() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(8);
        assertThat(read(fileWith(process, CONTENT), buffer, 7)).isEqualTo(3);
        assertThat(buffer.position()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11, 1L << 40})
    void shouldReturnZeroWhenReadingAtOrBeyondTheEnd(long offset) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(8);
        ControlBlock block = new ControlBlock(fileWith(process, CONTENT), buffer, offset);
        process.read(block);
        awaitDone(block);
        assertThat(process.error(block)).isEqualTo(Errno.OK);
        assertThat(process.reap(block)).isZero();
        assertThat(buffer.position()).isZero();
    }

    @Test
    void shouldReachBeyondFourGibibytes() throws IOException {
        AioFile file = newFile(process);
        long far = (5L << 30) + 1;
        assertThat(write(file, ByteBuffer.wrap(CONTENT), far)).isEqualTo(10);
        ByteBuffer buffer = ByteBuffer.allocate(10);
        assertThat(read(file, buffer, far)).isEqualTo(10);
        assertThat(buffer.array()).isEqualTo(CONTENT);
    }

    @Test
    void shouldKeepManyTransfersApart() throws IOException {
        AioFile file = newFile(process);
        List<ControlBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[8];
            Arrays.fill(bytes, (byte) i);
            blocks.add(new ControlBlock(file, ByteBuffer.wrap(bytes), 8L * i));
            process.write(blocks.get(i));
        }
        for (ControlBlock block : blocks) {
            assertThat(reap(process, block)).isEqualTo(8);
        }
        byte[] all = Files.readAllBytes(Path.of(file.description()));
        assertThat(IntStream.range(0, all.length).allMatch(i -> all[i] == (byte) (i / 8)))
                .isTrue();
    }

    // ---- appending

    @Test
    @DisplayName("O_APPEND writes: in submission order")
    void shouldAppendInTheOrderOfSubmission() throws IOException {
        AioFile file = newAppendFile(process);
        List<ControlBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ByteBuffer record = ByteBuffer.allocate(4).putInt(0, i);
            blocks.add(new ControlBlock(file, record, 0));
            process.write(blocks.get(i));
        }
        for (ControlBlock block : blocks) {
            assertThat(reap(process, block)).isEqualTo(4);
        }
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(Path.of(file.description())));
        assertThat(IntStream.range(0, 500).map(i -> all.getInt(4 * i)))
                .containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
    }

    // ---- failures

    @Test
    void shouldTellThatChannelWasClosedUnderneath() throws IOException {
        FileChannel channel = FileChannel.open(Files.write(path("adopted"), CONTENT));
        AioFile file = process.adopt(channel);
        channel.close();
        ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(8), 0);
        process.read(block);
        awaitDone(block);
        assertThat(process.error(block)).isEqualTo(Errno.EBADF);
        assertFails(Errno.EBADF, () -> process.reap(block))
                .withMessageContaining("READ of " + file)
                .withCauseInstanceOf(ClosedChannelException.class);
    }

    @Test
    void shouldTellThatDeviceIsFull() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "there is no " + full);
        AioFile file = process.open(full, StandardOpenOption.WRITE);
        ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(8), 0);
        process.write(block);
        awaitDone(block);
        assertThat(process.error(block)).isEqualTo(Errno.ENOSPC);
        assertFails(Errno.ENOSPC, () -> process.reap(block)).withMessageContaining("No space left on device");
        assertThat(block.buffer().position()).isZero();
    }

    @Test
    void shouldGoOnWhenTransferThrewWhatNobodyExpects() throws IOException {
        AioFile file = newFile(process);
        backend.fail(1, new IllegalStateException("broken channel"));
        ControlBlock broken = write(file, 1);
        awaitDone(broken);
        assertThat(process.error(broken)).isEqualTo(Errno.EIO);
        assertFails(Errno.EIO, () -> process.reap(broken))
                .withMessageContaining("broken channel")
                .withCauseInstanceOf(IllegalStateException.class);
        assertThat(reap(process, write(file, 2))).isEqualTo(8);
    }

    // ---- opening

    @Test
    void shouldOpenForReadingWhenNoOptionIsGiven() throws IOException {
        AioFile file = fileWith(process, CONTENT);
        assertThat(read(file, ByteBuffer.allocate(4), 0)).isEqualTo(4);
        assertThat(file.descriptor()).isGreaterThanOrEqualTo(3);
        assertThat(file.process()).isSameAs(process);
        assertThat(file.size()).isEqualTo(10);
    }

    @Test
    void shouldTakeTheSameOptionsAsFileChannel() throws IOException {
        AioFile file = fileWith(process, CONTENT, StandardOpenOption.READ, StandardOpenOption.READ);
        assertThat(read(file, ByteBuffer.allocate(4), 0)).isEqualTo(4);
    }

    @Test
    void shouldTellThatFileDoesNotExist() {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> process.open(path("missing")));
        assertThat(process.files().all()).isEmpty();
    }

    // ---- adopted channels

    @Test
    void shouldFindOutWhatAdoptedChannelAllows() throws IOException {
        Path path = Files.write(path("adopted"), CONTENT);
        AioFile reader = process.adopt(FileChannel.open(path));
        AioFile writer = process.adopt(FileChannel.open(path, StandardOpenOption.WRITE));
        AioFile both = process.adopt(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));

        assertThat(read(reader, ByteBuffer.allocate(4), 0)).isEqualTo(4);
        assertFails(Errno.EBADF, () -> process.write(block(reader, 0))).withMessageContaining("not open for writing");
        assertFails(Errno.EBADF, () -> process.read(block(writer, 0))).withMessageContaining("not open for reading");
        assertThat(write(writer, ByteBuffer.wrap(CONTENT, 9, 1), 0)).isEqualTo(1);
        assertThat(read(both, ByteBuffer.allocate(4), 0)).isEqualTo(4);
        assertThat(Files.readAllBytes(path)).startsWith(19, 11).hasSize(10);
    }

    @Test
    void shouldAppendToAdoptedChannelWhenTold() throws IOException {
        Path path = Files.write(path("adopted"), CONTENT);
        AioFile file = process.adopt(FileChannel.open(path, StandardOpenOption.APPEND), StandardOpenOption.APPEND);
        assertThat(write(file, ByteBuffer.wrap(CONTENT, 0, 2), 0)).isEqualTo(2);
        assertThat(Files.readAllBytes(path)).hasSize(12).endsWith(10, 11);
    }

    @Test
    void shouldCloseAdoptedChannelWithTheFile() throws IOException {
        FileChannel channel = FileChannel.open(Files.write(path("adopted"), CONTENT));
        process.adopt(channel).close();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void shouldRefuseToAdoptClosedChannel() throws IOException {
        FileChannel channel = FileChannel.open(Files.write(path("adopted"), CONTENT));
        channel.close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> process.adopt(channel));
    }

    // ---- times

    @Test
    void shouldKeepTimesWhenAskedTo() throws IOException {
        AioProcess timed = open(settings().maxWorkers(1).ticker(ticker).timing(true));
        ControlBlock occupier = occupyWorker(timed);
        ControlBlock queued = write(newFile(timed), 1);
        ticker.advance(30);
        assertThat(timed.statistics().oldestQueued().toNanos()).isEqualTo(30);
        backend.release(OCCUPIER);
        backend.awaitStarted(1);
        ticker.advance(12);
        backend.releaseAll();
        awaitDone(occupier, queued);
        assertThat(occupier.queuedNanos()).isZero();
        assertThat(occupier.serviceNanos()).isEqualTo(30);
        assertThat(queued.queuedNanos()).isEqualTo(30);
        assertThat(queued.serviceNanos()).isEqualTo(12);
    }

    @Test
    void shouldKeepNoTimesUnlessAskedTo() throws IOException {
        AioProcess untimed = open(settings().ticker(ticker));
        backend.hold();
        ControlBlock block = write(newFile(untimed), 1);
        ticker.advance(TimeUnit.MINUTES.toNanos(1));
        backend.releaseAll();
        awaitDone(block);
        assertThat(block.queuedNanos() + block.serviceNanos()).isZero();
    }
}
