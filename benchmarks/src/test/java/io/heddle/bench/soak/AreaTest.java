package io.heddle.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The possible content of an area of a file. */
final class AreaTest {
    private final Area area = new Area(0, 4_096, 1 << 16, 3);

    private static ByteBuffer of(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 31, 32, 33, 4_097})
    void shouldKnowTheLastWriteAndNoOther(int bytes) {
        ByteBuffer old = of(bytes);
        ByteBuffer latest = of(bytes);
        assertThat(area.check(old, bytes)).isNull(); // never written
        area.written(area.compose(old));
        assertThat(area.check(old, bytes)).isNull();
        area.written(area.compose(latest));
        assertThat(area.check(latest, bytes)).isNull();
        assertThat(area.check(old, bytes)).isNotNull();
        assertThat(area.check(latest, bytes - 1)).contains(bytes - 1 + " bytes instead of " + bytes);
        latest.put(bytes - 1, (byte) (latest.get(bytes - 1) + 1));
        assertThat(area.check(latest, bytes)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 64})
    void shouldAllowBothWhereAnExitHasKeptTheEndSecret(int bytes) {
        ByteBuffer before = of(bytes);
        ByteBuffer perhaps = of(bytes);
        ByteBuffer cancelled = of(bytes);
        area.written(area.compose(before));
        area.perhapsWritten(area.compose(perhaps));
        area.compose(cancelled);
        assertThat(area.check(before, bytes)).isNull();
        assertThat(area.check(perhaps, bytes)).isNull();
        assertThat(area.check(cancelled, bytes)).contains("nor one of");
    }
}
