package io.heddle.bench.run;

import io.heddle.bench.cli.Failures;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.data.DataFile;
import io.heddle.bench.data.Pass;
import io.heddle.bench.data.Verifier;
import io.heddle.bench.job.JobResult;
import io.heddle.bench.workload.Workload;
import io.heddle.report.RunSummary;
import io.heddle.report.SummaryPrinter;
import io.heddle.report.output.FolderLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run, from its workload to its summary. */
final class Run {
    private static final String RECORDING = "run.jfr";
    private static final String HISTOGRAMS = "run.hlog";
    private static final String SUMMARY = "summary.json";

    private final Workload workload;
    private final Path folder;
    private final boolean recorded;
    private final PrintWriter out;
    private final LiveLine live;

    private volatile int interruptedStatus; // 0 unless interrupted
    private volatile @Nullable Measurement running;
    private boolean resultsAreLost;

    Run(Workload workload, Path folder, boolean recorded, PrintWriter out, PrintWriter err) {
        this.workload = workload;
        this.folder = folder.toAbsolutePath().normalize();
        this.recorded = recorded && RunRecording.isAvailable();
        this.out = out;
        this.live = new LiveLine(err);
    }

    /** Ends the run early. May be called by any thread. */
    void interrupt(int status) {
        interruptedStatus = status;
        Measurement now = running;
        if (now != null) {
            now.stop();
        }
    }

    private boolean isInterrupted() {
        return interruptedStatus != 0;
    }

    /** Runs. Returns the program's exit status. */
    int call() throws IOException, RunFailure, InterruptedException {
        Files.createDirectories(folder);
        try (FolderLock _ = FolderLock.of(folder)) {
            return inFolder();
        }
    }

    private int inFolder() throws IOException, RunFailure, InterruptedException {
        announce();
        List<DataFile> files = DataFile.prepare(workload, folder);
        try (RunRecording recording = RunRecording.to(folder.resolve(RECORDING), "heddle run " + workload.name())) {
            checkTheEngine(recording);
            layOut(files);
            RunSummary summary = measure(files, recording);
            out.print(SummaryPrinter.print(summary));
            out.flush();
            keep(SUMMARY, () -> Results.write(summary, folder.resolve(SUMMARY)));
            return status(summary);
        } finally {
            live.end();
            DataFile.deleteOwn(files);
        }
    }

    private int status(RunSummary summary) {
        return summary.isClean() && !resultsAreLost ? interruptedStatus : 1;
    }

    // ---- the steps

    private void announce() {
        live.say("heddle run: results go to " + folder);
        if (workload.hasFilename() && workload.rw().writes()) {
            live.say("heddle run: --rw=" + workload.rw() + " overwrites the content of " + workload.filename());
        }
    }

    private void checkTheEngine(RunRecording recording) throws IOException, RunFailure, InterruptedException {
        if (recorded) {
            RecorderFolder.use();
            recording.start("functional check");
        }
        int calls = new FunctionalCheck(folder, workload.engine().threads()).run();
        live.say("heddle run: functional check passed, " + calls + " expectations");
        recording.end();
    }

    private void layOut(List<DataFile> files) throws RunFailure {
        for (DataFile file : new LinkedHashSet<>(files)) {
            new Pass(file, (done, total) -> live.progress("laying out " + file, done, total), this::isInterrupted)
                    .layOut();
        }
        live.end();
    }

    private RunSummary measure(List<DataFile> files, RunRecording recording)
            throws IOException, RunFailure, InterruptedException {
        try (IntervalLog log = new IntervalLog(folder.resolve(HISTOGRAMS), workload.name());
                Measurement measurement = Measurement.open(workload, files, live, log)) {
            if (recorded) {
                recording.start("measured");
            }
            running = measurement;
            if (isInterrupted()) {
                measurement.stop();
            }
            measurement.run();
            measurement.endProcesses();
            recording.end();
            boolean failed = measurement.results().stream().anyMatch(JobResult::hasFailed);
            Verifier readBack = failed ? new Verifier() : readBack(files);
            String recordingKept = recorded && keep(RECORDING, recording::commit) ? RECORDING : "";
            if (recordingKept.isEmpty()) {
                Files.deleteIfExists(folder.resolve(RECORDING)); // of an earlier run
            }
            String logKept = keep(HISTOGRAMS, log::commit) ? HISTOGRAMS : "";
            RunSummary.OutputFiles written =
                    new RunSummary.OutputFiles(folder.toString(), recordingKept, logKept, SUMMARY);
            return new Results(workload, measurement, readBack).summary(files.getFirst(), isInterrupted(), written);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /**
     * Writes a file of results. The figures exist already, so a file that cannot be written must not lose them. In that
     * case the file of an earlier run is removed, as it would be taken for this run's.
     */
    private boolean keep(String name, Step step) throws IOException {
        try {
            step.run();
            return true;
        } catch (IOException failed) {
            resultsAreLost = true;
            live.say("heddle run: " + Failures.describe(failed));
            Files.deleteIfExists(folder.resolve(name));
            return false;
        }
    }

    private Verifier readBack(List<DataFile> files) throws RunFailure {
        Verifier verifier = new Verifier();
        if (workload.rw().writes()) {
            for (DataFile file : new LinkedHashSet<>(files)) {
                new Pass(file, (done, total) -> live.progress("reading back " + file, done, total), this::isInterrupted)
                        .readBack(verifier);
            }
            live.end();
        }
        return verifier;
    }
}
