package io.heddle.bench.soak;

import io.heddle.bench.soak.Figures.What;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The checkpoints as text. */
final class SoakTable {
    private static final double MIB = 1 << 20;
    private static final String HEAD = String.format(
            "%8s %7s %12s %9s %11s %9s %6s %8s %8s %6s %6s %6s %6s%n",
            "seconds",
            "rounds",
            "requests",
            "heap MiB",
            "native MiB",
            "RSS MiB",
            "fds",
            "threads",
            "virtual",
            "crew",
            "ring",
            "held",
            "added");

    private SoakTable() {}

    static String of(List<Figures> checkpoints) {
        StringBuilder text = new StringBuilder(HEAD);
        for (Figures each : checkpoints) {
            text.append(String.format(
                    Locale.ROOT,
                    "%8.0f %7d %,12d %9s %11s %9s %6s %8s %8s %6s %6s %6s %6s%n",
                    each.seconds(),
                    each.rounds(),
                    each.requests(),
                    mebi(each.heapBytes()),
                    mebi(each.nativeBytes()),
                    mebi(each.residentBytes()),
                    count(each.descriptors()),
                    count(each.threads()),
                    count(each.virtualThreads()),
                    count(each.idleHands()),
                    count(each.ringEntries()),
                    count(each.carriersHeld()),
                    count(each.carriersAdded())));
        }
        return text.toString();
    }

    private static String mebi(double bytes) {
        return Double.isFinite(bytes) ? String.format(Locale.ROOT, "%.1f", bytes / MIB) : "-";
    }

    private static String count(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.0f", value) : "-";
    }

    /** Formats one checkpoint as a line of progress. */
    static String line(Figures figures) {
        return Figures.kinds().stream()
                .map(what -> what.title + " " + shown(figures, what))
                .collect(Collectors.joining(", "));
    }

    private static String shown(Figures figures, What what) {
        return LeakCheck.shown(what, figures.of(what));
    }
}
