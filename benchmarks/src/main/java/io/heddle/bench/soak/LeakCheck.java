package io.heddle.bench.soak;

import io.heddle.bench.soak.Figures.What;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Distinguishes leaks from noise. The first fifth of the checkpoints is warm-up. Of the others, the median of the last
 * third may exceed that of the first third by a tolerance, which is stated with each finding. Ring entries and held
 * carriers must be 0 at each checkpoint; idle threads of crew and ring, and carriers added to the scheduler, must be 0
 * at the last.
 */
final class LeakCheck {
    private static final int LEAST = 3;
    private static final double MIB = 1 << 20;

    private LeakCheck() {}

    /**
     * The finding on one kind of resource.
     *
     * @param what the kind
     * @param leaked whether it has grown
     * @param text the reason
     */
    record Finding(What what, boolean leaked, String text) {}

    static List<Finding> of(List<Figures> all) {
        List<Finding> findings = new ArrayList<>();
        for (What what : Figures.kinds()) {
            findings.add(of(what, all));
        }
        return findings;
    }

    private static Finding of(What what, List<Figures> all) {
        if (what == What.RING_ENTRIES || what == What.CARRIERS_HELD) {
            double most = all.stream().mapToDouble(each -> each.of(what)).max().orElse(0);
            return new Finding(what, most > 0, shown(what, most) + " at most, must be 0 at each checkpoint");
        }
        if (what == What.IDLE_HANDS || what == What.CARRIERS_ADDED) {
            double last = all.isEmpty() ? 0 : all.getLast().of(what);
            return new Finding(what, last > 0, shown(what, last) + " at the end, must be 0");
        }
        double[] values = all.stream()
                .skip(all.size() / 5)
                .mapToDouble(each -> each.of(what))
                .filter(Double::isFinite)
                .toArray();
        if (values.length == 0) {
            return new Finding(what, false, "not known here");
        }
        if (values.length < LEAST) {
            return new Finding(what, false, "too few checkpoints to tell");
        }
        int third = values.length / 3;
        double first = median(Arrays.copyOf(values, third));
        double last = median(Arrays.copyOfRange(values, values.length - third, values.length));
        double tolerance = what.tolerance(first);
        String text = String.format(
                Locale.ROOT,
                "%s at first, %s in the end; allowed are %s more",
                shown(what, first),
                shown(what, last),
                shown(what, tolerance));
        return new Finding(what, last - first > tolerance, text);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /** Formats a value in MiB or as a number. */
    static String shown(What what, double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        return what.memory
                ? String.format(Locale.ROOT, "%.1f MiB", value / MIB)
                : String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.1f", value);
    }
}
