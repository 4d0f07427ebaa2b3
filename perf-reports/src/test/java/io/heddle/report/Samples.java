package io.heddle.report;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Summaries for the tests. */
final class Samples {
    private Samples() {}

    static RunSummary clean() {
        return new RunSummary(
                settings("randrw", Duration.ofSeconds(10), 0),
                machine(),
                RunSummary.End.COMPLETED,
                Duration.ofMillis(10_004),
                operation(251_000, 4_096, 60_000),
                operation(250_100, 4_096, 90_000),
                operation(7_815, 0, 400_000),
                15,
                new RunSummary.Verification("crc32c", 251_000, 16_384, 0),
                Map.of(),
                List.of(),
                new RunSummary.Workers(16, 16, 18, 18),
                new RunSummary.InFlight(1024, 48),
                files());
    }

    static RunSummary failed() {
        return new RunSummary(
                settings("randread", Duration.ZERO, 1_000),
                machine(),
                RunSummary.End.FAILED,
                Duration.ofMillis(250),
                operation(17, 4_096, 60_000),
                operation(0, 0, 0),
                operation(0, 0, 0),
                0,
                new RunSummary.Verification("crc32c", 17, 0, 1),
                Map.of("ENOSPC", 1L, "EIO", 2L),
                List.of("offset 8192: expected generation 3, found generation 2 (stale)"),
                new RunSummary.Workers(16, 3, 3, 3),
                new RunSummary.InFlight(16, 0),
                files());
    }

    /** Returns a summary whose name and failures clear the screen and reverse the direction of the line. */
    static RunSummary nasty(String nasty) {
        RunSummary sample = failed();
        return new RunSummary(
                settings(nasty, "randread", Duration.ZERO, 1_000),
                sample.machine(),
                sample.end(),
                sample.elapsed(),
                sample.read(),
                sample.write(),
                sample.sync(),
                sample.cancelled(),
                sample.verification(),
                Map.of(nasty, 1L),
                List.of(nasty),
                sample.workers(),
                sample.inFlight(),
                new RunSummary.OutputFiles(nasty, "run.jfr", "run.hlog", "summary.json"));
    }

    private static RunSettings settings(String rw, Duration runtime, long requests) {
        return settings("heddle", rw, runtime, requests);
    }

    private static RunSettings settings(String name, String rw, Duration runtime, long requests) {
        return new RunSettings(
                name,
                "heddle/channel",
                "AioProcessBuilder.backend is CHANNEL",
                "/data/heddle.0.dat",
                rw,
                50,
                4_096,
                64L << 20,
                false,
                16,
                1,
                runtime,
                requests,
                0,
                32,
                "crc32c",
                "posix",
                "process",
                "virtual",
                16,
                "kevent",
                1);
    }

    private static Machine machine() {
        return new Machine("1.0", 2, 4L << 30, "OpenJDK 64-Bit Server VM 25.0.1+8", "Linux", "6.1.0", "amd64");
    }

    private static RunSummary.OutputFiles files() {
        return new RunSummary.OutputFiles("/data/heddle-run", "run.jfr", "run.hlog", "summary.json");
    }

    /** Returns latencies that rise evenly to about twice the mean. */
    private static OperationSummary operation(int count, long bytesEach, long meanNanos) {
        Histogram latency = new Histogram(3);
        Histogram queueWait = new Histogram(3);
        Histogram service = new Histogram(3);
        for (int i = 0; i < count; i++) {
            long nanos = 2 * meanNanos * (i + 1) / count;
            latency.recordValue(nanos);
            queueWait.recordValue(nanos / 4);
            service.recordValue(nanos / 2);
        }
        return new OperationSummary(count * bytesEach, latency, queueWait, service);
    }
}
