package io.heddle.bench.soak;

import io.heddle.aio.AioProcess;
import io.heddle.aio.BackendKind;
import io.heddle.bench.cli.Interrupts;
import io.heddle.bench.cli.Quantity;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code heddle soak}. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Loads the engine at random for a long time and looks whether anything leaks or any byte is wrong.",
            "",
            "Rounds of a few seconds, each with another backend, dialect, workqueue, kind of threads, number of "
                    + "processes, files "
                    + "and requests, sizes from 1 byte to 1 MiB, vectors, heap and direct buffers, O_DIRECT where it "
                    + "works: reads, "
                    + "writes, appends, syncs, lists, direct-style calls with and without interrupts, all ways to "
                    + "wait and to "
                    + "be told, cancels, files closed in the middle, exits and execs with requests in flight, "
                    + "completion contexts. "
                    + "What was written is read again, during the round and after it.",
            "",
            "Every few rounds, when everything is closed, a checkpoint counts what is left: live heap, native "
                    + "memory, resident set, "
                    + "descriptors, threads of both kinds, entries of the ring. The end is compared with the beginning."
        },
        footerHeading = "%nSizes are 4096, 4k, 64m, 1g (powers of 1024); times 10, 10s, 500ms, 2m.%n",
        footer = {
            "",
            "The table of checkpoints and the verdicts go to standard output, progress to standard error.",
            "",
            "Status: 0 nothing leaked and all data was as written; 1 something leaked, failed or was wrong; 2 wrong "
                    + "options; "
                    + "130 and 143 ended early by SIGINT (Ctrl-C) or SIGTERM, and nothing wrong was seen until then.",
            "",
            "./heddle starts this command with native memory tracking and a heap of fixed size, without which native "
                    + "memory is "
                    + "not known and the resident set grows with the heap. HEDDLE_OPTS comes after these options.",
            "",
            "HEDDLE_DEBUG=1 shows stack traces.",
            "",
            "Examples:",
            "  heddle soak",
            "  heddle soak --runtime=2m --backend=uring --directory=/mnt/disk",
            "  heddle soak --runtime=30 --randseed=4711 --only-round=17"
        })
public final class SoakCommand implements Callable<Integer> {
    private static final int MOST_ROUNDS = 1_000;
    private static final double MOST_FAULTS = 0.5;
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,4})?)%");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--runtime",
            paramLabel = "<time>",
            converter = Quantity.Time.class,
            defaultValue = "10m",
            description = "How long; the round that is under way is ended in order. Default: ${DEFAULT-VALUE}")
    private Duration runtime = Duration.ofMinutes(10);

    @Option(
            names = "--backend",
            paramLabel = "<kind>",
            split = ",",
            description = "Who moves the bytes: channel, native, uring. Default: all that can be used here")
    private List<BackendKind> backends = new ArrayList<>();

    @Option(
            names = "--randseed",
            paramLabel = "<n>",
            description = "Decides all that is random, but not how threads take turns. Default: another one each time, "
                    + "which is printed")
    private @Nullable Long randseed;

    @Option(
            names = "--directory",
            paramLabel = "<folder>",
            description = "Where files of data are made, and removed: on the disk to be tried. "
                    + "Default: the current folder")
    private Path directory = Path.of("");

    @Option(
            names = "--round",
            paramLabel = "<time>",
            converter = Quantity.Time.class,
            defaultValue = "2s",
            description = "How long a round loads the engine. Default: ${DEFAULT-VALUE}")
    private Duration round = Duration.ofSeconds(2);

    @Option(
            names = "--checkpoint",
            paramLabel = "<n>",
            description = "Rounds between two checkpoints, 1 to 1000. Default: ${DEFAULT-VALUE}")
    private int checkpoint = 6;

    @Option(
            names = "--only-round",
            paramLabel = "<n>",
            description = "Run this round of the seed again and again, to come upon its failure once more.")
    private int onlyRound;

    @Option(
            names = "--settle",
            paramLabel = "<time>",
            converter = Quantity.Time.class,
            defaultValue = "15s",
            description = "How long a checkpoint waits at most for idle threads to end, which takes them 5 seconds; "
                    + "the last one waits 20 seconds. Default: ${DEFAULT-VALUE}")
    private Duration settle = Duration.ofSeconds(15);

    @Option(
            names = "--faults",
            paramLabel = "<percent>",
            defaultValue = "0%",
            description =
                    "The part of the calls below the engine that fail in a way that nobody may notice: short and late "
                            + "transfers, interrupted and refused calls of the kernel. 0%% to 50%%. Default: "
                            + "${DEFAULT-VALUE}")
    private String faults = "0%";

    /** Made by picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    public SoakCommand() {}

    @Override
    public Integer call() throws Exception {
        SoakSettings settings = settings();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Soak soak = new Soak(settings, out, err, () -> {});
        try (Interrupts _ = Interrupts.install(soak::interrupt)) {
            return soak.call();
        }
    }

    private SoakSettings settings() {
        if (runtime.isZero()) {
            refuse("--runtime=0: it must be more than 0");
        }
        if (round.isZero()) {
            refuse("--round=0: it must be more than 0");
        }
        if (checkpoint < 1 || checkpoint > MOST_ROUNDS) {
            refuse("--checkpoint=" + checkpoint + ": it must be 1 to " + MOST_ROUNDS);
        }
        boolean given = spec.commandLine().getParseResult().hasMatchedOption("--only-round");
        if (given && onlyRound < 1) {
            refuse("--only-round=" + onlyRound + ": it must be 1 or more");
        }
        if (!Files.isDirectory(directory.toAbsolutePath())) {
            refuse("--directory=" + directory + ": no such folder");
        }
        long seed = randseed == null ? ThreadLocalRandom.current().nextInt(1, 1_000_000) : randseed;
        return new SoakSettings(runtime, backends(), directory, seed, round, checkpoint, onlyRound, settle, part());
    }

    private double part() {
        Matcher percent = PERCENT.matcher(faults);
        double part = percent.matches() ? Double.parseDouble(percent.group(1)) / 100 : -1;
        if (part < 0 || part > MOST_FAULTS) {
            refuse("--faults=" + faults + ": it must be 0% to 50%");
        }
        return part;
    }

    private List<BackendKind> backends() {
        if (backends.isEmpty()) {
            return Stream.of(BackendKind.CHANNEL, BackendKind.NATIVE, BackendKind.URING)
                    .filter(SoakCommand::isUsable)
                    .toList();
        }
        for (BackendKind backend : backends) {
            if (backend == BackendKind.AUTO || !isUsable(backend)) {
                refuse("--backend=" + backend.name().toLowerCase(Locale.ROOT)
                        + ": it must be channel, or native or uring where they can be used");
            }
        }
        return backends.stream().distinct().toList();
    }

    private static boolean isUsable(BackendKind kind) {
        try {
            var _ = AioProcess.configure().backend(kind);
            return true;
        } catch (UnsupportedOperationException unusable) {
            return false;
        }
    }

    private void refuse(String line) {
        throw new ParameterException(spec.commandLine(), line);
    }
}
