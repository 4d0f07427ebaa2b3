package io.heddle.bench.soak;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The counts and failures of all rounds. Safe for concurrent use. */
final class Tally {
    private static final int KEPT = 20;

    final LongAdder requests = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder verified = new LongAdder();
    final LongAdder cancelled = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder notified = new LongAdder();
    final LongAdder leftByExit = new LongAdder();

    /** The faults to inject. */
    final Faults faults;

    private final AtomicInteger failures = new AtomicInteger();
    private final Queue<String> first = new ConcurrentLinkedQueue<>();

    Tally(Faults faults) {
        this.faults = faults;
    }

    /** Records a failure. */
    void fail(String what) {
        if (failures.incrementAndGet() <= KEPT) {
            first.add(what);
        }
    }

    int failures() {
        return failures.get();
    }

    /** Returns the first failures. */
    List<String> first() {
        return List.copyOf(first);
    }
}
