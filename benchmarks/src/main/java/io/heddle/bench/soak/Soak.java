package io.heddle.bench.soak;

import io.heddle.bench.cli.Failures;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.data.DirectIo;
import io.heddle.bench.soak.LeakCheck.Finding;
import io.heddle.report.output.OutputFile;
import io.heddle.report.output.TemporaryFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A soak from its first round to its verdict. */
final class Soak {
    private static final Duration LAST_SETTLE = Duration.ofSeconds(20);
    private static final String DUMP = "heddle-soak-threads.txt";
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SoakSettings settings;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Runnable afterRound;
    private final Tally tally;
    private final List<Figures> checkpoints = new ArrayList<>();
    private final List<String> firstDescriptors = new ArrayList<>();
    private final List<String> firstThreads = new ArrayList<>();
    private long start;
    private int rounds;
    private volatile int interruptedStatus; // 0 unless interrupted

    /**
     * Prepares a soak.
     *
     * @param afterRound runs after each round; tests leak resources in it
     */
    Soak(SoakSettings settings, PrintWriter out, PrintWriter err, Runnable afterRound) throws IOException {
        tally = new Tally(new Faults(settings.faults(), settings.seed(), settings.backends()));
        this.settings = settings;
        this.out = out;
        this.err = err;
        this.afterRound = afterRound;
    }

    /** Ends the soak early in an orderly way. May be called by any thread. */
    void interrupt(int status) {
        interruptedStatus = status;
    }

    private boolean isInterrupted() {
        return interruptedStatus != 0;
    }

    /** Runs the soak. Returns the program's exit status. */
    int call() throws IOException, InterruptedException, RunFailure {
        start = System.nanoTime();
        say("seed " + settings.seed() + ", backends " + settings.backends());
        Path folder = TemporaryFiles.folder(settings.directory(), "heddle-soak.");
        try {
            int directAlignment = DirectIo.alignmentIn(folder);
            if (directAlignment == 0) {
                say("O_DIRECT does not work here: it is left out");
            }
            Census census = new Census(folder);
            while (!isInterrupted() && elapsed() < settings.runtime().toNanos()) {
                round(folder, directAlignment);
                if (rounds % settings.checkpointEvery() == 0) {
                    checkpoint(census, settings.settle());
                }
            }
            checkpoint(census, LAST_SETTLE);
            return verdict(census);
        } catch (Round.Stuck stuck) {
            Path dump = settings.directory().resolve(DUMP);
            Path threads = folder.resolve("stuck.txt");
            Census.dump(threads);
            try (OutputFile file = OutputFile.create(dump)) {
                Files.copy(threads, file.stream());
                file.commit();
            }
            throw new RunFailure(stuck.getMessage() + ": all threads are in " + dump + ", seed " + settings.seed());
        } finally {
            TemporaryFiles.remove(folder);
        }
    }

    private long elapsed() {
        return System.nanoTime() - start;
    }

    private void say(String line) {
        err.println("heddle soak: " + line);
        err.flush();
    }

    // ---- rounds

    private void round(Path folder, int directAlignment) throws InterruptedException, RunFailure {
        rounds++;
        int number = settings.onlyRound() == 0 ? rounds : settings.onlyRound();
        RoundPlan plan = RoundPlan.of(settings, number, directAlignment);
        long before = tally.requests.sum();
        int failuresBefore = tally.failures();
        try {
            new Round(plan, folder.resolve("round-" + rounds), tally, this::isInterrupted).run(settings.round());
        } catch (IOException failed) {
            tally.fail("round " + number + " (" + plan + "): " + Failures.describe(failed));
        }
        afterRound.run();
        say(String.format(
                Locale.ROOT,
                "[%d/%ds] round %d: %,d requests: %s%s",
                Math.round(elapsed() / NANOS),
                settings.runtime().toSeconds(),
                number,
                tally.requests.sum() - before,
                plan,
                tally.failures() > failuresBefore ? ": FAILED" : ""));
        tally.first().stream().skip(failuresBefore).forEach(this::say);
    }

    private void checkpoint(Census census, Duration patience) throws IOException, InterruptedException {
        Figures figures = census.take(elapsed() / NANOS, rounds, tally.requests.sum(), checkpoints, patience);
        if (checkpoints.isEmpty()) {
            firstDescriptors.addAll(Census.descriptorNames());
            firstThreads.addAll(census.threadNames());
        }
        checkpoints.add(figures);
        if (tally.faults.underWay() > 0) {
            tally.fail("the ring with faults has " + tally.faults.underWay() + " transfers under way at a checkpoint");
        }
        say("checkpoint " + checkpoints.size() + ": " + SoakTable.line(figures));
    }

    // ---- verdict

    private int verdict(Census census) throws IOException {
        List<Finding> findings = LeakCheck.of(checkpoints);
        out.print(SoakTable.of(checkpoints));
        out.println();
        findings.forEach(finding ->
                out.println((finding.leaked() ? "LEAK  " : "ok    ") + finding.what().title + ": " + finding.text()));
        boolean leaked = findings.stream().anyMatch(Finding::leaked);
        if (leaked) {
            surplus("descriptors", firstDescriptors, Census.descriptorNames());
            surplus("threads", firstThreads, census.threadNames());
        }
        out.printf(
                Locale.ROOT,
                "%n%,d requests, %,d MiB, %,d contents verified, %,d cancelled, %,d refused, %,d notified, %,d left "
                        + "to an exit%s%n",
                tally.requests.sum(),
                tally.bytes.sum() >> 20,
                tally.verified.sum(),
                tally.cancelled.sum(),
                tally.refused.sum(),
                tally.notified.sum(),
                tally.leftByExit.sum(),
                settings.faults() == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %,d faults injected", tally.faults.injected()));
        tally.first().forEach(failure -> out.println("FAILED " + failure));
        boolean good = !leaked && tally.failures() == 0;
        out.println((good ? "Nothing leaked, and all data is as written" : "The soak has FAILED")
                + (isInterrupted() ? " (ended early)" : "")
                + String.format(
                        Locale.ROOT, ": %d rounds, %.0f s, seed %d", rounds, elapsed() / NANOS, settings.seed()));
        out.flush();
        return good ? interruptedStatus : 1;
    }

    /** Prints the resources that did not exist at the first checkpoint. */
    private void surplus(String what, List<String> first, List<String> now) {
        List<String> more = new ArrayList<>(now);
        first.forEach(more::remove);
        if (!more.isEmpty()) {
            out.println("      " + what + " since the first checkpoint: "
                    + more.stream().distinct().limit(10).toList());
        }
    }
}
