package io.heddle.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** One call of the command line within this JVM. */
public record CommandLineRun(int status, String out, String err) {
    /** Makes the call. */
    public static CommandLineRun of(String... args) {
        return into(new StringWriter(), args);
    }

    /** Makes the call; its output can be read while it runs. */
    public static CommandLineRun into(StringWriter out, String... args) {
        StringWriter err = new StringWriter();
        CommandLine command = Heddle.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = command.execute(args);
        return new CommandLineRun(status, out.toString(), err.toString());
    }
}
