package io.heddle.report.rules;

import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.Collectors;

/** Virtual threads pin their carriers while asynchronous I/O is in use. */
public final class CarrierPinningRule extends AioRule {
    private static final long MUCH_NANOS = 1_000_000_000;

    /** Called by Mission Control. */
    public CarrierPinningRule() {
        super("aio.CarrierPinning", "Carrier Pinning", "jdk.VirtualThreadPinned");
    }

    @Override
    String title() {
        return "Virtual threads hold their carriers.";
    }

    @Override
    String explanation() {
        return "While a pinned virtual thread waits, no other can use its carrier: neither the workers "
                + "of a process nor those who wait for them. With as many of them as there are carriers, "
                + "everything stands still.";
    }

    @Override
    String remedy() {
        return "See jdk.VirtualThreadPinned for the stack traces and the reason: native frames and class"
                + " initializers that wait. Read and write files through an AioProcess instead of directly,"
                + " or set threads(ThreadKind.PLATFORM) so that at least the workers do not depend on "
                + "carriers.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        if (recorded.gauges().isEmpty() && !recorded.has("aio.BackendSelected")) {
            return Verdict.fine(); // no asynchronous I/O: the JDK's own rules cover it
        }
        List<Row> pinned = recorded.of("jdk.VirtualThreadPinned");
        LongSummaryStatistics times = pinned.stream().mapToLong(Row::duration).summaryStatistics();
        String reasons = pinned.stream()
                .map(row -> row.text("pinnedReason"))
                .filter(reason -> !reason.isEmpty())
                .distinct()
                .limit(3)
                .collect(Collectors.joining("; "));
        String evidence = pinned.size() + " times, " + Figures.time(times.getSum()) + " in all, "
                + Figures.time(times.getMax()) + " at most" + (reasons.isEmpty() ? "." : ": " + reasons + ".");
        return times.getSum() < MUCH_NANOS ? Verdict.info(evidence) : Verdict.warning(evidence);
    }
}
