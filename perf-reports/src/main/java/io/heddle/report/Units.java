package io.heddle.report;

import java.time.Duration;
import java.util.Locale;

/** Formats numbers as fio does: three or four digits and a unit. */
final class Units {
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};
    private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P"};

    private Units() {}

    /** Formats in powers of 1024: 98.1MiB. */
    static String binary(double value, String unit) {
        return scaled(value, 1_024, BINARY, unit);
    }

    /** Formats in powers of 1000: 103MB. */
    static String decimal(double value, String unit) {
        return scaled(value, 1_000, DECIMAL, unit);
    }

    /** Formats in powers of 1000, without a unit: 25.1k. */
    static String decimal(double value) {
        return decimal(value, "");
    }

    static String seconds(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    private static String scaled(double value, int step, String[] prefixes, String unit) {
        double rest = value;
        int prefix = 0;
        while (rest >= step && prefix < prefixes.length - 1) {
            rest /= step;
            prefix++;
        }
        boolean whole = rest >= 100 || rest == Math.rint(rest);
        return String.format(Locale.ROOT, whole ? "%.0f%s%s" : "%.1f%s%s", rest, prefixes[prefix], unit);
    }
}
