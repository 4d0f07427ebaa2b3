package io.heddle.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One call of the command line in a separate JVM, started as by the launcher. Its output goes to files in a folder. */
public final class ChildRun implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path err;

    private ChildRun(Process process, Path err) {
        this.process = process;
        this.err = err;
    }

    /**
     * Starts the command.
     *
     * @param work the current folder, in which the command leaves its files
     * @param logs the folder of the JVM's temporary files and standard error
     * @param out the destination of standard output
     */
    public static ChildRun start(Path work, Path logs, ProcessBuilder.Redirect out, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-preview", "--enable-native-access=ALL-UNNAMED", "-Xshare:auto"));
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(logs.resolve("tmp")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Heddle.class.getName()));
        command.addAll(Arrays.asList(args));
        Path err = logs.resolve("err");
        return new ChildRun(
                new ProcessBuilder(command)
                        .directory(work.toFile())
                        .redirectOutput(out)
                        .redirectError(err.toFile())
                        .start(),
                err);
    }

    public Process process() {
        return process;
    }

    /** Sends a signal, which a process that has ended ignores. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Waits for the end and returns the exit status. */
    public int status() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            printThreads();
            throw new AssertionError("process " + process.pid() + " has not ended within " + PATIENCE_SECONDS + " s");
        }
        return process.exitValue();
    }

    /** Prints the threads of a child that is stuck. */
    private void printThreads() throws InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process printer = new ProcessBuilder(jcmd, String.valueOf(process.pid()), "Thread.print")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!printer.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                printer.destroyForcibly();
            }
        } catch (IOException noJcmd) {
            System.out.println("no dump: " + noJcmd.getMessage());
        }
    }

    /** Returns its standard error. */
    public String err() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
