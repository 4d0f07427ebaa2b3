package io.heddle.bench.run;

import io.heddle.bench.cli.Interrupts;
import io.heddle.bench.workload.Workload;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** The command {@code heddle run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Runs a workload on the engine and measures it. Options have fio's names, meaning and values; those of "
                    + "fio that "
                    + "have no meaning here are accepted with a notice. The table is docs/run.md.",
            "",
            "Without options: 10 seconds of verified random reads and writes with syncs on a file of its own."
        },
        footerHeading =
                "%nSizes and numbers are 4096, 0x1000, 4k, 64m, 1g (powers of 1024); times 10, 10s, 500ms, 250us, "
                        + "2m, 1h.%n",
        footer = {
            "",
            "Results in the output folder: run.jfr (JDK Flight Recorder), run.hlog (HdrHistogram log, one interval per "
                    + "second and operation), summary.json. The summary goes to standard output, progress to "
                    + "standard error.",
            "",
            "Status: 0 all went well; 1 an error, or a block that failed verification; 2 wrong options; "
                    + "130 and 143 ended early by SIGINT (Ctrl-C) or SIGTERM: what was measured until then is "
                    + "reported.",
            "",
            "HEDDLE_DEBUG=1 shows stack traces.",
            "",
            "Examples:",
            "  heddle run --rw=randread --iodepth=32 --size=1g --direct=1",
            "  heddle run --rw=write --fsync=1 --notify=suspend --runtime=1m",
            "  heddle run --rw=randrw --rate_iops=1000 --numjobs=4",
            "  heddle run --workqueue=aiod --dialect=freebsd --numjobs=4"
        })
public final class RunCommand implements Callable<Integer> {
    private CommandSpec spec;

    @Mixin
    private final RunOptions options = new RunOptions();

    /** Made by picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    public RunCommand() {}

    /** Receives the specification of this command, and adds the other options of fio to it. */
    @Spec
    void spec(CommandSpec given) {
        spec = given;
        // They are only detected, and have an optional value.
        given.addOption(OptionSpec.builder(FioOptions.names())
                .arity("0..1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .fallbackValue("")
                .hidden(true)
                .build());
    }

    @Override
    public Integer call() throws Exception {
        FioOptions.check(spec.commandLine());
        Workload workload = WorkloadChecks.workload(options, spec.commandLine());
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Run run = new Run(workload, options.output.outputDir, options.output.jfr, out, err);
        try (Interrupts _ = Interrupts.install(run::interrupt)) {
            return run.call();
        }
    }
}
