package io.heddle.report.rules;

import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.Collectors;

/** The transfers themselves take long. */
public final class SlowDeviceRule extends AioRule {
    private static final int LEAST = 10;
    private static final long SLOW_NANOS = 20_000_000;

    /** Called by Mission Control. */
    public SlowDeviceRule() {
        super("aio.SlowDevice", "Slow Device", "aio.SlowRequest");
    }

    @Override
    String title() {
        return "Transfers take long.";
    }

    @Override
    String explanation() {
        return "Most of the slow requests were slow because the device (or the file system) was, not "
                + "because they waited for a worker. More workers would make it worse.";
    }

    @Override
    String remedy() {
        return "Look at the device: its queue (iostat -x), other load on it, its mode of power, the file"
                + " system's journal. Then ask for less: bigger and fewer requests, fewer syncs, fewer "
                + "workers.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        List<Row> requests = recorded.of("aio.SlowRequest");
        List<Row> served = requests.stream()
                .filter(request -> request.number("serviceNanos") >= SLOW_NANOS
                        && request.number("serviceNanos") > request.number("queuedNanos"))
                .toList();
        if (served.size() < LEAST || 2 * served.size() < requests.size()) {
            return Verdict.fine();
        }
        Map<String, Long> paths =
                served.stream().collect(Collectors.groupingBy(row -> row.text("path"), Collectors.counting()));
        String path = paths.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(most -> most.getKey() + " (" + most.getValue() + " of them)")
                .orElse("");
        LongSummaryStatistics times =
                served.stream().mapToLong(row -> row.number("serviceNanos")).summaryStatistics();
        return Verdict.warning(Figures.of(served.size(), requests.size(), "slow requests")
                + " were slow in the transfer: " + Figures.time(times.getAverage()) + " on average, "
                + Figures.time(times.getMax()) + " at most, most often on " + path + ".");
    }
}
