package io.heddle.bench.goal;

import java.util.Locale;

/**
 * One figure that a goal sets a limit to.
 *
 * @param scenario where it was found; may be empty
 * @param value what was found; NaN if it could not be
 * @param bound on which side of the limit it must be
 * @param limit the goal
 * @param kind how value and limit are written
 * @param of a ratio's base, or an amount's unit
 * @param spread between what the middle half of the turns lie, such as {@code 0.98 to 1.07}; empty if there were none
 */
record Criterion(String scenario, double value, Bound bound, double limit, Kind kind, String of, String spread) {
    private static final double QUARTER = 0.25;

    Criterion(String scenario, double value, Bound bound, double limit, Kind kind, String of) {
        this(scenario, value, bound, limit, kind, of, "");
    }

    /** The median of ratios, which must not be less. */
    static Criterion atLeast(String scenario, Sample ratios, String of, double limit) {
        return new Criterion(scenario, ratios.median(), Bound.AT_LEAST, limit, Kind.RATIO, of, spread(ratios));
    }

    /** The median of ratios, which must not be more. */
    static Criterion atMost(String scenario, Sample ratios, String of, double limit) {
        return new Criterion(scenario, ratios.median(), Bound.AT_MOST, limit, Kind.RATIO, of, spread(ratios));
    }

    private static String spread(Sample ratios) {
        return ratios.values().length < 2
                ? ""
                : String.format(Locale.ROOT, "%.2f to %.2f", ratios.quantile(QUARTER), ratios.quantile(1 - QUARTER));
    }

    /** The side. */
    enum Bound {
        /** The more the better. */
        AT_LEAST,
        /** The less the better. */
        AT_MOST
    }

    /** What it counts. */
    enum Kind {
        /** A ratio to something that was measured in the same run. */
        RATIO,
        /** An amount with a unit. */
        AMOUNT
    }

    /** How many times as fast as a peer something is: the peer's time through ours. */
    static Criterion speed(String scenario, double ourTime, double peerTime, String peer, double atLeast) {
        return new Criterion(scenario, peerTime / ourTime, Bound.AT_LEAST, atLeast, Kind.RATIO, peer);
    }

    /** How many times as much of something as a peer's we need. */
    static Criterion cost(String scenario, double ours, double peers, String peer, double atMost) {
        return new Criterion(scenario, ours / peers, Bound.AT_MOST, atMost, Kind.RATIO, peer);
    }

    /** The least part of something, 1 being all of it. */
    static Criterion share(String scenario, double part, String of, double atLeast) {
        return new Criterion(scenario, part, Bound.AT_LEAST, atLeast, Kind.RATIO, of);
    }

    /** An amount that must not be exceeded. */
    static Criterion amount(String scenario, double value, double atMost, String unit) {
        return new Criterion(scenario, value, Bound.AT_MOST, atMost, Kind.AMOUNT, unit);
    }

    /** Something that could not be measured, which is a goal missed. */
    static Criterion missing(String scenario, String what) {
        return new Criterion(scenario, Double.NaN, Bound.AT_LEAST, Double.NaN, Kind.AMOUNT, what);
    }

    boolean isMet() {
        return switch (bound) {
            case AT_LEAST -> value >= limit;
            case AT_MOST -> value <= limit;
        };
    }

    /** Returns how far it is within its limit: 1 is just met, less is missed, NaN becomes 0. */
    double margin() {
        if (Double.isNaN(value)) {
            return 0;
        }
        return switch (bound) {
            case AT_LEAST -> value / limit;
            case AT_MOST -> value <= 0 ? Double.POSITIVE_INFINITY : limit / value;
        };
    }

    /** Returns what was found, for example {@code 1.62x of ForkJoinPool(16)}. */
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
