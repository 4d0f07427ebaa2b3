package io.heddle.bench;

import io.heddle.bench.cli.Failures;
import io.heddle.bench.cli.StandardOutput;
import io.heddle.bench.goal.BenchCommand;
import io.heddle.bench.jfc.JfcCommand;
import io.heddle.bench.report.ReportCommand;
import io.heddle.bench.run.RunCommand;
import io.heddle.bench.soak.SoakCommand;
import io.heddle.bench.stall.StallCommand;
import io.heddle.bench.top.TopCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line {@code ./heddle}. */
@Command(
        name = "heddle",
        mixinStandardHelpOptions = true,
        versionProvider = HeddleVersion.class,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "POSIX asynchronous I/O on virtual threads, tried and measured.",
        subcommands = {
            RunCommand.class,
            BenchCommand.class,
            SoakCommand.class,
            ReportCommand.class,
            StallCommand.class,
            TopCommand.class,
            JfcCommand.class
        },
        footer = {"", "heddle COMMAND --help tells more."})
public final class Heddle {
    private Heddle() {}

    /**
     * Runs one command and exits with its status.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        StandardOutput output = new StandardOutput();
        CommandLine command = commandLine().setOut(output.writer());
        System.exit(output.end(command.execute(args), command.getErr()));
    }

    /**
     * Makes the command line.
     *
     * @return all commands
     */
    static CommandLine commandLine() {
        return new CommandLine(new Heddle())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Failures::onOption)
                .setExecutionExceptionHandler(Failures::onRun);
    }
}
