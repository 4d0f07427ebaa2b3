package io.heddle.bench.top;

import java.util.Locale;

/** Formats figures in few characters. */
final class Units {
    private static final double THOUSAND = 1_000;
    private static final double KIB = 1_024;

    /** Scaled values below ten have a decimal. */
    private static final double ROUND = 10;

    private Units() {}

    /** Formats a time, for example {@code 870ns}, {@code 8.1us}, {@code 23ms}, {@code 61s}. */
    static String nanos(long nanos) {
        return scaled((double) nanos, THOUSAND, "ns", "us", "ms", "s");
    }

    /** Formats a rate or a number, for example {@code 12}, {@code 8.1k}, {@code 1.2M}. */
    static String count(double count) {
        return scaled(count, THOUSAND, "", "k", "M", "G");
    }

    /** Formats bytes, for example {@code 4.0K}, {@code 32M}. */
    static String bytes(double bytes) {
        return scaled(bytes, KIB, "", "K", "M", "G", "T");
    }

    private static String scaled(double value, double step, String... units) {
        int unit = 0;
        double rest = value;
        // Rounding precedes scaling: 999.7 would be 1000 of this unit, which is 1 of the next.
        while (unit < units.length - 1 && Math.round(rest) >= step) {
            rest /= step;
            unit++;
        }
        String format = unit > 0 && rest < ROUND ? "%.1f%s" : "%.0f%s";
        return String.format(Locale.ROOT, format, rest, units[unit]);
    }
}
