package io.heddle.report.chart;

import java.util.ArrayList;
import java.util.List;

/** Horizontal bars of one or several pieces, with an optional error. */
public final class BarChart {
    private static final double ROW = 24;
    private static final double STACKED_ROW = 40;
    private static final double BAR = 14;
    private static final double CHAR = 6.3;
    private static final int MOST_LABEL = 44;

    /**
     * A bar.
     *
     * @param label what it stands for
     * @param values its pieces
     * @param error half of the interval in which the sum lies; 0 or not a number for none
     * @param text the text behind it
     * @param style its colour: 0 for those of its pieces, otherwise the number of a category
     */
    public record Bar(String label, List<Double> values, double error, String text, int style) {
        /** Creates a bar; the list is copied. */
        public Bar {
            values = List.copyOf(values);
        }

        double sum() {
            return values.stream().mapToDouble(Double::doubleValue).sum();
        }

        double reach() {
            return sum() + (error > 0 ? error : 0);
        }
    }

    private BarChart() {}

    /**
     * Creates a bar of one piece.
     *
     * @param label what it stands for
     * @param value its length
     * @param text the text behind it
     * @return the bar
     */
    public static Bar bar(String label, double value, String text) {
        return new Bar(label, List.of(value), 0, text, 1);
    }

    /**
     * Draws bars.
     *
     * @param title the chart's title
     * @param pieces the names of the pieces; empty if bars have one
     * @param bars from top to bottom
     * @param size the chart's width; its height follows from the bars
     * @return SVG
     */
    public static String draw(String title, List<String> pieces, List<Bar> bars, Size size) {
        List<Frame.Key> keys = new ArrayList<>();
        pieces.forEach(piece -> keys.add(new Frame.Key(Palette.of(keys.size()), piece)));
        double row = size.isNarrow() ? STACKED_ROW : ROW;
        Frame frame = new Frame(size, keys, bars.size() * row);
        Svg svg = new Frame(size, keys, bars.size() * row - Frame.BOTTOM + 6).svg(title);
        int longest = bars.stream()
                .mapToInt(bar -> Math.min(MOST_LABEL, bar.label().length()))
                .max()
                .orElse(0);
        int text = bars.stream().mapToInt(bar -> bar.text().length()).max().orElse(0);
        double left = size.isNarrow() ? 0 : Math.min(size.width() * 0.45, longest * CHAR + 12);
        double most = bars.stream().mapToDouble(Bar::reach).max().orElse(1);
        double right = Math.max(left + 40, size.width() - text * CHAR - 10);
        Scale x = Scale.linear(0, most > 0 ? most : 1, left, right, 2, _ -> "");
        double y = frame.top;
        for (Bar bar : bars) {
            if (size.isNarrow()) {
                svg.text("label", 0, y + 12, Svg.Anchor.START, cut(bar.label()));
                draw(svg, bar, x, y + 18);
            } else {
                svg.text("label", left - 8, y + 12, Svg.Anchor.END, cut(bar.label()));
                draw(svg, bar, x, y + 1);
            }
            y += row;
        }
        return svg.end();
    }

    private static String cut(String label) {
        return label.length() <= MOST_LABEL ? label : label.substring(0, MOST_LABEL - 1) + "…";
    }

    private static void draw(Svg svg, Bar bar, Scale x, double y) {
        double sum = 0;
        for (int i = 0; i < bar.values().size(); i++) {
            double value = bar.values().get(i);
            String style = bar.style() == 0 ? Palette.of(i) : Palette.of(bar.style() - 1);
            double width = x.at(sum + value) - x.at(sum);
            svg.rect(
                    "f " + style,
                    x.at(sum),
                    y,
                    value > 0 ? Math.max(1, width) : 0,
                    BAR,
                    bar.label() + ": " + bar.text());
            sum += value;
        }
        if (bar.error() > 0) {
            double middle = y + BAR / 2;
            svg.line("error", x.at(Math.max(0, sum - bar.error())), middle, x.at(sum + bar.error()), middle);
            svg.line(
                    "error",
                    x.at(Math.max(0, sum - bar.error())),
                    middle - 4,
                    x.at(Math.max(0, sum - bar.error())),
                    middle + 4);
            svg.line("error", x.at(sum + bar.error()), middle - 4, x.at(sum + bar.error()), middle + 4);
        }
        svg.text("value", x.at(bar.reach()) + 6, y + 11, Svg.Anchor.START, bar.text());
    }
}
