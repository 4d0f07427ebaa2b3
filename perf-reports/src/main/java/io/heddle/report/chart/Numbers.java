package io.heddle.report.chart;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Formats numbers for people: three digits and a unit. */
public final class Numbers {
    private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String[] DECIMAL = {"", " k", " M", " G", " T", " P"};
    private static final String[] BINARY = {" B", " KiB", " MiB", " GiB", " TiB", " PiB"};

    private Numbers() {}

    /**
     * Formats a time.
     *
     * @param nanos nanoseconds
     * @return for example {@code 1.25 ms}
     */
    public static String time(double nanos) {
        if (nanos == 0) {
            return "0";
        }
        if (nanos < MICRO) {
            return digits(nanos) + " ns";
        }
        if (nanos < MILLI) {
            return digits(nanos / MICRO) + " µs";
        }
        if (nanos < SECOND) {
            return digits(nanos / MILLI) + " ms";
        }
        return digits(nanos / SECOND) + " s";
    }

    /**
     * Formats a number.
     *
     * @param value the number
     * @return for example {@code 12.3 k}; integers below ten thousand in full
     */
    public static String count(double value) {
        if (value < 10_000 && value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return scaled(value, 1_000, DECIMAL);
    }

    /**
     * Formats a number of bytes.
     *
     * @param value bytes
     * @return for example {@code 98.1 MiB}
     */
    public static String bytes(double value) {
        return scaled(value, 1_024, BINARY);
    }

    /**
     * Formats a time.
     *
     * @param nanos nanoseconds
     * @return as {@link #time(double)}
     */
    public static String time(long nanos) {
        return time((double) nanos);
    }

    /**
     * Formats a number.
     *
     * @param value the number
     * @return as {@link #count(double)}
     */
    public static String count(long value) {
        return count((double) value);
    }

    /**
     * Formats a number of bytes.
     *
     * @param value bytes
     * @return as {@link #bytes(double)}
     */
    public static String bytes(long value) {
        return bytes((double) value);
    }

    private static String scaled(double value, int step, String[] units) {
        double rest = value;
        int unit = 0;
        while (Math.abs(rest) >= step && unit < units.length - 1) {
            rest /= step;
            unit++;
        }
        return digits(rest) + units[unit];
    }

    /** Formats three significant digits, without trailing zeros after the point. */
    private static String digits(double value) {
        if (!Double.isFinite(value)) {
            return "?";
        }
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
