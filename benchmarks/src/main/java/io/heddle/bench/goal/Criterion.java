package io.heddle.bench.goal;

import java.util.Locale;

/**
 * One figure to which a goal sets a limit.
 *
 * @param scenario where it was measured; may be empty
 * @param value the figure; NaN if it could not be measured
 * @param bound the side of the limit on which it must be
 * @param limit the goal
 * @param kind how value and limit are written
 * @param of the base of a ratio, or the unit of an amount
 * @param spread the range of the middle half of the turns, such as {@code 0.98 to 1.07}; empty if there were none
 */
record Criterion(String scenario, double value, Bound bound, double limit, Kind kind, String of, String spread) {
    private static final double QUARTER = 0.25;

    Criterion(String scenario, double value, Bound bound, double limit, Kind kind, String of) {
        this(scenario, value, bound, limit, kind, of, "");
    }

    /** Requires a minimum of the median of ratios. */
    static Criterion atLeast(String scenario, Sample ratios, String of, double limit) {
        return new Criterion(scenario, ratios.median(), Bound.AT_LEAST, limit, Kind.RATIO, of, spread(ratios));
    }

    /** Requires a maximum of the median of ratios. */
    static Criterion atMost(String scenario, Sample ratios, String of, double limit) {
        return new Criterion(scenario, ratios.median(), Bound.AT_MOST, limit, Kind.RATIO, of, spread(ratios));
    }

    private static String spread(Sample ratios) {
        return ratios.values().length < 2
                ? ""
                : String.format(Locale.ROOT, "%.2f to %.2f", ratios.quantile(QUARTER), ratios.quantile(1 - QUARTER));
    }

    /** The side of the limit on which a figure must be. */
    enum Bound {
        /** More is better. */
        AT_LEAST,
        /** Less is better. */
        AT_MOST
    }

    /** What a figure is. */
    enum Kind {
        /** A ratio to something that was measured in the same run. */
        RATIO,
        /** An amount with a unit. */
        AMOUNT
    }

    /** Requires a minimum speed relative to a peer: the peer's time divided by the engine's. */
    static Criterion speed(String scenario, double ourTime, double peerTime, String peer, double atLeast) {
        return new Criterion(scenario, peerTime / ourTime, Bound.AT_LEAST, atLeast, Kind.RATIO, peer);
    }

    /** Requires a maximum cost relative to a peer. */
    static Criterion cost(String scenario, double ours, double peers, String peer, double atMost) {
        return new Criterion(scenario, ours / peers, Bound.AT_MOST, atMost, Kind.RATIO, peer);
    }

    /** Requires a minimum share, where 1 is all. */
    static Criterion share(String scenario, double part, String of, double atLeast) {
        return new Criterion(scenario, part, Bound.AT_LEAST, atLeast, Kind.RATIO, of);
    }

    /** Requires a maximum amount. */
    static Criterion amount(String scenario, double value, double atMost, String unit) {
        return new Criterion(scenario, value, Bound.AT_MOST, atMost, Kind.AMOUNT, unit);
    }

    /** A figure that could not be measured, which misses the goal. */
    static Criterion missing(String scenario, String what) {
        return new Criterion(scenario, Double.NaN, Bound.AT_LEAST, Double.NaN, Kind.AMOUNT, what);
    }

    boolean isMet() {
        return switch (bound) {
            case AT_LEAST -> value >= limit;
            case AT_MOST -> value <= limit;
        };
    }

    /** Returns the margin to the limit: 1 if it is just met, less if it is missed, 0 for NaN. */
    double margin() {
        if (Double.isNaN(value)) {
            return 0;
        }
        return switch (bound) {
            case AT_LEAST -> value / limit;
            case AT_MOST -> value <= 0 ? Double.POSITIVE_INFINITY : limit / value;
        };
    }

    /** Returns the figure, for example {@code 1.62x of ForkJoinPool(16)}. */
    String found() {
        if (Double.isNaN(value)) {
            return Double.isNaN(limit) ? of : "not measured: " + of;
        }
        String between = spread.isEmpty() ? "" : " (" + spread + ")";
        return kind == Kind.RATIO
                ? String.format(Locale.ROOT, "%.2fx%s of %s", value, between, of)
                : Numbers.short4(value) + " " + of;
    }

    /** Returns the limit, for example {@code 1.50x} or {@code at most 2048}. */
    String goal() {
        if (Double.isNaN(limit)) {
            return "to be measured";
        }
        String side = bound == Bound.AT_MOST ? "at most " : "";
        return side + (kind == Kind.RATIO ? String.format(Locale.ROOT, "%.2fx", limit) : Numbers.short4(limit));
    }
}
