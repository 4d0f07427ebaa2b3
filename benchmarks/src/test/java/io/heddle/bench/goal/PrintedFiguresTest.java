package io.heddle.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.bench.cli.RunFailure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The output of probes and of fio. */
final class PrintedFiguresTest {
    @Test
    void shouldTakeFiguresOfAProbe() throws RunFailure {
        assertThat(ChildFork.parse(List.of("a_ms=1.5", "b=2E3"), "probe")).isEqualTo(Map.of("a_ms", 1.5, "b", 2_000.0));
    }

    @Test
    void shouldRefuseWhatIsNoFigure() {
        assertThatThrownBy(() -> ChildFork.parse(List.of("a=1", "warning: something"), "probe"))
                .hasMessageStartingWith("probe has printed what is no figure: warning: something");
        assertThatThrownBy(() -> ChildFork.parse(List.of(), "probe")).hasMessage("probe has printed no figure");
    }

    @Test
    void shouldFindTheRateInFiosTerseOutput() throws RunFailure {
        List<String> lines = List.of("note: something", "3;fio-3.33;heddle-bench;0;0;400000;200000;50000;2000;0;0");
        assertThat(Fio.parse(lines)).isEqualTo(Map.of(Metric.NANOS_PER_OPERATION.name(), 20_000.0, "per_s", 50_000.0));
    }

    @Test
    void shouldTellOfFiosErrors() {
        assertThatThrownBy(() -> Fio.parse(List.of("3;fio-3.33;heddle-bench;0;22;0;0;0;0;0")))
                .hasMessage("fio has failed with error 22");
        assertThatThrownBy(() -> Fio.parse(List.of("fio: nothing"))).hasMessage("fio has printed no figures");
    }
}
