package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that bypass the page cache, with every backend: what they accept, and how they refuse the rest. */
@ParameterizedClass
@EnumSource(BackendKind.class)
@Timeout(60)
final class AlignmentTest {
    private static final int BLOCKS = 4;

    @Parameter
    private BackendKind backend;

    @TempDir
    private Path directory;

    private AioProcess process;
    private AioFile file;
    private int block;
    private byte[] content;

    @BeforeEach
    void openDirectly() throws IOException {
        Path path = directory.resolve("file");
        block = (int) Files.getFileStore(directory).getBlockSize();
        content = new byte[BLOCKS * block];
        new Random(7).nextBytes(content);
        Files.write(path, content);
        assumeDirect(path);
        process = open(Dialect.POSIX);
        file = process.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, direct());
    }

    private static void assumeDirect(Path path) throws IOException {
        try {
            FileChannel.open(path, direct()).close();
        } catch (IOException | UnsupportedOperationException refused) {
            assumeTrue(false, "the file system of the temporary folder does not offer O_DIRECT: " + refused);
        }
    }

    private AioProcess open(Dialect dialect) {
        try {
            return AioProcess.configure().dialect(dialect).backend(backend).open();
        } catch (UnsupportedOperationException noRing) {
            assumeTrue(false, String.valueOf(noRing.getMessage()));
            throw noRing;
        }
    }

    private static OpenOption direct() {
        try {
            Class<?> type = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            return (OpenOption) Arrays.stream(type.getEnumConstants())
                    .filter(option -> option.toString().equals("DIRECT"))
                    .findAny()
                    .orElseThrow();
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @AfterEach
    void close() throws IOException {
        if (process != null) {
            process.close();
        }
    }

    private static byte[] bytes(ByteBuffer moved) {
        byte[] bytes = new byte[moved.flip().remaining()];
        moved.get(bytes);
        return bytes;
    }

    private void assertRefused(String what, ByteBuffer buffer, long offset) {
        String message = what + ", it must be a multiple of " + block + ": " + file + " is open with O_DIRECT";
        int position = buffer.position();
        assertThatExceptionOfType(AioException.class)
                .isThrownBy(() -> file.read(buffer, offset))
                .withMessageContaining(message)
                .satisfies(refused -> assertThat(refused.errno()).isEqualTo(Errno.EINVAL));
        assertThatExceptionOfType(AioException.class)
                .isThrownBy(() -> process.write(new ControlBlock(file, buffer, offset)))
                .withMessageContaining(message);
        assertThat(buffer.position()).isEqualTo(position);
        assertThat(process.statistics().outstanding()).isZero();
    }

    // ---- accepted

    @Test
    void shouldTellTheAlignmentAndHaveBuffersForIt() throws IOException {
        assertThat(file.alignment()).isEqualTo(block);
        ByteBuffer buffer = AlignedBuffers.allocate(2 * block, file.alignment());
        assertThat(file.read(buffer, block)).isEqualTo(2 * block);
        assertThat(bytes(buffer)).isEqualTo(Arrays.copyOfRange(content, block, 3 * block));
        try (AioFile cached = process.open(directory.resolve("file"))) {
            assertThat(cached.alignment()).isEqualTo(1);
        }
    }

    @Test
    void shouldTakeHeapBuffersWhereverTheyBegin() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(block + 9).position(9);
        assertThat(file.read(buffer, block)).isEqualTo(block);
        assertThat(Arrays.copyOfRange(buffer.array(), 9, block + 9))
                .isEqualTo(Arrays.copyOfRange(content, block, 2 * block));
        assertThat(file.write(buffer.flip().position(9), 0)).isEqualTo(block);
        assertThat(Files.readAllBytes(directory.resolve("file")))
                .startsWith(Arrays.copyOfRange(content, block, 2 * block));
    }

    @Test
    void shouldTakeAVectorOfBlocks() throws IOException {
        ByteBuffer[] vector = {AlignedBuffers.allocate(block, block), ByteBuffer.allocate(2 * block)};
        assertThat(file.read(vector, 0)).isEqualTo(3 * block);
        assertThat(bytes(vector[1])).isEqualTo(Arrays.copyOfRange(content, block, 3 * block));
    }

    // ---- refused

    @Test
    void shouldRefuseAnOffsetBetweenTwoBlocks() {
        assertRefused("offset is " + (block + 1), AlignedBuffers.allocate(block, block), block + 1);
    }

    @Test
    void shouldRefuseALengthThatIsNoMultiple() {
        assertRefused(
                "buffer has 100 bytes left",
                AlignedBuffers.allocate(block, block).limit(100),
                0);
        assertRefused("buffer has 100 bytes left", ByteBuffer.allocate(100), 0);
    }

    @Test
    void shouldRefuseAnAddressBetweenTwoBlocks() {
        ByteBuffer shifted =
                AlignedBuffers.allocate(2 * block, block).position(8).limit(block + 8);
        assertRefused("buffer begins at an address that is 8 beyond one", shifted, 0);
    }

    @Test
    void shouldNameTheBufferOfAVector() {
        ByteBuffer[] vector = {ByteBuffer.allocate(block), ByteBuffer.allocate(block - 1)};
        assertThatExceptionOfType(AioException.class)
                .isThrownBy(() -> file.write(vector, 0))
                .withMessageContaining(
                        "buffers[1] has " + (block - 1) + " bytes left, it must be a multiple of " + block);
    }

    @Test
    void shouldRefuseTheEntryOfAListAndSubmitTheOthers() throws Exception {
        ControlBlock good = new ControlBlock(file, AlignedBuffers.allocate(block, block), 0).opcode(Opcode.READ);
        ControlBlock bad = new ControlBlock(file, AlignedBuffers.allocate(block, block), 1).opcode(Opcode.READ);
        assertThatExceptionOfType(AioException.class)
                .isThrownBy(() -> process.listio(ListMode.WAIT, List.of(good, bad), Sigevent.none()))
                .withMessageContaining("offset is 1");
        assertThat(process.reap(good)).isEqualTo(block);
    }

    /** The end of the file determines the position of the bytes. */
    @Test
    void shouldIgnoreTheOffsetOfAnAppend() throws IOException {
        Path path = directory.resolve("log");
        try (AioFile log = process.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND, direct())) {
            assertThat(log.write(AlignedBuffers.allocate(block, log.alignment()), 17))
                    .isEqualTo(block);
        }
        assertThat(path).hasSize(block);
    }

    /** In the kernels the transfer fails instead. */
    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"XNU", "FREEBSD"})
    void shouldFailTheRequestInTheDialectsOfKernels(Dialect dialect) throws Exception {
        try (AioProcess kernel = open(dialect);
                AioFile same = kernel.open(directory.resolve("file"), StandardOpenOption.READ, direct())) {
            ControlBlock block = new ControlBlock(same, ByteBuffer.allocate(100), 3);
            kernel.read(block);
            kernel.suspend(List.of(block));
            assertThat(kernel.error(block)).isEqualTo(Errno.EINVAL);
        }
    }

    // ---- the buffers

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 512, 4096, 1 << 20})
    void shouldAllocateAtAMultiple(int alignment) {
        for (int bytes : new int[] {0, 1, 100, 4096}) {
            ByteBuffer buffer = AlignedBuffers.allocate(bytes, alignment);
            assertThat(buffer.isDirect()).isTrue();
            assertThat(buffer.alignmentOffset(0, alignment)).isZero();
            assertThat(buffer.position()).isZero();
            assertThat(buffer.capacity()).isEqualTo(bytes).isEqualTo(buffer.limit());
        }
    }

    @Test
    void shouldRefuseToAllocateWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlignedBuffers.allocate(-1, 8))
                .withMessage("bytes is -1, it must be 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlignedBuffers.allocate(8, 24))
                .withMessage("alignment is 24, it must be a power of two");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlignedBuffers.allocate(8, 0))
                .withMessage("alignment is 0, it must be a power of two");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlignedBuffers.allocate(Integer.MAX_VALUE, 4096))
                .withMessage("bytes is 2147483647, with an alignment of 4096 it must be 2147479552 or less");
    }
}
