package io.heddle.testing;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What fails in one run of a scenario: from the n-th call at a site on, a number of calls, each with the same fault. A
 * site is a kind of call, for example {@code write}; the emulation at the site defines the effect of a fault there.
 *
 * <p>Calls are counted while the plan is armed, on any thread. A plan without a fault only counts.
 */
public final class FaultPlan {
    /**
     * A kind of fault.
     *
     * @param site the kind of call that fails
     * @param name its effect, for example {@code EIO}
     * @param burst how many calls in a row fail
     * @param hidden whether it must be invisible: the operation succeeds as if nothing had happened
     */
    public record Fault(String site, String name, int burst, boolean hidden) {
        /** Returns a fault that may fail the operation that it hits. */
        public static Fault seen(String site, String name) {
            return new Fault(site, name, 1, false);
        }

        /** Returns a fault that must be invisible. */
        public static Fault hidden(String site, String name) {
            return new Fault(site, name, 1, true);
        }

        /** Returns the same fault, several times in a row. */
        public Fault times(int calls) {
            return new Fault(site, name, calls, hidden);
        }

        @Override
        public String toString() {
            return site + "=" + name + (burst == 1 ? "" : "*" + burst);
        }
    }

    private final @Nullable Fault fault;
    private final int first;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final AtomicInteger hits = new AtomicInteger();
    private volatile boolean armed;

    /**
     * Creates a plan that is not armed yet.
     *
     * @param fault what fails, or {@code null} for nothing
     * @param first the number of the first call that fails, from 1 on
     */
    public FaultPlan(@Nullable Fault fault, int first) {
        this.fault = fault;
        this.first = first;
    }

    /** Starts counting. */
    public void arm() {
        armed = true;
    }

    /** Stops all failures. */
    public void disarm() {
        armed = false;
    }

    /** Returns whether a call has failed. */
    public boolean isReached() {
        return hits.get() > 0;
    }

    /** Returns whether the fault must be invisible, or there is none. */
    public boolean isHidden() {
        return fault == null || fault.hidden();
    }

    /** Counts a call at a site; returns the name of its fault, or {@code null} for none. */
    public @Nullable String next(String site) {
        if (!armed) {
            return null;
        }
        int number = calls.computeIfAbsent(site, _ -> new AtomicInteger()).incrementAndGet();
        Fault mine = fault;
        if (mine == null || !mine.site().equals(site) || number < first || number >= first + mine.burst()) {
            return null;
        }
        hits.incrementAndGet();
        return mine.name();
    }

    /** Throws what a fault's name denotes, if it is an Error or an unchecked exception: heap, stack, or a defect. */
    public static void throwIfUnchecked(String name) {
        switch (name) {
            case "OutOfMemoryError" -> throw new OutOfMemoryError("injected");
            case "StackOverflowError" -> throw new StackOverflowError("injected");
            case "RuntimeException" -> throw new IllegalStateException("injected");
            default -> {}
        }
    }

    /** Returns how often each site was called while the plan was armed. */
    public Map<String, Integer> calls() {
        Map<String, Integer> counts = new TreeMap<>();
        calls.forEach((site, count) -> counts.put(site, count.get()));
        return counts;
    }

    @Override
    public String toString() {
        return (fault == null ? "no fault" : fault + "@" + first);
    }
}
