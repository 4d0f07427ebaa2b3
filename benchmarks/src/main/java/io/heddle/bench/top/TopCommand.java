package io.heddle.bench.top;

import io.heddle.bench.cli.Interrupts;
import io.heddle.bench.cli.Quantity;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.cli.StandardOutput;
import io.heddle.report.text.PlainText;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code heddle top}. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Shows what a running JVM does with the library: processes, rates, workers, the slowest requests.",
            "",
            "Without a number: takes the only JVM that has the library, or lists them.",
            "",
            "It has jcmd start a recording of Flight Recorder in the JVM, reads it from the disk while it is "
                    + "written, and "
                    + "ends it when it ends itself. No port is opened, neither there nor here. If heddle top is "
                    + "killed, "
                    + "the recording ends by itself within a minute.",
            "",
            "By default the recording holds gauges and slow requests, which costs next to nothing, and latencies are "
                    + "of slow "
                    + "requests, at most 300 a second. --trace records every request, some 50 ns each. What is "
                    + "recorded for "
                    + "heddle top is also in recordings that run there at the same time."
        },
        footer = {
            "",
            "Status: 0 the pictures were shown, the JVM ended, or Ctrl-C; 1 an error; 2 wrong options; 143 ended by "
                    + "SIGTERM.",
            "",
            "Examples:",
            "  heddle top",
            "  heddle top 4711 --trace",
            "  heddle top 4711 --slow=0           # latencies of a sample of all requests",
            "  heddle top 4711 --iterations=60 --interval=10s > top.txt"
        })
public final class TopCommand implements Callable<Integer> {
    private static final int TERMINATED = 143;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "<pid>", description = "The JVM's process, as jps lists it")
    private @Nullable Long pid;

    @Option(
            names = "--slow",
            paramLabel = "<time>",
            converter = Quantity.Time.class,
            defaultValue = "20ms",
            description = "A request is slow from here on, to the millisecond. Default: ${DEFAULT-VALUE}")
    private Duration slow = Duration.ofMillis(20);

    @Option(
            names = "--trace",
            description =
                    "Rates and latencies of every request, by operation. In pools of all processes a request's time in "
                            + "the queue is not recorded.")
    private boolean trace;

    @Option(
            names = "--interval",
            paramLabel = "<time>",
            converter = Quantity.Time.class,
            defaultValue = "1s",
            description = "What a picture is of, at least 1s: Flight Recorder delivers once a second. Default: "
                    + "${DEFAULT-VALUE}")
    private Duration interval = Duration.ofSeconds(1);

    @Option(
            names = "--iterations",
            paramLabel = "<n>",
            description = "End after so many pictures, printed one below the other. Default: do not end")
    private @Nullable Long iterations;

    @Option(names = "--once", description = "The same as --iterations=1")
    private boolean once;

    /** Made by picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    public TopCommand() {}

    @Override
    public Integer call() throws RunFailure, InterruptedException {
        check();
        Long chosen = pid == null ? onlyOne() : pid;
        return chosen == null ? 0 : watch(chosen);
    }

    private void check() {
        if (pid != null && pid < 1) {
            refuse("<pid>: " + pid + ": it must be 1 or more");
        }
        if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.compareTo(Duration.ofDays(1)) > 0) {
            refuse("--interval=" + interval.toMillis() + "ms: it must be 1s to 1d");
        }
        if (slow.compareTo(Duration.ofDays(1)) > 0) {
            refuse("--slow=" + slow.toMillis() + "ms: it must be 0 to 1d");
        }
        if (iterations != null && iterations < 1) {
            refuse("--iterations=" + iterations + ": it must be 1 or more");
        }
        if (once && iterations != null && iterations != 1) {
            refuse("--iterations=" + iterations + ": it contradicts --once");
        }
    }

    private void refuse(String line) {
        throw new ParameterException(spec.commandLine(), line);
    }

    /** Returns the only JVM with the library; null if there are several, which are then listed. */
    private @Nullable Long onlyOne() throws RunFailure, InterruptedException {
        List<Jvm> found = HeddleJvms.all();
        if (found.isEmpty()) {
            throw new RunFailure("no JVM of this user has loaded Heddle; if one is hidden from jps "
                    + "(-XX:-UsePerfData, a container), name its process: heddle top <pid>");
        }
        if (found.size() == 1) {
            return found.getFirst().pid();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Several JVMs have Heddle; name one: heddle top <pid>");
        found.forEach(jvm -> out.printf(Locale.ROOT, "%8d  %s%n", jvm.pid(), PlainText.of(jvm.name())));
        StandardOutput.requireWritten(out);
        return null;
    }

    private int watch(long target) throws RunFailure, InterruptedException {
        TopModel model = new TopModel(interval);
        CompletableFuture<Integer> signal = new CompletableFuture<>();
        try (Interrupts _ = Interrupts.install(signal::complete);
                LiveStream stream = LiveStream.open(WatchedJvm.of(target), slow, trace, model)) {
            CompletableFuture<?> gone = ProcessHandle.of(target)
                    .map(ProcessHandle::onExit)
                    .orElseGet(() -> CompletableFuture.completedFuture(null));
            CompletableFuture<?> end = CompletableFuture.anyOf(signal, gone, stream.end());
            TopScreen screen =
                    new TopScreen(target + " " + HeddleJvms.name(target), measured(), ZoneId.systemDefault());
            if (new TopLoop(model, screen, terminal(), interval, end).show(pictures())) {
                return 0;
            }
            return status(target, signal, gone, stream.end());
        }
    }

    private int status(
            long target, CompletableFuture<Integer> signal, CompletableFuture<?> gone, CompletableFuture<?> events)
            throws RunFailure {
        if (signal.isDone()) {
            return signal.join() == TERMINATED ? TERMINATED : 0;
        }
        if (events.isCompletedExceptionally()) {
            throw new RunFailure(
                    target + ": its events cannot be read; is it of another version?", events.exceptionNow());
        }
        // The stream may notice the end of its JVM before or after the system reports it.
        if (!gone.isDone()
                && ProcessHandle.of(target).filter(ProcessHandle::isAlive).isPresent()) {
            throw new RunFailure(target + ": Flight Recorder tells no more there; start heddle top again");
        }
        spec.commandLine().getErr().println("heddle top: " + target + " has ended");
        spec.commandLine().getErr().flush();
        return 0;
    }

    private String measured() {
        if (trace) {
            return "every request";
        }
        return slow.isZero() ? "a sample" : "requests of " + slow.toMillis() + " ms and more";
    }

    private long pictures() {
        return once ? 1 : iterations == null ? Long.MAX_VALUE : iterations;
    }

    private Terminal terminal() {
        PrintWriter out = spec.commandLine().getOut();
        boolean drawn = !once && iterations == null && isTerminal();
        return drawn ? new AnsiTerminal(out) : new Terminal.Blocks(out);
    }

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
