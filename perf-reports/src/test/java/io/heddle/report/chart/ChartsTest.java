package io.heddle.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.heddle.report.Golden;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

/** Compares each chart in each size with a file: {@link Golden} describes how to update them. */
final class ChartsTest {
    private static final double SECOND = 1e9;

    private static final Map<String, Function<Size, String>> CHARTS = Map.of(
            "percentiles", ChartsTest::percentiles,
            "lines", ChartsTest::lines,
            "areas", ChartsTest::areas,
            "heatmap", ChartsTest::heatMap,
            "turnover", ChartsTest::turnover,
            "lanes", ChartsTest::lanes,
            "bars", ChartsTest::bars,
            "stacked", ChartsTest::stacked);

    static List<String> names() {
        return CHARTS.keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldLookAsBefore(String name) throws IOException {
        Function<Size, String> chart = CHARTS.get(name);
        Golden.assertSame("chart/" + name + ".half.svg", chart.apply(Size.HALF));
        Golden.assertSame("chart/" + name + ".narrow.svg", chart.apply(Size.NARROW));
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldBeWellFormed(String name) throws Exception {
        for (Size size : List.of(Size.HALF, Size.FULL, Size.NARROW)) {
            String svg = CHARTS.get(name).apply(size);
            var document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
            assertThat(document.getDocumentElement().getAttribute("aria-label")).isEqualTo("A & B <C>");
            assertThat(svg).doesNotContain("NaN", "Infinity", "<C>");
        }
    }

    @Test
    void shouldDrawNothingOfNothing() {
        for (Size size : List.of(Size.HALF, Size.NARROW)) {
            assertThat(PercentileChart.draw("none", List.of(), size))
                    .endsWith("</svg>\n")
                    .doesNotContain("NaN");
            assertThat(LineChart.draw("none", List.of(), 0, 1, size))
                    .endsWith("</svg>\n")
                    .doesNotContain("NaN");
            assertThat(AreaChart.draw("none", List.of("a"), List.of(), 0, size))
                    .endsWith("</svg>\n")
                    .doesNotContain("NaN");
            assertThat(HeatMap.draw("none", List.of(), 1, 1, 0, size))
                    .endsWith("</svg>\n")
                    .doesNotContain("NaN");
            assertThat(TurnoverChart.draw("none", List.of(), 0, size))
                    .endsWith("</svg>\n")
                    .doesNotContain("NaN");
            assertThat(LaneChart.draw("none", List.of("a"), List.of(), 0, size))
                    .endsWith("</svg>\n")
                    .doesNotContain("NaN");
            assertThat(BarChart.draw("none", List.of(), List.of(), size))
                    .endsWith("</svg>\n")
                    .doesNotContain("NaN");
        }
    }

    @Test
    void shouldGrowTheBarWithTheValue() {
        String svg = BarChart.draw(
                "bars", List.of(), List.of(BarChart.bar("one", 10, "10"), BarChart.bar("two", 20, "20")), Size.HALF);
        List<Double> widths = svg.lines()
                .filter(line -> line.startsWith("<rect class=\"f c1\""))
                .map(line -> Double.valueOf(line.replaceAll(".* width=\"([0-9.]+)\".*", "$1")))
                .toList();
        assertThat(widths).hasSize(2);
        assertThat(widths.get(1)).isEqualTo(2 * widths.get(0), within(0.2));
    }

    @Test
    void shouldRefuseASizeThatIsTooSmall() {
        assertThatThrownBy(() -> new Size(100, 50)).hasMessage("size: 100 x 50 is less than 200 x 100");
    }

    @Test
    void shouldEscapeWhatMarkupWouldRead() {
        assertThat(Markup.escape("<a href=\"x\" class='y'>&\u0000\uD800</a>"))
                .isEqualTo("&lt;a href=&quot;x&quot; class=&#39;y&#39;&gt;&amp;\uFFFD\uFFFD&lt;/a&gt;");
    }

    @Test
    void shouldWriteNumbersWithThreeDigits() {
        assertThat(List.of(Numbers.time(0), Numbers.time(999), Numbers.time(1_250), Numbers.time(20_000_000)))
                .containsExactly("0", "999 ns", "1.25 µs", "20 ms");
        assertThat(List.of(Numbers.count(9_999), Numbers.count(12_345), Numbers.count(0.5), Numbers.bytes(4_096)))
                .containsExactly("9999", "12.3 k", "0.5", "4 KiB");
    }

    private static String percentiles(Size size) {
        Histogram one = new Histogram(3);
        Histogram two = new Histogram(3);
        LongStream.rangeClosed(1, 10_000).forEach(i -> {
            one.recordValue(i * 1_000);
            two.recordValue(i * i);
        });
        return PercentileChart.draw(
                "A & B <C>",
                List.of(
                        new PercentileChart.Curve("linear", one, 0, false),
                        new PercentileChart.Curve("square", two, 0, true)),
                size);
    }

    private static String lines(Size size) {
        List<LineChart.Point> points = new ArrayList<>();
        IntStream.range(0, 20)
                .filter(i -> i < 8 || i > 11)
                .forEach(i -> points.add(new LineChart.Point(i * SECOND, 1_000 * (1 + i * i))));
        return LineChart.draw(
                "A & B <C>",
                List.of(
                        new LineChart.Line("p50", points),
                        new LineChart.Line("alone", List.of(new LineChart.Point(3 * SECOND, 5e6)))),
                20 * SECOND,
                2 * SECOND,
                size);
    }

    private static String areas(Size size) {
        List<AreaChart.Sample> samples = IntStream.range(0, 10)
                .mapToObj(i -> new AreaChart.Sample(i * SECOND, List.of((long) i, 3L, (long) (i % 2))))
                .toList();
        return AreaChart.draw("A & B <C>", List.of("running", "idle", "dying"), samples, 10 * SECOND, size);
    }

    private static String heatMap(Size size) {
        List<HeatMap.Column> columns = IntStream.range(0, 8)
                .mapToObj(i -> new HeatMap.Column(
                        i * SECOND,
                        SECOND,
                        (from, to) -> LongStream.of(5_000, 5_000, 50_000, 1_000L * (i + 1))
                                .filter(v -> v >= from && v < to)
                                .count()))
                .toList();
        return HeatMap.draw("A & B <C>", columns, 1_000, 100_000, 8 * SECOND, size);
    }

    private static String turnover(Size size) {
        return TurnoverChart.draw(
                "A & B <C>",
                List.of(
                        new TurnoverChart.Step(0, SECOND, 4, 0, 1),
                        new TurnoverChart.Step(5 * SECOND, SECOND, 0, 3, 0)),
                10 * SECOND,
                size);
    }

    private static String lanes(Size size) {
        LaneChart.Row busy = new LaneChart.Row(
                "a-worker-with-a-rather-long-name-that-is-cut-1",
                List.of(
                        new LaneChart.Piece(0, SECOND, List.of((long) SECOND, 0L)),
                        new LaneChart.Piece(SECOND, SECOND, List.of((long) SECOND, 0L)),
                        new LaneChart.Piece(3 * SECOND, SECOND, List.of(1L, (long) SECOND / 2))));
        LaneChart.Row idle = new LaneChart.Row("<worker>", List.of(new LaneChart.Piece(0, SECOND, List.of(0L, 0L))));
        return LaneChart.draw("A & B <C>", List.of("READ", "WRITE"), List.of(busy, idle), 5 * SECOND, size);
    }

    private static String bars(Size size) {
        return BarChart.draw(
                "A & B <C>",
                List.of(),
                List.of(
                        new BarChart.Bar("engine virtual", List.of(10.0), 2, "10 (1.25)", 1),
                        new BarChart.Bar("engine platform", List.of(8.0), 0.5, "8 (1.00)", 5),
                        new BarChart.Bar("<peer>", List.of(0.0), Double.NaN, "0", 1)),
                size);
    }

    private static String stacked(Size size) {
        return BarChart.draw(
                "A & B <C>",
                List.of("queue wait", "service"),
                List.of(new BarChart.Bar("READ", List.of(3.0, 4.0), 0, "3 + 4", 0)),
                size);
    }
}
