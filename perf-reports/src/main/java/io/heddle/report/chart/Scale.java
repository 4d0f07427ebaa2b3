package io.heddle.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * Maps values to pixels, with ticks.
 *
 * @param place maps a value to pixels
 * @param ticks the marked values
 */
record Scale(DoubleUnaryOperator place, List<Tick> ticks) {
    /**
     * A marked value.
     *
     * @param value the value
     * @param label the text beside it
     */
    record Tick(double value, String label) {}

    double at(long value) {
        return at((double) value);
    }

    double at(double value) {
        return place.applyAsDouble(value);
    }

    private static final int MOST_TICKS = 100;

    /** Creates a linear scale with about the given number of round ticks. */
    static Scale linear(double from, double to, double start, double end, int about, DoubleFunction<String> label) {
        double span = to > from ? to - from : 1;
        double step = roundStep(span / Math.max(1, about));
        List<Tick> ticks = new ArrayList<>();
        double first = Math.ceil(from / step);
        // Counted: if the span is small relative to its values, adding one more step may not change the sum.
        for (int i = 0; i < MOST_TICKS && (first + i) * step <= to + step * 1e-9; i++) {
            ticks.add(new Tick((first + i) * step, label.apply((first + i) * step)));
        }
        return new Scale(value -> start + (value - from) / span * (end - start), ticks);
    }

    private static double roundStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double factor = rough / power;
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }

    /** Creates a logarithmic scale with a tick at each power of ten. */
    static Scale logarithmic(double from, double to, double start, double end, DoubleFunction<String> label) {
        double low = Math.floor(Math.log10(Math.max(1, from)));
        double high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, to))));
        List<Tick> ticks = new ArrayList<>();
        for (double power = low; power <= high; power++) {
            ticks.add(new Tick(Math.pow(10, power), label.apply(Math.pow(10, power))));
        }
        return new Scale(
                value -> start + (Math.log10(Math.max(Math.pow(10, low), value)) - low) / (high - low) * (end - start),
                ticks);
    }
}
