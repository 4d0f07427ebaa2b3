package io.heddle.aio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.heddle.testing.Conditions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory of arenas, and memory whose mapped file has gone, with real backends. */
final class ArenaTest {
    @TempDir
    Path directory;

    private final List<AioProcess> processes = new ArrayList<>();

    @AfterEach
    void closeProcesses() throws IOException {
        for (AioProcess process : processes) {
            process.close();
        }
    }

    private AioFile file(BackendKind kind) throws IOException {
        AioProcess process = AioProcess.configure().backend(kind).open();
        processes.add(process);
        process.backendName(); // chosen from here on
        Path path = Files.writeString(directory.resolve("file"), "0123456789");
        return process.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static long reap(ControlBlock block) throws Exception {
        AioProcess process = block.file().process();
        process.suspend(List.of(block));
        return process.reap(block);
    }

    private static void assertRefused(ControlBlock block, String... words) {
        assertThatExceptionOfType(AioException.class)
                .isThrownBy(() -> block.file().process().read(block))
                .satisfies(refused -> assertThat(refused.errno()).isEqualTo(Errno.EINVAL))
                .satisfies(refused -> assertThat(refused).hasMessageContainingAll(words));
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NATIVE", "CHANNEL"})
    void shouldRefuseMemoryThatNoOtherThreadMayTouch(BackendKind kind) throws Exception {
        AioFile file = file(kind);
        try (Arena confined = Arena.ofConfined()) {
            ByteBuffer mine = confined.allocate(4).asByteBuffer();
            assertRefused(new ControlBlock(file, mine, 0), "buffer ", "confined to a thread", "shared");
            assertRefused(
                    new ControlBlock().file(file).buffers(ByteBuffer.allocate(1), mine), "buffers[1] ", "confined");
            Thread other = Thread.ofPlatform()
                    .start(() -> assertThatExceptionOfType(AioException.class)
                            .isThrownBy(() -> file.read(mine, 0))
                            .satisfies(refused -> assertThat(refused.errno()).isEqualTo(Errno.EINVAL)));
            Conditions.awaitEnd(other);
        }
        Arena closed = Arena.ofShared();
        ByteBuffer gone = closed.allocate(4).asByteBuffer();
        closed.close();
        assertRefused(new ControlBlock(file, gone, 0), "buffer ", "arena is closed");
        assertThat(file.process().statistics().submitted()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NATIVE", "CHANNEL"})
    void shouldMoveConfinedMemoryOfTheCallerInDirectStyle(BackendKind kind) throws Exception {
        AioFile file = file(kind);
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment segment = confined.allocate(8);
            ByteBuffer bytes = segment.asByteBuffer();
            assertThat(file.read(bytes.position(1).limit(5), 2)).isEqualTo(4);
            assertThat(bytes.position()).isEqualTo(5);
            assertThat(UTF_8.decode(bytes.duplicate().position(1)).toString()).isEqualTo("2345");
            assertThat(file.write(bytes.position(2), 0)).isEqualTo(3);
            assertThat(bytes.hasRemaining()).isFalse();

            ByteBuffer[] vector = {ByteBuffer.allocate(1), segment.asByteBuffer(), ByteBuffer.allocate(9)};
            assertThat(file.read(vector, 0)).isEqualTo(10);
            assertThat(UTF_8.decode(vector[1].flip()).toString()).isEqualTo("45345678");
            assertThat(file.write(new ByteBuffer[] {vector[1].flip(), ByteBuffer.wrap(new byte[] {'x'})}, 1))
                    .isEqualTo(9);
            assertThat(Files.readString(Path.of(file.description()))).isEqualTo("345345678x");
            assertThat(file.read(segment.asByteBuffer(), 10)).isEqualTo(-1);
            assertThatExceptionOfType(AioException.class)
                    .isThrownBy(() -> file.read(segment.asReadOnly().asByteBuffer(), 0))
                    .withMessageContaining("read-only");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NATIVE", "CHANNEL"})
    void shouldMoveSharedMemory(BackendKind kind) throws Exception {
        AioFile file = file(kind);
        try (Arena shared = Arena.ofShared()) {
            ByteBuffer bytes = shared.allocate(4).asByteBuffer();
            ControlBlock block = new ControlBlock(file, bytes, 3);
            file.process().read(block);
            assertThat(reap(block)).isEqualTo(4);
            assertThat(UTF_8.decode(bytes.flip()).toString()).isEqualTo("3456");
        }
    }

    /** Neither the JVM nor other requests are affected. */
    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NATIVE", "CHANNEL"})
    void shouldSayBadAddressWhereAMappedFileHasGone(BackendKind kind) throws Exception {
        AioFile file = file(kind);
        AioProcess process = file.process();
        Path mapped = Files.write(directory.resolve("mapped"), new byte[1 << 16]);
        try (FileChannel channel = FileChannel.open(mapped, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Arena shared = Arena.ofShared();
                Arena confined = Arena.ofConfined()) {
            MemorySegment ofShared = channel.map(MapMode.READ_WRITE, 0, 1 << 16, shared);
            MemorySegment ofConfined = channel.map(MapMode.READ_WRITE, 0, 1 << 16, confined);
            ByteBuffer buffer = channel.map(MapMode.READ_WRITE, 0, 1 << 16);
            channel.truncate(0);

            for (ByteBuffer gone : List.of(buffer, ofShared.asByteBuffer())) {
                ControlBlock read = new ControlBlock(file, gone.duplicate(), 0);
                process.read(read);
                assertFails(() -> reap(read));
                ControlBlock write = new ControlBlock(file, gone.duplicate(), 0);
                process.write(write);
                assertFails(() -> reap(write));
                assertFails(() -> file.read(gone.duplicate(), 0));
                assertFails(() -> file.write(gone.duplicate(), 0));
            }
            assertFails(() -> file.read(ofConfined.asByteBuffer(), 0));
            assertFails(() -> file.write(ofConfined.asByteBuffer(), 0));
            ControlBlock lock = new ControlBlock().segment(ofShared);
            process.mlock(lock);
            process.suspend(List.of(lock));
            assertFails(() -> process.reap(lock));
        }
        assertThat(file.read(ByteBuffer.allocate(4), 0)).isEqualTo(4);
        assertThat(process.statistics().outstanding()).isZero();
    }

    private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(AioException.class)
                .isThrownBy(call)
                .satisfies(failed -> assertThat(failed.errno()).isEqualTo(Errno.EFAULT));
    }
}
