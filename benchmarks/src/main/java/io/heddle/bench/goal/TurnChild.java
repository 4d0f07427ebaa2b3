package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program that waits for a line, executes it, and answers with a line of figures. Confined to one thread. */
final class TurnChild implements AutoCloseable {
    private static final long END_SECONDS = 5;

    private final String name;
    private final Process process;
    private final PrintStream to;
    private final BufferedReader from;

    private TurnChild(String name, Process process) {
        this.name = name;
        this.process = process;
        to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        from = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a program. Its standard error goes to the log. */
    static TurnChild start(String name, List<String> command, Lab lab) throws IOException, RunFailure {
        if (lab.isClosing()) {
            throw new RunFailure("interrupted");
        }
        lab.log().println("# " + String.join(" ", command));
        Process process = new ProcessBuilder(command).start();
        Thread.ofVirtual()
                .start(() -> process.errorReader(StandardCharsets.UTF_8)
                        .lines()
                        .forEach(line -> lab.log().println(name + ": " + line)));
        return new TurnChild(name, process);
    }

    /** Returns the command line of a JVM for such a program, up to the class path. */
    static List<String> java(boolean hasNativeAccess, List<String> flags, Lab lab) {
        List<String> command = new ArrayList<>();
        command.add(ForkFlags.java().toString());
        command.addAll(ForkFlags.flags());
        if (!hasNativeAccess) {
            command.removeIf(flag -> flag.startsWith("--enable-native-access"));
        }
        command.addAll(flags);
        command.add(lab.temporaryFolderFlag());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return command;
    }

    /** Sends a line. Returns the figures of the answer. */
    Map<String, Double> ask(String line, double seconds) throws InterruptedException, RunFailure {
        return ChildFork.parse(List.of(answer(line, seconds).split(" ", -1)), name);
    }

    /** Sends a line. Returns the line that the program answers. */
    String answer(String line, double seconds) throws InterruptedException, RunFailure {
        to.println(line);
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(from.readLine());
            } catch (IOException gone) {
                answer.completeExceptionally(gone);
            }
        });
        try {
            String told = answer.get(Math.round(seconds * 1_000), TimeUnit.MILLISECONDS);
            if (told == null) {
                throw new RunFailure(name + " has ended, see bench.log");
            }
            return told;
        } catch (ExecutionException gone) {
            throw new RunFailure(name + " cannot be read, see bench.log", gone);
        } catch (TimeoutException late) {
            process.destroyForcibly();
            throw new RunFailure(name + " has not answered within " + Math.round(seconds) + " s", late);
        }
    }

    /** Ends the program by closing its input. */
    @Override
    public void close() {
        to.close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
