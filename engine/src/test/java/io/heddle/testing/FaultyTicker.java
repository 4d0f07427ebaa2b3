package io.heddle.testing;

import io.heddle.testing.FaultPlan.Fault;
import io.heddle.time.Ticker;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The clock of the JVM, whose parks by a {@link FaultPlan} end spuriously, or late, or with an interrupt. */
public final class FaultyTicker implements Ticker {
    /** The faults of a park. */
    public static final List<Fault> FAULTS = List.of(
            Fault.hidden("park", "spurious"),
            Fault.hidden("park", "spurious").times(10),
            Fault.hidden("park", "late"),
            Fault.seen("park", "interrupt"));

    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final FaultPlan plan;
    private final Thread caller;

    /** Creates a clock; only the parks of the given thread are ever interrupted. */
    public FaultyTicker(FaultPlan plan, Thread caller) {
        this.plan = plan;
        this.caller = caller;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        String fault = plan.next("park");
        if (fault == null) {
            SYSTEM.parkNanos(blocker, nanos);
            return;
        }
        switch (fault) {
            case "late" -> {
                SYSTEM.parkNanos(blocker, nanos);
                SYSTEM.parkNanos(plan, LATE_NANOS);
            }
            case "interrupt" -> {
                if (Thread.currentThread() == caller) {
                    caller.interrupt();
                }
            }
            default -> {}
        }
    }
}
