package io.heddle.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Who ran what, when: one lane per worker; the busier, the darker. */
public final class LaneChart {
    private static final double ROW = 14;
    private static final double FAINTEST = 0.15;
    private static final int NARROW_NAME = 8;
    private static final int WIDE_NAME = 34;
    private static final double CHAR = 6.2;

    /**
     * How busy a worker was for a while.
     *
     * @param at its begin, in nanoseconds since the begin of the chart
     * @param width how long it lasts
     * @param busyNanos how long it ran requests of each kind
     */
    public record Piece(double at, double width, List<Long> busyNanos) {
        /** Makes a piece; the list is copied. */
        public Piece {
            busyNanos = List.copyOf(busyNanos);
        }
    }

    /**
     * A worker.
     *
     * @param name its name; where room is short only the end is shown
     * @param pieces in order
     */
    public record Row(String name, List<Piece> pieces) {
        /** Makes a row; the list is copied. */
        public Row {
            pieces = List.copyOf(pieces);
        }
    }

    private LaneChart() {}

    /**
     * Draws lanes.
     *
     * @param title what the chart shows
     * @param kinds the names of the kinds of requests
     * @param rows the workers
     * @param spanNanos how long the axis of time is
     * @param size how wide; the height follows from the rows
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
        double y = frame.top;
        for (Row row : rows) {
            String name = row.name().length() <= most
                    ? row.name()
                    : "…" + row.name().substring(row.name().length() - most + 1);
            svg.text("tick", left - 8, y + 10, Svg.Anchor.END, name);
            svg.rect("lane", left, y + 1, frame.right() - left, ROW - 2, row.name());
            for (Piece piece : row.pieces()) {
                piece(svg, kinds, row, piece, y, left, frame.right(), x);
            }
            y += ROW;
        }
        frame.horizontal(svg, x, "time since the first event");
        return svg.end();
    }

    /** In the colour of what took the longest. */
    private static void piece(
            Svg svg, List<String> kinds, Row row, Piece piece, double y, double left, double right, Scale x) {
        long busy = piece.busyNanos().stream().mapToLong(Long::longValue).sum();
        if (busy == 0) {
            return;
        }
        int main = 0;
        for (int kind = 1; kind < kinds.size(); kind++) {
            main = piece.busyNanos().get(kind) > piece.busyNanos().get(main) ? kind : main;
        }
        double share = Math.min(1, busy / piece.width());
        double from = Math.clamp(x.at(piece.at()), left, right);
        double to = Math.clamp(x.at(piece.at() + piece.width()), left, right);
        svg.rect(
                "f " + Palette.of(main),
                from,
                y + 1,
                Math.max(0.5, to - from),
                ROW - 2,
                FAINTEST + (1 - FAINTEST) * share,
                String.format(
                        Locale.ROOT,
                        "%s: %.0f%% busy, mostly %s, at %s",
                        row.name(),
                        100 * share,
                        kinds.get(main),
                        Numbers.time(Math.max(0, piece.at()))));
    }
}
