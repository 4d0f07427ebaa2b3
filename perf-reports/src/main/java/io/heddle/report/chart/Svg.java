package io.heddle.report.chart;

import java.util.Locale;

/** Writes SVG. Every text is escaped, every number has at most one decimal. */
final class Svg {
    /** The anchor of a text. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    private final StringBuilder out = new StringBuilder(4_096);

    /** Begins a chart; {@code title} is the label for screen readers. */
    Svg(String title, double width, double height) {
        out.append("<svg class=\"chart\" role=\"img\" aria-label=\"")
                .append(Markup.escape(title))
                .append("\" viewBox=\"0 0 ")
                .append(number(width))
                .append(' ')
                .append(number(height))
                .append("\">\n");
    }

    static String number(double value) {
        double rounded = Math.round(value * 10) / 10.0;
        return rounded == Math.rint(rounded)
                ? String.valueOf((long) rounded)
                : String.format(Locale.ROOT, "%.1f", rounded);
    }

    Svg line(String styles, double x1, double y1, double x2, double y2) {
        out.append("<path class=\"")
                .append(styles)
                .append("\" d=\"M")
                .append(number(x1))
                .append(' ');
        out.append(number(y1)).append('L').append(number(x2)).append(' ').append(number(y2));
        out.append("\"/>\n");
        return this;
    }

    /** Draws a rectangle; {@code tip} is shown under the pointer, empty for none. */
    Svg rect(String styles, double x, double y, double width, double height, String tip) {
        out.append("<rect class=\"")
                .append(styles)
                .append("\" x=\"")
                .append(number(x))
                .append("\" y=\"");
        out.append(number(y))
                .append("\" width=\"")
                .append(number(Math.max(0, width)))
                .append("\" height=\"");
        out.append(number(Math.max(0, height))).append('"');
        if (tip.isEmpty()) {
            out.append("/>\n");
        } else {
            out.append("><title>").append(Markup.escape(tip)).append("</title></rect>\n");
        }
        return this;
    }

    Svg path(String styles, CharSequence data, String opacity) {
        out.append("<path class=\"").append(styles).append("\" opacity=\"").append(opacity);
        out.append("\" d=\"").append(data).append("\"/>\n");
        return this;
    }

    Svg path(String styles, CharSequence data) {
        out.append("<path class=\"")
                .append(styles)
                .append("\" d=\"")
                .append(data)
                .append("\"/>\n");
        return this;
    }

    Svg dot(String styles, double x, double y, String tip) {
        out.append("<circle class=\"")
                .append(styles)
                .append("\" cx=\"")
                .append(number(x))
                .append("\" cy=\"");
        out.append(number(y))
                .append("\" r=\"2.5\"><title>")
                .append(Markup.escape(tip))
                .append("</title></circle>\n");
        return this;
    }

    Svg text(String styles, double x, double y, Anchor anchor, String text) {
        out.append("<text class=\"")
                .append(styles)
                .append("\" x=\"")
                .append(number(x))
                .append("\" y=\"");
        out.append(number(y)).append('"');
        if (anchor != Anchor.START) {
            out.append(" text-anchor=\"")
                    .append(anchor == Anchor.END ? "end" : "middle")
                    .append('"');
        }
        out.append('>').append(Markup.escape(text)).append("</text>\n");
        return this;
    }

    String end() {
        return out.append("</svg>\n").toString();
    }
}
