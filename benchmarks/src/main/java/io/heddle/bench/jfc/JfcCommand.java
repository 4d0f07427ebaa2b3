package io.heddle.bench.jfc;

import io.heddle.jfr.AioJfr;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code heddle jfc}. */
@Command(
        name = "jfc",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = {
            "Prints settings for Flight Recorder: which events of the library are recorded.",
            "",
            "  heddle jfc > aio.jfc",
            "  java -XX:StartFlightRecording:settings=default,settings=aio.jfc,aio-trace=all ...",
            "  jcmd <pid> JFR.start settings=default settings=/path/to/aio.jfc aio-threshold=5ms",
            "  jfr configure --input aio.jfc aio-trace=all --output my.jfc",
            "",
            "Options of the settings: aio-trace=off|normal|all; aio-threshold, what is slow (20ms); aio-process, the "
                    + "numbers "
                    + "of the processes to record (*)."
        })
public final class JfcCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    public JfcCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(AioJfr.configuration().getContents());
        out.flush();
        return 0;
    }
}
