package io.heddle.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heap buffers of any kind to and from a file that bypasses the page cache. */
final class AlignedChannelTest {
    @TempDir
    Path folder;

    private static OpenOption direct() throws ReflectiveOperationException {
        return Arrays.stream(
                        Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                .filter(each -> each.toString().equals("DIRECT"))
                .map(OpenOption.class::cast)
                .findAny()
                .orElseThrow();
    }

    private FileChannel open(OpenOption more) throws Exception {
        Path path = folder.resolve("file");
        try {
            Files.createFile(path);
            return AlignedChannel.open(path, Set.of(StandardOpenOption.WRITE, more, direct()));
        } catch (IOException | UnsupportedOperationException refused) {
            assumeTrue(false, "O_DIRECT does not work here: " + refused.getMessage());
            throw refused;
        }
    }

    private int unit() throws IOException {
        return (int) Files.getFileStore(folder).getBlockSize();
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    @Test
    void shouldBeTheJdksOwnWithoutTheOption() throws IOException {
        Path path = Files.createFile(folder.resolve("plain"));
        try (FileChannel channel = AlignedChannel.open(path, Set.of(StandardOpenOption.READ))) {
            assertThat(channel).isNotInstanceOf(AlignedChannel.class);
        }
    }

    @Test
    void shouldMoveHeapBuffersOfAnyPlaceInTheirArray() throws Exception {
        int unit = unit();
        byte[] content = random(3 * unit);
        try (FileChannel channel = open(StandardOpenOption.READ)) {
            assertThat(channel).isInstanceOf(AlignedChannel.class);
            ByteBuffer all = ByteBuffer.wrap(content).position(unit).limit(3 * unit);
            assertThat(channel.write(all, unit)).isEqualTo(2 * unit);
            assertThat(all.position()).isEqualTo(3 * unit);
            assertThat(channel.write(ByteBuffer.wrap(content, 0, unit), 0)).isEqualTo(unit);
            byte[] found = new byte[7 + 4 * unit];
            ByteBuffer odd = ByteBuffer.wrap(found).position(7);
            assertThat(channel.read(odd, 0)).isEqualTo(3 * unit);
            assertThat(odd.position()).isEqualTo(7 + 3 * unit);
            assertThat(Arrays.copyOfRange(found, 7, 7 + 3 * unit)).isEqualTo(content);
            assertThat(channel.read(ByteBuffer.allocate(unit), 3L * unit)).isEqualTo(-1);
        }
    }

    @Test
    void shouldAppendAVectorOfBothKinds() throws Exception {
        int unit = unit();
        byte[] content = random(3 * unit);
        ByteBuffer onHeap = ByteBuffer.wrap(content, 0, unit);
        ByteBuffer outside =
                ByteBuffer.allocateDirect(2 * unit).alignedSlice(unit).limit(unit);
        outside.put(0, content, unit, unit);
        ByteBuffer last = ByteBuffer.wrap(content).position(2 * unit);
        try (FileChannel channel = open(StandardOpenOption.APPEND)) {
            assertThat(channel.write(new ByteBuffer[] {onHeap, outside, last})).isEqualTo(3L * unit);
        }
        assertThat(onHeap.hasRemaining() || outside.hasRemaining() || last.hasRemaining())
                .isFalse();
        assertThat(Files.readAllBytes(folder.resolve("file"))).isEqualTo(content);
    }
}
