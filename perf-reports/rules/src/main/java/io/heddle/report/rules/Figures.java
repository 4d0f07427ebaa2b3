package io.heddle.report.rules;

import java.util.Locale;

/** Formats figures for people. */
final class Figures {
    private static final String[] UNITS = {"ns", "us", "ms", "s"};

    private Figures() {}

    /** Formats a time, for example {@code 12.3 ms}. */
    static String time(double nanos) {
        double value = nanos;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    static String time(long nanos) {
        return time((double) nanos);
    }

    /** Formats a share, for example {@code 37 %}. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    /** Formats a part, for example {@code 3 of 7 samples}. */
    static String of(long some, long all, String what) {
        return some + " of " + all + " " + what;
    }
}
