package io.heddle.report.chart;

import java.util.ArrayList;
import java.util.List;

/** Values over time, stacked, in steps: a value holds until the next one. */
public final class AreaChart {
    /**
     * The values at a time.
     *
     * @param at nanoseconds since the begin
     * @param values one for each name
     */
    public record Sample(double at, List<Long> values) {
        /** Creates a sample; the list is copied. */
        public Sample {
            values = List.copyOf(values);
        }
    }

    private AreaChart() {}

    /**
     * Draws values.
     *
     * @param title the chart's title
     * @param names of the values, the lowest first
     * @param samples in order
     * @param spanNanos the length of the time axis
     * @param size the chart's size
     * @return SVG
     */
    public static String draw(String title, List<String> names, List<Sample> samples, double spanNanos, Size size) {
        List<Frame.Key> keys = new ArrayList<>();
        names.forEach(name -> keys.add(new Frame.Key(Palette.of(keys.size()), name)));
        Frame frame = new Frame(size, keys);
        Svg svg = frame.svg(title);
        double most = samples.stream()
                .mapToDouble(sample ->
                        sample.values().stream().mapToLong(Long::longValue).sum())
                .max()
                .orElse(0);
        Scale y = Scale.linear(0, Math.max(1, most), frame.bottom, frame.top, 4, AreaChart::whole);
        Scale x = frame.time(spanNanos);
        frame.vertical(svg, y);
        for (int i = names.size() - 1; i >= 0 && !samples.isEmpty(); i--) {
            svg.path("f " + Palette.of(i), area(samples, i, x, y, spanNanos));
        }
        frame.horizontal(svg, x, "time since the first event");
        return svg.end();
    }

    private static String whole(double value) {
        return value == Math.rint(value) ? Numbers.count(value) : "";
    }

    /** Returns an area down to the axis; lower areas are drawn over it later. */
    private static String area(List<Sample> samples, int upTo, Scale x, Scale y, double span) {
        StringBuilder path = new StringBuilder();
        path.append('M').append(Svg.number(x.at(samples.getFirst().at()))).append(' ');
        path.append(Svg.number(y.at(0)));
        for (Sample sample : samples) {
            double sum = sample.values().stream()
                    .limit(upTo + 1L)
                    .mapToLong(Long::longValue)
                    .sum();
            path.append('H').append(Svg.number(x.at(sample.at())));
            path.append('V').append(Svg.number(y.at(sum)));
        }
        path.append('H').append(Svg.number(x.at(Math.max(span, samples.getLast().at()))));
        return path.append('V').append(Svg.number(y.at(0))).append('Z').toString();
    }
}
