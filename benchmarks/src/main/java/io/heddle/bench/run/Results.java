package io.heddle.bench.run;

import io.heddle.aio.AioStatistics;
import io.heddle.bench.data.DataFile;
import io.heddle.bench.data.Mismatch;
import io.heddle.bench.data.Verifier;
import io.heddle.bench.job.JobResult;
import io.heddle.bench.job.OperationTimes;
import io.heddle.bench.workload.Engine;
import io.heddle.bench.workload.Workload;
import io.heddle.report.Machine;
import io.heddle.report.OperationSummary;
import io.heddle.report.RunSettings;
import io.heddle.report.RunSummary;
import io.heddle.report.SummaryJson;
import io.heddle.report.output.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** Aggregates the results of the jobs. */
final class Results {
    private static final int DIGITS = 3;
    private static final int KEPT_FAILURES = 10;

    private final Workload workload;
    private final Measurement measured;
    private final Verifier readBack;

    Results(Workload workload, Measurement measured, Verifier readBack) {
        this.workload = workload;
        this.measured = measured;
        this.readBack = readBack;
    }

    RunSummary summary(DataFile file, boolean interrupted, RunSummary.OutputFiles files) {
        return new RunSummary(
                settings(file),
                Machine.here(version()),
                end(interrupted),
                measured.elapsed(),
                operation(measured.readLatencies(), workload.blockSize(), JobResult::reads),
                operation(measured.writeLatencies(), workload.blockSize(), JobResult::writes),
                operation(measured.syncLatencies(), 0, JobResult::syncs),
                measured.results().stream().mapToLong(JobResult::cancelled).sum(),
                verification(),
                errors(),
                failures(),
                workers(),
                new RunSummary.InFlight(measured.inFlightLimit(), measured.mostInFlight()),
                files);
    }

    static void write(RunSummary summary, Path file) throws IOException {
        OutputFile.write(file, out -> SummaryJson.write(summary, out));
    }

    private static String version() {
        String version = Results.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private RunSettings settings(DataFile file) {
        Engine engine = workload.engine();
        return new RunSettings(
                workload.name(),
                "heddle/" + measured.backend(),
                measured.backendReason(),
                file.path().toString(),
                workload.rw().toString(),
                workload.readPercentage(),
                workload.blockSize(),
                file.size(),
                workload.direct(),
                workload.ioDepth(),
                workload.jobs(),
                workload.runtime(),
                workload.requestsPerJob(),
                workload.requestsPerSecond(),
                workload.fsync(),
                workload.verify().toString(),
                lowerCase(engine.dialect()),
                lowerCase(engine.workqueue()),
                lowerCase(engine.threads()),
                engine.maxThreads(),
                engine.notification().toString(),
                workload.seed());
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private RunSummary.End end(boolean interrupted) {
        if (measured.results().stream().anyMatch(JobResult::hasFailed)) {
            return RunSummary.End.FAILED;
        }
        return interrupted ? RunSummary.End.INTERRUPTED : RunSummary.End.COMPLETED;
    }

    private OperationSummary operation(Histogram latency, int bytesEach, Function<JobResult, OperationTimes> source) {
        Histogram queueWait = new Histogram(DIGITS);
        Histogram service = new Histogram(DIGITS);
        for (JobResult result : measured.results()) {
            queueWait.add(source.apply(result).queueWait());
            service.add(source.apply(result).service());
        }
        return new OperationSummary(latency.getTotalCount() * bytesEach, latency, queueWait, service);
    }

    private RunSummary.Verification verification() {
        long during = 0;
        long failures = readBack.failures();
        for (JobResult result : measured.results()) {
            during += result.verifier().checked();
            failures += result.verifier().failures();
        }
        return new RunSummary.Verification(workload.verify().toString(), during, readBack.checked(), failures);
    }

    private Map<String, Long> errors() {
        Map<String, Long> errors = new TreeMap<>();
        for (JobResult result : measured.results()) {
            result.errors().forEach((name, count) -> errors.merge(name, count, Long::sum));
        }
        return errors;
    }

    private List<String> failures() {
        List<String> lines = new ArrayList<>();
        for (JobResult result : measured.results()) {
            lines.addAll(result.failures());
            result.verifier().first().stream().map(Mismatch::toString).forEach(lines::add);
        }
        readBack.first().forEach(mismatch -> lines.add("read back: " + mismatch));
        return lines.subList(0, Math.min(lines.size(), KEPT_FAILURES));
    }

    private RunSummary.Workers workers() {
        List<AioStatistics> jobs = measured.finalStatistics();
        return new RunSummary.Workers(
                workload.engine().maxThreads(),
                measured.mostWorkers(),
                jobs.stream().mapToLong(AioStatistics::born).sum(),
                jobs.stream().mapToLong(AioStatistics::ended).sum());
    }
}
