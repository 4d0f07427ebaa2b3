package io.heddle.report.chart;

import java.util.List;

/** The distribution of durations over time: the more requests, the darker. */
public final class HeatMap {
    /** Rows for each power of ten. */
    private static final int ROWS_PER_DECADE = 5;

    /**
     * A column.
     *
     * @param at its begin, in nanoseconds since the begin of the chart
     * @param width its duration in nanoseconds
     * @param counts counts the values of a range
     */
    public record Column(double at, double width, Counter counts) {}

    /** Counts the values of a range. */
    @FunctionalInterface
    public interface Counter {
        /**
         * Counts the values of a range.
         *
         * @param from the lowest value
         * @param to the first value above
         * @return the number of values
         */
        long between(long from, long to);
    }

    private HeatMap() {}

    /**
     * Draws columns.
     *
     * @param title the chart's title
     * @param columns one for each bucket of time
     * @param leastNanos the lowest value
     * @param mostNanos the highest value
     * @param spanNanos the length of the time axis
     * @param size the chart's size
     * @return SVG
     */
    public static String draw(
            String title, List<Column> columns, double leastNanos, double mostNanos, double spanNanos, Size size) {
        Frame frame = new Frame(size, List.of());
        Svg svg = frame.svg(title);
        Scale y = Scale.logarithmic(leastNanos, mostNanos, frame.bottom, frame.top, Numbers::time);
        Scale x = frame.time(spanNanos);
        frame.vertical(svg, y);
        double low = y.ticks().getFirst().value();
        int rows = (y.ticks().size() - 1) * ROWS_PER_DECADE;
        long most = 1;
        for (Column column : columns) {
            for (int row = 0; row < rows; row++) {
                most = Math.max(most, count(column, low, row));
            }
        }
        Shades shades = new Shades();
        for (Column column : columns) {
            double from = Math.max(frame.left(), x.at(column.at()));
            double width = Math.max(1, Math.min(frame.right(), x.at(column.at() + column.width())) - from);
            for (int row = 0; row < rows; row++) {
                long count = count(column, low, row);
                if (count > 0) {
                    double top = y.at(edge(low, row + 1));
                    shades.add("heat", darkness(count, most), from, top, width, y.at(edge(low, row)) - top);
                }
            }
        }
        shades.draw(svg);
        frame.horizontal(svg, x, "time since the first event");
        return svg.end();
    }

    private static double edge(double low, int row) {
        return low * Math.pow(10, row / (double) ROWS_PER_DECADE);
    }

    private static long count(Column column, double low, int row) {
        return column.counts().between(row == 0 ? 0 : Math.round(edge(low, row)), Math.round(edge(low, row + 1)));
    }

    /** Returns the shade by the logarithm: otherwise the tail, which matters, would be invisible. */
    private static int darkness(long count, long most) {
        return Shades.level(Math.log1p((double) count) / Math.log1p((double) most));
    }
}
