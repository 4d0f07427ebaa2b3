package io.heddle.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

final class CensusTest {
    private static final int PIECES = 100_000;
    private static final int BYTES = 1_000;

    /** The C library keeps freed memory below memory that is still in use. */
    @Test
    void shouldNotTakeFreedMemoryForResident() throws IOException {
        assumeTrue(Census.trimNativeHeap(), "the JVM cannot have this C library give memory back");
        try (Arena kept = Arena.ofConfined()) {
            double before = Census.resident();
            try (Arena freed = Arena.ofConfined()) {
                for (int i = 0; i < PIECES; i++) {
                    freed.allocate(BYTES).fill((byte) 1);
                }
                assertThat(Census.resident() - before).isGreaterThan(0.8 * PIECES * BYTES);
                kept.allocate(BYTES);
            }
            assertThat(Census.trimNativeHeap()).isTrue();
            assertThat(Census.resident() - before).isLessThan(0.5 * PIECES * BYTES);
        }
    }
}
