package io.heddle.bench.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * fio's values for reads, writes and trims, separated by commas. A single value applies to all. Of two values, the
 * second applies to writes and trims. An empty value counts as not given.
 *
 * @param read the value for reads
 * @param write the value for writes
 */
public record PerDirection(@Nullable Long read, @Nullable Long write) {
    private static final int DIRECTIONS = 3;

    /**
     * Returns the same value for both.
     *
     * @param value for reads and writes
     * @return the pair
     */
    public static PerDirection both(long value) {
        return new PerDirection(value, value);
    }

    /** Converts sizes. */
    public static final class Sizes implements ITypeConverter<PerDirection> {
        @Override
        public PerDirection convert(String text) {
            return parse(text, new Quantity.Size());
        }
    }

    /** Converts numbers. */
    public static final class Counts implements ITypeConverter<PerDirection> {
        @Override
        public PerDirection convert(String text) {
            return parse(text, new Quantity.Count());
        }
    }

    private static PerDirection parse(String text, ITypeConverter<Long> converter) {
        List<@Nullable Long> values = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            values.add(part.isEmpty() && text.contains(",") ? null : convert(part, converter));
        }
        if (values.size() > DIRECTIONS) {
            throw new TypeConversionException("'" + text + "' has more than three values: for reads, writes and trims");
        }
        return new PerDirection(values.getFirst(), values.size() == 1 ? values.getFirst() : values.get(1));
    }

    private static Long convert(String part, ITypeConverter<Long> converter) {
        try {
            return converter.convert(part);
        } catch (TypeConversionException refused) {
            throw refused;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
