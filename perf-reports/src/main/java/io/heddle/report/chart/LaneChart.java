package io.heddle.report.chart;

import java.util.ArrayList;
import java.util.List;

/** The requests that workers ran over time: one lane per worker; the busier, the darker. */
public final class LaneChart {
    private static final double ROW = 14;
    private static final int NARROW_NAME = 8;
    private static final int WIDE_NAME = 34;
    private static final double CHAR = 6.2;

    /**
     * The load of a worker in a period of time.
     *
     * @param at its begin, in nanoseconds since the begin of the chart
     * @param width its duration in nanoseconds
     * @param busyNanos how long the worker ran requests of each kind
     */
    public record Piece(double at, double width, List<Long> busyNanos) {
        /** Creates a piece; the list is copied. */
        public Piece {
            busyNanos = List.copyOf(busyNanos);
        }
    }

    /**
     * A worker.
     *
     * @param name its name; where space is short only the end is shown
     * @param pieces in order
     */
    public record Row(String name, List<Piece> pieces) {
        /** Creates a row; the list is copied. */
        public Row {
            pieces = List.copyOf(pieces);
        }
    }

    private LaneChart() {}

    /**
     * Draws lanes.
     *
     * @param title the chart's title
     * @param kinds the names of the kinds of requests
     * @param rows the workers
     * @param spanNanos the length of the time axis
     * @param size the chart's width; its height follows from the rows
     * @return SVG
     */
    public static String draw(String title, List<String> kinds, List<Row> rows, double spanNanos, Size size) {
        List<Frame.Key> keys = new ArrayList<>();
        kinds.forEach(kind -> keys.add(new Frame.Key(Palette.of(keys.size()), kind)));
        Frame frame = new Frame(size, keys, Math.max(1, rows.size()) * ROW + 4);
        Svg svg = frame.svg(title);
        int most = size.isNarrow() ? NARROW_NAME : WIDE_NAME;
        int longest = rows.stream()
                .mapToInt(row -> Math.min(most, row.name().length()))
                .max()
                .orElse(0);
        double left = Math.max(frame.left(), 14 + longest * CHAR);
        Scale x = Scale.linear(0, Math.max(1, spanNanos), left, frame.right(), size.isNarrow() ? 3 : 8, Numbers::time);
        Shades shades = new Shades();
        double y = frame.top;
        for (Row row : rows) {
            String name = row.name().length() <= most
                    ? row.name()
                    : "…" + row.name().substring(row.name().length() - most + 1);
            svg.text("tick", left - 8, y + 10, Svg.Anchor.END, name);
            svg.rect("lane", left, y + 1, frame.right() - left, ROW - 2, row.name());
            pieces(shades, kinds, row.pieces(), y, left, frame.right(), x);
            y += ROW;
        }
        shades.draw(svg);
        frame.horizontal(svg, x, left, "time since the first event");
        return svg.end();
    }

    /**
     * Draws columns of a pixel or more, each in the colour of the kind that took longest; equal neighbours are merged.
     */
    private static void pieces(
            Shades shades, List<String> kinds, List<Piece> pieces, double y, double left, double right, Scale x) {
        double begun = left;
        double end = left;
        String style = "";
        int level = 0;
        for (Piece piece : pieces) {
            double from = Math.clamp(x.at(piece.at()), left, right);
            double to = Math.clamp(x.at(piece.at() + piece.width()), from, right);
            String nextStyle = "f " + Palette.of(longest(kinds, piece));
            int nextLevel = Shades.level(busy(piece) / piece.width());
            if (!nextStyle.equals(style) || nextLevel != level || from > end + 0.05) {
                add(shades, style, level, begun, end, y);
                begun = from;
                style = nextStyle;
                level = nextLevel;
            }
            end = to;
        }
        add(shades, style, level, begun, end, y);
    }

    private static void add(Shades shades, String style, int level, double from, double to, double y) {
        if (level > 0) {
            shades.add(style, level, from, y + 1, Math.max(0.5, to - from), ROW - 2);
        }
    }

    private static double busy(Piece piece) {
        return piece.busyNanos().stream().mapToLong(Long::longValue).sum();
    }

    private static int longest(List<String> kinds, Piece piece) {
        int longest = 0;
        for (int kind = 1; kind < kinds.size(); kind++) {
            longest = piece.busyNanos().get(kind) > piece.busyNanos().get(longest) ? kind : longest;
        }
        return longest;
    }
}
