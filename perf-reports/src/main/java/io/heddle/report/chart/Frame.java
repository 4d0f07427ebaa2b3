package io.heddle.report.chart;

import java.util.List;

/** The area of the plot within a chart: the legend above it, the axes around it. */
final class Frame {
    static final double LEFT = 58;
    static final double RIGHT = 12;
    static final double BOTTOM = 34;
    private static final double TOP = 8;
    private static final double LEGEND_ROW = 20;
    private static final double CHAR = 6.4;
    private static final double SWATCH = 16;
    private static final double GAP = 18;

    /**
     * An entry of the legend.
     *
     * @param style the class of its colour
     * @param name what it stands for
     */
    record Key(String style, String name) {}

    final Size size;
    final List<Key> keys;
    final double top;
    final double bottom;

    Frame(Size size, List<Key> keys) {
        this(size, keys, size.height() - TOP - BOTTOM);
    }

    Frame(Size size, List<Key> keys, double plotHeight) {
        this.size = size;
        this.keys = keys;
        top = TOP + (keys.isEmpty() ? 0 : rows() * LEGEND_ROW + 6);
        bottom = top + plotHeight;
    }

    double left() {
        return LEFT;
    }

    double right() {
        return size.width() - RIGHT;
    }

    double height() {
        return bottom + BOTTOM;
    }

    Svg svg(String title) {
        Svg svg = new Svg(title, size.width(), height());
        legend(svg);
        return svg;
    }

    private int rows() {
        int rows = keys.isEmpty() ? 0 : 1;
        double x = 0;
        for (Key key : keys) {
            if (x > 0 && x + width(key) > size.width()) {
                rows++;
                x = 0;
            }
            x += width(key) + GAP;
        }
        return rows;
    }

    private static double width(Key key) {
        return SWATCH + key.name().length() * CHAR;
    }

    private void legend(Svg svg) {
        double x = 0;
        double y = TOP;
        for (Key key : keys) {
            if (x > 0 && x + width(key) > size.width()) {
                x = 0;
                y += LEGEND_ROW;
            }
            svg.rect("f " + key.style(), x, y, 10, 10, "");
            svg.text("label", x + SWATCH, y + 9, Svg.Anchor.START, key.name());
            x += width(key) + GAP;
        }
    }

    /** Draws lines across the plot, with values beside it. */
    void vertical(Svg svg, Scale scale) {
        for (Scale.Tick tick : scale.ticks()) {
            double y = scale.at(tick.value());
            svg.line("grid", left(), y, right(), y);
            svg.text("tick", left() - 8, y + 4, Svg.Anchor.END, tick.label());
        }
    }

    /** Draws values below the plot, with their name. */
    void horizontal(Svg svg, Scale scale, String name) {
        horizontal(svg, scale, left(), name);
    }

    void horizontal(Svg svg, Scale scale, double from, String name) {
        svg.line("axis", from, bottom, right(), bottom);
        for (Scale.Tick tick : scale.ticks()) {
            double x = scale.at(tick.value());
            svg.line("axis", x, bottom, x, bottom + 4);
            boolean last = x > right() - 16;
            svg.text("tick", last ? right() : x, bottom + 17, last ? Svg.Anchor.END : Svg.Anchor.MIDDLE, tick.label());
        }
        svg.text("tick", right(), bottom + 31, Svg.Anchor.END, name);
    }

    /** Returns a scale of time from 0 to a span of nanoseconds. */
    Scale time(double spanNanos) {
        return Scale.linear(0, Math.max(1, spanNanos), left(), right(), size.isNarrow() ? 4 : 8, Numbers::time);
    }
}
