package io.heddle.report.page;

import io.heddle.report.chart.BarChart;
import io.heddle.report.chart.Numbers;
import io.heddle.report.input.Benchmark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Results of JMH. Those that are comparable are in one chart: same class, mode, unit and workload. Within a chart only
 * the method and the parameters that name the executor of the work differ.
 */
final class BenchmarkSection {
    /** Parameters that name the executor of the work, not the work. */
    private static final Set<String> WHO = Set.of(
            "threads", "threadkind", "kind", "variant", "engine", "ioengine", "peer", "library", "backend", "executor");

    private static final String BASELINE = "platform";
    private static final int OURS = 1;
    private static final int OTHERS = 5;

    private BenchmarkSection() {}

    static Section of(List<Benchmark> benchmarks) {
        Map<String, List<Benchmark>> groups = new LinkedHashMap<>();
        benchmarks.forEach(benchmark ->
                groups.computeIfAbsent(group(benchmark), _ -> new ArrayList<>()).add(benchmark));
        List<Block> blocks = new ArrayList<>();
        groups.forEach((name, group) -> {
            Benchmark baseline = baseline(group);
            blocks.add(new Block.Figure(
                    name,
                    (group.getFirst().isRate() ? "The longer, the better." : "The shorter, the better.")
                            + " The whiskers are JMH's error (99.9 %)."
                            + (baseline == null
                                    ? ""
                                    : " Ratios are against " + label(baseline) + "; above 1 is better."),
                    true,
                    size -> BarChart.draw(name, List.of(), bars(group, baseline), size)));
            blocks.add(table(name, group, baseline));
        });
        return new Section("benchmarks", "Benchmarks", "Only what was measured in one run is compared.", blocks);
    }

    private static boolean isWho(Map.Entry<String, String> parameter) {
        return WHO.contains(parameter.getKey().toLowerCase(Locale.ROOT));
    }

    private static String group(Benchmark benchmark) {
        String work = benchmark.sortedParameters().entrySet().stream()
                .filter(parameter -> !isWho(parameter))
                .map(parameter -> ", " + parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining());
        return benchmark.type() + work + " (" + benchmark.mode() + ", " + benchmark.unit() + ")";
    }

    static String label(Benchmark benchmark) {
        return benchmark.method()
                + benchmark.sortedParameters().entrySet().stream()
                        .filter(BenchmarkSection::isWho)
                        .map(parameter -> " " + parameter.getValue())
                        .collect(Collectors.joining());
    }

    /** Returns the first that names platform threads; {@code null} if none does, or if it is alone. */
    private static @Nullable Benchmark baseline(List<Benchmark> group) {
        return group.size() < 2
                ? null
                : group.stream()
                        .filter(benchmark ->
                                label(benchmark).toLowerCase(Locale.ROOT).contains(BASELINE))
                        .findFirst()
                        .orElse(null);
    }

    private static String ratio(Benchmark benchmark, @Nullable Benchmark baseline) {
        if (baseline == null || baseline.score() == 0 || benchmark.score() == 0) {
            return "";
        }
        double ratio = benchmark.score() / baseline.score();
        return String.format(Locale.ROOT, "%.2f", benchmark.isRate() ? ratio : 1 / ratio);
    }

    private static List<BarChart.Bar> bars(List<Benchmark> group, @Nullable Benchmark baseline) {
        return group.stream()
                .map(benchmark -> {
                    String ratio = ratio(benchmark, baseline);
                    String text = Numbers.count(benchmark.score()) + (ratio.isEmpty() ? "" : " (" + ratio + ")");
                    return new BarChart.Bar(
                            label(benchmark),
                            List.of(benchmark.score()),
                            benchmark.error(),
                            text,
                            benchmark == baseline ? OTHERS : OURS);
                })
                .toList();
    }

    private static Block table(String name, List<Benchmark> group, @Nullable Benchmark baseline) {
        List<List<String>> rows = new ArrayList<>();
        for (Benchmark benchmark : group) {
            rows.add(List.of(
                    label(benchmark),
                    String.format(Locale.ROOT, "%.3f", benchmark.score()),
                    Double.isNaN(benchmark.error())
                            ? "one iteration"
                            : String.format(Locale.ROOT, "± %.3f", benchmark.error()),
                    benchmark.unit(),
                    ratio(benchmark, baseline)));
        }
        return new Block.Table(
                name, List.of("", "score", "error", "unit", baseline == null ? "" : "against platform"), 1, rows);
    }
}
