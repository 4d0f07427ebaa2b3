package io.heddle.bench.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the tests in a JVM of its own, which ends when it is closed. */
final class ChildProgram implements AutoCloseable {
    /** The line by which a program tells that it can be looked at. */
    static final String READY = "ready";

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream questions;

    private ChildProgram(Process process) {
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Starts a program and does not wait for it. */
    static ChildProgram start(String classPath, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        return new ChildProgram(builder(classPath, options, program, arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** How it is started. */
    static ProcessBuilder builder(String classPath, List<String> options, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As the launcher starts its JVM.
        command.addAll(List.of("--enable-preview", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command);
    }

    /** Starts a program with this JVM's class path and waits until it is ready. */
    static ChildProgram ready(List<String> options, Class<?> program, String... arguments) throws IOException {
        ChildProgram child = start(System.getProperty("java.class.path"), options, program, arguments);
        child.awaitReady();
        return child;
    }

    void awaitReady() throws IOException {
        assertThat(answers.readLine()).isEqualTo(READY);
    }

    long pid() {
        return process.pid();
    }

    String ask() throws IOException {
        questions.println();
        return answers.readLine();
    }

    /** Waits until it has printed a line with the text. */
    void awaitLine(String text) throws IOException {
        String line = answers.readLine();
        while (line != null && !line.contains(text)) {
            line = answers.readLine();
        }
        assertThat(line).contains(text);
    }

    /** SIGTERM; what the program prints from then on is read and forgotten, as a full pipe would hold it up. */
    int terminate() throws IOException, InterruptedException {
        // Not destroy(): that closes the pipes, too.
        assertThat(process.toHandle().destroy()).isTrue();
        while (answers.readLine() != null) {
            // Nobody is interested.
        }
        return process.waitFor();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends its input, at which it ends. */
    void end() {
        questions.close();
    }

    @Override
    public void close() {
        end();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        if (process.isAlive()) {
            process.destroyForcibly().onExit().join();
        }
    }
}
