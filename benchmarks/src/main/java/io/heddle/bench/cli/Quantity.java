package io.heddle.bench.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers with a unit, written as for fio. */
public final class Quantity {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})([a-z]*)");

    private Quantity() {}

    /** Bytes: {@code 512}, {@code 4k}, {@code 1g}; units are powers of 1024. */
    public static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return scaled(text, "a size such as 4096, 4k, 64m or 1g", unit -> switch (unit) {
                case "", "b" -> 1;
                case "k", "kb", "kib" -> 1L << 10;
                case "m", "mb", "mib" -> 1L << 20;
                case "g", "gb", "gib" -> 1L << 30;
                case "t", "tb", "tib" -> 1L << 40;
                default -> 0;
            });
        }
    }

    /** Time: {@code 10} and {@code 10s} are seconds, {@code 500ms}, {@code 2m}, {@code 1h}. */
    public static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            long millis = scaled(text, "a time such as 10, 10s, 500ms, 2m or 1h", unit -> switch (unit) {
                case "ms" -> 1;
                case "", "s" -> 1_000;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                case "d" -> 86_400_000;
                default -> 0;
            });
            return Duration.ofMillis(millis);
        }
    }

    /** Requests per second or a number of requests: {@code 1000}, {@code 10k}; units are powers of 1000. */
    public static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return scaled(text, "a number such as 1000, 10k or 1m", unit -> switch (unit) {
                case "" -> 1;
                case "k" -> 1_000;
                case "m" -> 1_000_000;
                default -> 0;
            });
        }
    }

    @FunctionalInterface
    private interface Units {
        /** The unit's factor, 0 if there is no such unit. */
        long factor(String unit);
    }

    private static long scaled(String text, String rule, Units units) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        long factor = matcher.matches() ? units.factor(matcher.group(2)) : 0;
        if (factor == 0) {
            throw new TypeConversionException("'" + text + "' is not " + rule);
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
        } catch (ArithmeticException tooLarge) {
            throw new TypeConversionException("'" + text + "' is too large");
        }
    }
}
