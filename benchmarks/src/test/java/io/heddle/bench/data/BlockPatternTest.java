package io.heddle.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockPatternTest {
    private static final long OFFSET = 8_192;

    private final BlockPattern pattern = new BlockPattern();

    private ByteBuffer filled(int bytes, long offset, long generation) {
        ByteBuffer block = ByteBuffer.allocateDirect(bytes);
        pattern.fill(block, offset, generation, 3);
        return block;
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 33, 39, 512, 4_096, 65_536})
    void shouldFindItsOwnBlocksGood(int bytes) {
        ByteBuffer block = filled(bytes, OFFSET, 7);
        assertThat(pattern.check(block, OFFSET, 7)).isNull();
        assertThat(block.remaining()).isEqualTo(bytes);
    }

    @Test
    void shouldAcceptAnyGenerationOfAnUnknownBlock() {
        assertThat(pattern.check(filled(512, OFFSET, 7), OFFSET, BlockTable.UNKNOWN))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 24, 28, 31, 32, 100, 511})
    void shouldFindAFlippedBitAnywhere(int at) {
        ByteBuffer block = filled(512, OFFSET, 7);
        block.put(at, (byte) (block.get(at) ^ 4));
        assertThat(pattern.check(block, OFFSET, 7))
                .extracting(Mismatch::found)
                .asString()
                .contains("bytes have changed");
    }

    @Test
    void shouldFindAStaleBlock() {
        assertThat(pattern.check(filled(512, OFFSET, 6), OFFSET, 7))
                .hasToString("offset 8192: expected generation 7, found generation 6 of job 3 (stale)");
    }

    @Test
    void shouldFindABlockFromTheFuture() {
        assertThat(pattern.check(filled(512, OFFSET, 8), OFFSET, 7))
                .hasToString("offset 8192: expected generation 7, found generation 8 of job 3 (from the future)");
    }

    @Test
    void shouldFindAMisplacedBlock() {
        assertThat(pattern.check(filled(512, 4_096, 7), OFFSET, 7))
                .hasToString("offset 8192: expected offset 8192, found offset 4096 (misplaced)");
    }

    @Test
    void shouldFindBytesOfSomebodyElse() {
        assertThat(pattern.check(ByteBuffer.allocate(512), OFFSET, 7))
                .extracting(Mismatch::found)
                .isEqualTo("magic 0x0 (not a block of ours)");
    }
}
