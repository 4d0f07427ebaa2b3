package io.heddle.bench.goal;

import io.heddle.bench.cli.Interrupts;
import io.heddle.report.output.FolderLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code heddle bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Measures the goals of speed against their peers, in one run, and judges them.",
            "",
            "Every variant is measured in a JVM of its own, in several rounds, each in another order; judged are "
                    + "medians. "
                    + "Figures of a busy machine mean little: let it do nothing else."
        },
        footer = {
            "",
            "Results in the output folder: bench.json, bench.md, bench.log (what the JVMs said). The tables and one "
                    + "line per "
                    + "goal go to standard output, progress to standard error.",
            "",
            "Status: 0 all goals asked for are met, or set none; 1 one is missed or cannot be measured here; 2 wrong "
                    + "options; "
                    + "130 and 143 ended by SIGINT (Ctrl-C) or SIGTERM: what was measured until then is written, and "
                    + "not judged.",
            "",
            "Examples:",
            "  heddle bench --list",
            "  heddle bench --goals=P1 --quick",
            "  heddle bench --goals=all --directory=/mnt/disk",
            "  heddle bench --goals=SWEEP --quick"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int MOST_ROUNDS = 100;
    private static final int ROUNDS = 5;
    private static final int ROUNDS_QUICK = 2;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--goals",
            paramLabel = "<goal>",
            split = ",",
            defaultValue = "all",
            description = "Which goals, for example P1,P3, or all; SWEEP for throughput over block sizes, depths and "
                    + "numbers of "
                    + "processes. Default: ${DEFAULT-VALUE}")
    private List<String> goals = List.of("all");

    @Option(names = "--list", description = "Explain the goals; measure nothing.")
    private boolean list;

    @Option(names = "--quick", description = "Only what the verdicts need, at most 60 seconds per goal.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "<n>", description = "Rounds. Default: 5, with --quick 2")
    private int rounds;

    @Option(
            names = "--directory",
            paramLabel = "<folder>",
            description = "Where files of data are made, and removed: on the disk to be tried. "
                    + "Default: the current folder")
    private Path directory = Path.of("");

    @Option(
            names = "--output-dir",
            paramLabel = "<folder>",
            description = "Where the results go. Default: ${DEFAULT-VALUE}")
    private Path outputDir = Path.of("heddle-bench");

    private int interruptedStatus;

    /** Made by picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    public BenchCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Goal> asked = asked();
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            asked.forEach(goal -> explain(goal, out));
            out.flush();
            return 0;
        }
        if (!Files.isDirectory(directory.toAbsolutePath())) {
            throw new ParameterException(spec.commandLine(), "--directory=" + directory + ": no such folder");
        }
        Files.createDirectories(outputDir);
        try (FolderLock _ = FolderLock.of(outputDir)) {
            return judged(asked, out);
        }
    }

    private int judged(List<Goal> asked, PrintWriter out) throws IOException, InterruptedException {
        BenchReport report = measure(asked);
        report.print(out);
        report.writeJson(outputDir.resolve("bench.json"));
        report.writeMarkdown(outputDir.resolve("bench.md"));
        if (interruptedStatus != 0) {
            return interruptedStatus;
        }
        return report.allMet() ? 0 : 1;
    }

    private List<Goal> asked() {
        boolean given = spec.commandLine().getParseResult().hasMatchedOption("--rounds");
        if (given && (rounds < 1 || rounds > MOST_ROUNDS)) {
            throw new ParameterException(spec.commandLine(), "--rounds=" + rounds + ": it must be 1 to " + MOST_ROUNDS);
        }
        try {
            return Goals.named(goals);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), String.valueOf(unknown.getMessage()), unknown);
        }
    }

    private static void explain(Goal goal, PrintWriter out) {
        out.println(goal.id() + ": " + goal.title());
        goal.explanation().forEach(line -> out.println("  " + line));
        out.println();
    }

    private BenchReport measure(List<Goal> asked) throws IOException, InterruptedException {
        Effort effort =
                quick ? Effort.quick(rounds == 0 ? ROUNDS_QUICK : rounds) : Effort.full(rounds == 0 ? ROUNDS : rounds);
        List<GoalRun.Outcome> outcomes = new ArrayList<>();
        try (Lab lab = new Lab(effort, directory, outputDir, spec.commandLine().getErr());
                Interrupts _ = Interrupts.install(lab::interrupt)) {
            for (Goal goal : asked) {
                if (lab.isClosing()) {
                    break;
                }
                GoalRun.Outcome outcome = GoalRun.of(goal, lab);
                outcomes.add(outcome);
                lab.say(outcome.verdict().line());
            }
            interruptedStatus = lab.interruptedStatus();
            return new BenchReport(outcomes, effort, lab.notices());
        }
    }
}
