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

/** A test program in a separate JVM, which ends when it is closed. */
final class ChildProgram implements AutoCloseable {
    /** The line that a program prints when it is ready. */
    static final String READY = "ready";

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream questions;

    private ChildProgram(Process process) {
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Starts a program without waiting for it. */
    static ChildProgram start(String classPath, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        return new ChildProgram(builder(classPath, options, program, arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Returns the builder of the process. */
    static ProcessBuilder builder(String classPath, List<String> options, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // the flags of the launcher
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

    /** Sends SIGTERM. Further output of the program is read and dropped, because a full pipe would block it. */
    int terminate() throws IOException, InterruptedException {
        // destroy() of the process would also close the pipes.
        assertThat(process.toHandle().destroy()).isTrue();
        while (answers.readLine() != null) {
            // dropped
        }
        return process.waitFor();
    }

    /** Sends SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends the program by closing its input. */
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
