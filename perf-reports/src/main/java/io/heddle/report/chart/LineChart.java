package io.heddle.report.chart;

import java.util.ArrayList;
import java.util.List;

/** Durations over time, on a logarithmic axis. */
public final class LineChart {
    /**
     * A value at a time.
     *
     * @param at nanoseconds since the begin
     * @param nanos the value
     */
    public record Point(double at, double nanos) {}

    /**
     * A series.
     *
     * @param name its name
     * @param points in order
     */
    public record Line(String name, List<Point> points) {
        /** Creates a series; the list is copied. */
        public Line {
            points = List.copyOf(points);
        }
    }

    private LineChart() {}

    /**
     * Draws series.
     *
     * @param title the chart's title
     * @param lines the series; at most six have a colour of their own
     * @param spanNanos the length of the time axis
     * @param gapNanos points that are farther apart are not joined
     * @param size the chart's size
     * @return SVG
     */
    public static String draw(String title, List<Line> lines, double spanNanos, double gapNanos, Size size) {
        Frame frame = new Frame(size, keys(lines));
        Svg svg = frame.svg(title);
        double least = Double.MAX_VALUE;
        double most = 1;
        for (Line line : lines) {
            for (Point point : line.points()) {
                least = Math.min(least, point.nanos());
                most = Math.max(most, point.nanos());
            }
        }
        Scale y = Scale.logarithmic(Math.min(least, most), most, frame.bottom, frame.top, Numbers::time);
        Scale x = frame.time(spanNanos);
        frame.vertical(svg, y);
        frame.horizontal(svg, x, "time since the first event");
        for (int i = 0; i < lines.size(); i++) {
            line(svg, Palette.of(i), lines.get(i), x, y, gapNanos);
        }
        return svg.end();
    }

    private static List<Frame.Key> keys(List<Line> lines) {
        List<Frame.Key> keys = new ArrayList<>();
        for (Line line : lines) {
            keys.add(new Frame.Key(Palette.of(keys.size()), line.name()));
        }
        return keys;
    }

    /** Draws a line; a point without neighbours is a dot. */
    private static void line(Svg svg, String style, Line line, Scale x, Scale y, double gap) {
        StringBuilder path = new StringBuilder();
        List<Point> points = line.points();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            boolean joined = i > 0 && point.at() - points.get(i - 1).at() <= gap;
            boolean joins = i + 1 < points.size() && points.get(i + 1).at() - point.at() <= gap;
            if (!joined && !joins) {
                svg.dot(
                        "f " + style,
                        x.at(point.at()),
                        y.at(point.nanos()),
                        line.name() + ": " + Numbers.time(point.nanos()));
            } else {
                path.append(joined ? 'L' : 'M')
                        .append(Svg.number(x.at(point.at())))
                        .append(' ');
                path.append(Svg.number(y.at(point.nanos())));
            }
        }
        if (!path.isEmpty()) {
            svg.path("s " + style, path);
        }
    }
}
