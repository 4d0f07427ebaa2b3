package io.heddle.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "512,512",
        "4k,4096",
        "4K,4096",
        "64m,67108864",
        "1g,1073741824",
        "2GiB,2147483648",
        "4kb,4096",
        "4ki,4096",
        "1p,1125899906842624",
        "0x1000,4096",
        "0x10k,16384",
        "7b,7"
    })
    void shouldReadSizes(String text, long bytes) {
        assertThat(new Quantity.Size().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "10,PT10S",
        "10s,PT10S",
        "500ms,PT0.5S",
        "2m,PT2M",
        "1h,PT1H",
        "2d,PT48H",
        "250us,PT0.00025S",
        "3usec,PT0.000003S",
        "4msec,PT0.004S",
        "5sec,PT5S",
        "0x10,PT16S"
    })
    void shouldReadTimes(String text, Duration time) {
        assertThat(new Quantity.Time().convert(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({"1000,1000", "10k,10240", "1m,1048576", "0xff,255"})
    void shouldReadCounts(String text, long count) {
        assertThat(new Quantity.Count().convert(text)).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "k",
                "4q",
                "-1",
                "1.5k",
                "99999999999999999999",
                "4 k",
                "999999999999999999t",
                "0x",
                "0xg",
                "4ib",
                "4bb",
                "kb"
            })
    void shouldRefuseWhatIsNoSize(String text) {
        assertThatThrownBy(() -> new Quantity.Size().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
