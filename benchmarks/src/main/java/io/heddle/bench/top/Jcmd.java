package io.heddle.bench.top;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The JDK's {@code jcmd}, which queries another JVM of this machine. The two communicate by a socket in the file system
 * that only the JVM's own user and root can open; neither listens on a port.
 */
final class Jcmd {
    private static final int PATIENCE_SECONDS = 15;
    private static final int MOST_BYTES = 1 << 20;

    private final Path program;

    private Jcmd(Path program) {
        this.program = program;
    }

    /**
     * Finds it beside this JVM.
     *
     * @throws RunFailure if this is not a complete JDK
     */
    static Jcmd find() throws RunFailure {
        Path folder = Path.of(System.getProperty("java.home"), "bin");
        for (String name : List.of("jcmd", "jcmd.exe")) {
            if (Files.isExecutable(folder.resolve(name))) {
                return new Jcmd(folder.resolve(name));
            }
        }
        throw new RunFailure("there is no jcmd in " + folder + ": run heddle with a whole JDK, see HEDDLE_JAVA");
    }

    /** Starts a query. Several JVMs can be queried concurrently. */
    Question ask(long pid, String... command) throws RunFailure {
        List<String> words = new ArrayList<>(List.of(program.toString(), Long.toString(pid)));
        words.addAll(Arrays.asList(command));
        try {
            Process asking = new ProcessBuilder(words).redirectErrorStream(true).start();
            return new Question(asking, CompletableFuture.supplyAsync(() -> read(asking), Thread::startVirtualThread));
        } catch (IOException failed) {
            throw new RunFailure("cannot run " + program, failed);
        }
    }

    /**
     * Executes a command.
     *
     * @return the JVM's answer
     * @throws RunFailure if it does not answer, or refuses
     */
    String require(long pid, String... command) throws RunFailure, InterruptedException {
        try (Question question = ask(pid, command)) {
            String text = question.answer()
                    .orElseThrow(() -> new RunFailure(
                            pid + ": does not answer to " + command[0] + " within " + PATIENCE_SECONDS + " seconds"));
            if (question.asking().exitValue() != 0) {
                throw new RunFailure(pid + ": " + command[0] + " failed: " + text.strip());
            }
            return text;
        }
    }

    private static String read(Process asking) {
        try {
            String text = new String(asking.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            asking.getInputStream().close();
            asking.onExit().join();
            return text;
        } catch (IOException broken) {
            return "";
        }
    }

    /** A running jcmd. */
    record Question(Process asking, CompletableFuture<String> text) implements AutoCloseable {
        /** Waits for the answer; empty for a JVM that is stuck. */
        Optional<String> answer() throws InterruptedException {
            try {
                return Optional.of(text.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException silent) {
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            asking.destroyForcibly();
        }
    }
}
