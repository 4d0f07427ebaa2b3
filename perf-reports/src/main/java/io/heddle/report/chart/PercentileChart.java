package io.heddle.report.chart;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Latency by percentile: each further step to the right is one nine more. */
public final class PercentileChart {
    private static final int POINTS = 120;
    private static final double[] MARKS = {0, 50, 90, 99, 99.9, 99.99, 99.999, 99.9999};
    private static final double FULL = 100;

    /**
     * A distribution.
     *
     * @param name its name
     * @param nanos its values
     * @param colour the number of its colour, from 0
     * @param dashed whether the line is dashed; such a curve belongs to another of its colour and is not in the legend
     */
    public record Curve(String name, Histogram nanos, int colour, boolean dashed) {}

    private PercentileChart() {}

    /**
     * Draws distributions.
     *
     * @param title the chart's title
     * @param curves the distributions; those without values are omitted
     * @param size the chart's size
     * @return SVG
     */
    public static String draw(String title, List<Curve> curves, Size size) {
        List<Curve> shown = curves.stream()
                .filter(curve -> curve.nanos().getTotalCount() > 0)
                .toList();
        Frame frame = new Frame(size, keys(shown));
        Svg svg = frame.svg(title);
        double most = shown.stream()
                .mapToDouble(curve -> curve.nanos().getMaxValue())
                .max()
                .orElse(1);
        double least = shown.stream()
                .mapToDouble(curve -> curve.nanos().getValueAtPercentile(1))
                .min()
                .orElse(1);
        double end =
                shown.stream().mapToDouble(curve -> nines(curve.nanos())).max().orElse(1);
        Scale y = Scale.logarithmic(least, most, frame.bottom, frame.top, Numbers::time);
        Scale x = scale(frame, Math.max(1, end));
        frame.vertical(svg, y);
        frame.horizontal(svg, x, "percentile");
        for (Curve curve : shown) {
            curve(svg, curve, "s " + Palette.of(curve.colour()), x, y);
        }
        return svg.end();
    }

    private static List<Frame.Key> keys(List<Curve> curves) {
        List<Frame.Key> keys = new ArrayList<>();
        for (Curve curve : curves) {
            if (!curve.dashed()) {
                keys.add(new Frame.Key(Palette.of(curve.colour()), curve.name()));
            }
        }
        return keys;
    }

    /** Returns how many nines the number of values supports: three for a thousand values. */
    private static double nines(Histogram nanos) {
        return Math.log10((double) Math.max(2, nanos.getTotalCount()));
    }

    private static Scale scale(Frame frame, double end) {
        List<Scale.Tick> ticks = new ArrayList<>();
        for (double mark : MARKS) {
            double nines = -Math.log10(1 - mark / FULL);
            boolean crowded = mark == 0 && frame.size.isNarrow();
            if (nines <= end && !crowded) {
                ticks.add(new Scale.Tick(
                        nines, (mark == Math.rint(mark) ? String.valueOf((int) mark) : String.valueOf(mark)) + "%"));
            }
        }
        double width = frame.right() - frame.left();
        return new Scale(nines -> frame.left() + nines / end * width, ticks);
    }

    private static void curve(Svg svg, Curve curve, String style, Scale x, Scale y) {
        StringBuilder path = new StringBuilder();
        double end = nines(curve.nanos());
        for (int i = 0; i <= POINTS; i++) {
            double nines = end * i / POINTS;
            double percentile = i == POINTS ? FULL : FULL * (1 - Math.pow(10, -nines));
            path.append(i == 0 ? 'M' : 'L').append(Svg.number(x.at(nines))).append(' ');
            path.append(Svg.number(y.at((double) Math.max(1, curve.nanos().getValueAtPercentile(percentile)))));
        }
        svg.path(curve.dashed() ? style + " dashed" : style, path);
    }
}
