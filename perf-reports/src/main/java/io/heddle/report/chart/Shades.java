package io.heddle.report.chart;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Many small rectangles in few shades: one path for each shade instead of one element for each rectangle keeps the page
 * small.
 */
final class Shades {
    private static final int LEVELS = 8;
    private static final double FAINTEST = 0.15;

    private record Shade(String style, int level) implements Comparable<Shade> {
        @Override
        public int compareTo(Shade other) {
            int byStyle = style.compareTo(other.style);
            return byStyle != 0 ? byStyle : Integer.compare(level, other.level);
        }
    }

    private final Map<Shade, StringBuilder> paths = new TreeMap<>();

    /** Returns the level of a {@code darkness} of 0 to 1. */
    static int level(double darkness) {
        return (int) Math.ceil(Math.clamp(darkness, 0, 1) * LEVELS);
    }

    void add(String style, int level, double x, double y, double width, double height) {
        paths.computeIfAbsent(new Shade(style, level), _ -> new StringBuilder())
                .append('M')
                .append(Svg.number(x))
                .append(' ')
                .append(Svg.number(y))
                .append('h')
                .append(Svg.number(width))
                .append('v')
                .append(Svg.number(height))
                .append('h')
                .append(Svg.number(-width))
                .append('z');
    }

    void draw(Svg svg) {
        paths.forEach((shade, path) -> {
            double opacity = FAINTEST + (1 - FAINTEST) * shade.level() / LEVELS;
            svg.path(shade.style(), path, String.format(Locale.ROOT, "%.2f", opacity));
        });
    }
}
