package io.heddle.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which memory could be freed while a request uses it: that of the arenas that can be closed, and no other. */
final class LifetimeTest {
    private static boolean mayEnd(ByteBuffer buffer) {
        return Lifetime.mayEnd(Memory.of(buffer));
    }

    @Test
    void shouldTrustBuffersThatLiveAsLongAsTheyAreReachable(@TempDir Path folder) throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(64);
        assertThat(mayEnd(direct)).isFalse();
        assertThat(mayEnd(direct.slice(8, 8))).isFalse();
        assertThat(mayEnd(direct.asReadOnlyBuffer())).isFalse();
        assertThat(mayEnd(Arena.ofAuto().allocate(64).asByteBuffer())).isFalse();
        assertThat(mayEnd(Arena.global().allocate(64).asByteBuffer())).isFalse();
        assertThat(mayEnd(ByteBuffer.allocate(64))).isFalse();
        assertThat(mayEnd(null)).isFalse();
        Path path = Files.write(folder.resolve("mapped"), new byte[64]);
        try (FileChannel channel = FileChannel.open(path)) {
            assertThat(mayEnd(channel.map(MapMode.READ_ONLY, 0, 64))).isFalse();
        }
    }

    @Test
    void shouldNotTrustBuffersOfAnArenaThatCanBeClosed(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("mapped"), new byte[64]);
        try (Arena shared = Arena.ofShared();
                Arena confined = Arena.ofConfined();
                FileChannel channel = FileChannel.open(path)) {
            ByteBuffer buffer = shared.allocate(64).asByteBuffer();
            assertThat(mayEnd(buffer)).isTrue();
            assertThat(mayEnd(buffer.slice(8, 8).duplicate())).isTrue();
            assertThat(mayEnd(confined.allocate(64).asByteBuffer())).isTrue();
            assertThat(mayEnd(channel.map(MapMode.READ_ONLY, 0, 64, shared).asByteBuffer()))
                    .isTrue();
        }
    }

    @Test
    void shouldLookAtEveryBufferOfAVector() {
        try (Arena shared = Arena.ofShared()) {
            Memory memory = new Memory();
            memory.set(new ByteBuffer[] {ByteBuffer.allocateDirect(8), ByteBuffer.allocate(8)});
            assertThat(Lifetime.mayEnd(memory)).isFalse();
            memory.set(new ByteBuffer[] {
                ByteBuffer.allocateDirect(8), shared.allocate(8).asByteBuffer()
            });
            assertThat(Lifetime.mayEnd(memory)).isTrue();
        }
    }
}
