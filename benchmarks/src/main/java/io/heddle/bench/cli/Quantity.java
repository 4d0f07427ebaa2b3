package io.heddle.bench.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers with a unit in fio's syntax: decimal, or hexadecimal after {@code 0x}. */
public final class Quantity {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(?:0x([0-9a-f]{1,15})|(\\d{1,18}))([a-z]*)");
    private static final int HEXADECIMAL = 16;

    private Quantity() {}

    /**
     * Bytes: {@code 512}, {@code 0x1000}, {@code 4k}, {@code 1g}. Units are powers of 1024, also with {@code b}, {@code
     * i} or {@code ib}. (In fio {@code kib} is 1000 unless {@code kb_base=1000} is set, which users hardly intend.)
     */
    public static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return scaled(text, "a size such as 4096, 0x1000, 4k, 64m or 1g", unit -> switch (unit) {
                case "b" -> 1;
                default -> binary(unit.replaceFirst("(?<=[kmgtp])i?b?$", ""));
            });
        }
    }

    /**
     * Time: {@code 10} and {@code 10s} are seconds; also {@code 250us}, {@code 500ms}, {@code 2m}, {@code 1h}, {@code
     * 1d}, and the longer {@code usec}, {@code msec} and {@code sec}.
     */
    public static final class Time implements ITypeConverter<Duration> {
        private static final int MICROS = 1_000_000;
        private static final int NANOS_PER_MICRO = 1_000;

        @Override
        public Duration convert(String text) {
            long micros = scaled(text, "a time such as 10, 10s, 500ms, 250us, 2m or 1h", unit -> switch (unit) {
                case "us", "usec" -> 1;
                case "ms", "msec" -> 1_000;
                case "", "s", "sec" -> MICROS;
                case "m" -> 60L * MICROS;
                case "h" -> 3_600L * MICROS;
                case "d" -> 86_400L * MICROS;
                default -> 0;
            });
            return Duration.ofSeconds(micros / MICROS, micros % MICROS * NANOS_PER_MICRO);
        }
    }

    /** A number: {@code 1000}, {@code 10k}. Units are powers of 1024, as for all numbers of fio. */
    public static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return scaled(text, "a number such as 1000, 0x400, 10k (10240) or 1m", Quantity::binary);
        }
    }

    private static long binary(String unit) {
        return switch (unit) {
            case "" -> 1;
            case "k" -> 1L << 10;
            case "m" -> 1L << 20;
            case "g" -> 1L << 30;
            case "t" -> 1L << 40;
            case "p" -> 1L << 50;
            default -> 0;
        };
    }

    @FunctionalInterface
    private interface Units {
        /** Returns the unit's factor, 0 if there is no such unit. */
        long factor(String unit);
    }

    private static long scaled(String text, String rule, Units units) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        long factor = matcher.matches() ? units.factor(matcher.group(3)) : 0;
        if (factor == 0) {
            throw new TypeConversionException("'" + text + "' is not " + rule);
        }
        String hexadecimal = matcher.group(1);
        long number = hexadecimal == null ? Long.parseLong(matcher.group(2)) : Long.parseLong(hexadecimal, HEXADECIMAL);
        try {
            return Math.multiplyExact(number, factor);
        } catch (ArithmeticException tooLarge) {
            throw new TypeConversionException("'" + text + "' is too large");
        }
    }
}
