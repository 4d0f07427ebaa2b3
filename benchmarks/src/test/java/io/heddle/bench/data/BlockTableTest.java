package io.heddle.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BlockTableTest {
    private final BlockTable table = new BlockTable(4);

    @Test
    void shouldShareABlockAmongReadersOnly() {
        assertThat(table.beginRead(1)).isTrue();
        assertThat(table.beginRead(1)).isTrue();
        assertThat(table.beginWrite(1)).isFalse();
        table.endRead(1);
        assertThat(table.beginWrite(1)).isFalse();
        table.endRead(1);
        assertThat(table.beginWrite(1)).isTrue();
        assertThat(table.beginRead(1)).isFalse();
        assertThat(table.beginWrite(1)).isFalse();
        assertThat(table.beginWrite(2)).isTrue();
    }

    @Test
    void shouldCountGenerations() {
        assertThat(table.generation(0)).isEqualTo(BlockTable.UNKNOWN);
        assertThat(table.nextGeneration(0)).isEqualTo(1);
        table.written(0);
        assertThat(table.generation(0)).isEqualTo(1);
        assertThat(table.nextGeneration(0)).isEqualTo(2);
    }

    @Test
    void shouldKeepTheGenerationWhenAWriteIsCancelled() {
        table.written(0);
        assertThat(table.beginWrite(0)).isTrue();
        table.notWritten(0);
        assertThat(table.generation(0)).isEqualTo(1);
        assertThat(table.beginRead(0)).isTrue();
    }

    @Test
    void shouldNotUseTheNumberOfAFailedWriteAgain() {
        table.written(0);
        assertThat(table.beginWrite(0)).isTrue();
        table.damaged(0);
        assertThat(table.generation(0)).isEqualTo(BlockTable.DAMAGED);
        assertThat(table.nextGeneration(0)).isEqualTo(3);
        table.written(0);
        assertThat(table.generation(0)).isEqualTo(3);
    }
}
