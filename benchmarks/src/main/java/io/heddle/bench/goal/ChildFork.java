package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a probe in a separate JVM. The lines {@code name=value} that it prints are its figures. */
final class ChildFork {
    private ChildFork() {}

    /**
     * Runs a probe.
     *
     * @param probe a class with a main method
     * @param timeoutSeconds when it is killed
     * @param flags of the JVM, in addition to the usual ones
     */
    static Map<String, Double> run(
            Class<?> probe, List<String> arguments, List<String> flags, int timeoutSeconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        List<String> all = new ArrayList<>(flags);
        all.add(lab.temporaryFolderFlag());
        return parse(output(command(probe, arguments, all), timeoutSeconds, lab), probe.getSimpleName());
    }

    /** Returns the command line of a probe. */
    static List<String> command(Class<?> probe, List<String> arguments, List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(ForkFlags.java().toString());
        command.addAll(ForkFlags.flags());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), probe.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Runs a program and returns its standard output. Its standard error goes to the log. */
    static List<String> output(List<String> command, int timeoutSeconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        if (lab.isClosing()) {
            throw new RunFailure("interrupted");
        }
        Path out = Files.createTempFile(lab.folder(), "out.", ".txt");
        Path err = Files.createTempFile(lab.folder(), "err.", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended;
            try {
                process.getOutputStream().close();
                ended = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
            } finally {
                process.destroyForcibly();
            }
            process.waitFor();
            List<String> complaints = Files.readAllLines(err, StandardCharsets.UTF_8);
            lab.log().println("# " + String.join(" ", command));
            complaints.forEach(lab.log()::println);
            List<String> lines = Files.readAllLines(out, StandardCharsets.UTF_8);
            lines.forEach(lab.log()::println);
            if (!ended) {
                throw new RunFailure(name(command) + " has not ended within " + timeoutSeconds + " s");
            }
            if (process.exitValue() != 0) {
                throw new RunFailure(
                        name(command) + " ended with status " + process.exitValue() + ": " + complaint(complaints));
            }
            return lines;
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    /** Returns the first line that is not a warning of the JVM. */
    private static String complaint(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("WARNING: "))
                .findFirst()
                .orElse("no message");
    }

    private static String name(List<String> command) {
        return String.valueOf(Path.of(command.getFirst()).getFileName());
    }

    /** Parses the figures in a probe's output. */
    static Map<String, Double> parse(List<String> lines, String who) throws RunFailure {
        Map<String, Double> figures = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            try {
                figures.put(line.substring(0, Math.max(0, equals)), Double.valueOf(line.substring(equals + 1)));
            } catch (NumberFormatException none) {
                throw new RunFailure(who + " has printed what is no figure: " + line, none);
            }
        }
        if (figures.isEmpty()) {
            throw new RunFailure(who + " has printed no figure");
        }
        return figures;
    }
}
