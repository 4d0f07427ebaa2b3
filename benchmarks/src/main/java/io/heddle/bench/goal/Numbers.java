package io.heddle.bench.goal;

import java.util.Locale;

/** Formats numbers for display. */
final class Numbers {
    private static final double FOUR_DIGITS = 1_000;
    private static final double THREE_DIGITS = 100;
    private static final double TWO_DIGITS = 10;

    private Numbers() {}

    /** Formats a number with about four digits and no exponent. */
    static String short4(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String format;
        if (size >= FOUR_DIGITS) {
            format = "%,.0f";
        } else if (size >= THREE_DIGITS) {
            format = "%.0f";
        } else if (size >= TWO_DIGITS) {
            format = "%.1f";
        } else {
            format = "%.2f";
        }
        return String.format(Locale.ROOT, format, value);
    }
}
