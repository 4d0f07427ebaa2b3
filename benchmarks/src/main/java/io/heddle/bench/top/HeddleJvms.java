package io.heddle.bench.top;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Which JVMs of this machine have loaded the library. The JDK's {@code jcmd} is asked, and not the management agent: the agent,
 * once started, stays until its JVM ends, and most JVMs are none of our business.
 */
final class HeddleJvms {
    private static final String LOADED = "io.heddle.aio.AioProcess";

    private static final int PATIENCE_SECONDS = 15;

    private HeddleJvms() {}

    /**
     * Asks every JVM that can be seen: those of the same user.
     *
     * @return those that have loaded the library, without this one, by their numbers
     * @throws RunFailure if this JVM has no jcmd
     */
    static List<Jvm> all() throws RunFailure, InterruptedException {
        Path jcmd = jcmd();
        String self = Long.toString(ProcessHandle.current().pid());
        List<VirtualMachineDescriptor> others = VirtualMachine.list().stream()
                .filter(seen -> !seen.id().equals(self))
                .toList();
        // All at once: one that does not answer is waited for long enough.
        Map<Jvm, Question> questions = new LinkedHashMap<>();
        try {
            for (VirtualMachineDescriptor other : others) {
                long pid = Long.parseLong(other.id());
                questions.put(new Jvm(pid, name(other)), Question.ask(jcmd, pid));
            }
            List<Jvm> found = new ArrayList<>();
            for (Map.Entry<Jvm, Question> question : questions.entrySet()) {
                if (question.getValue().answer()) {
                    found.add(question.getKey());
                }
            }
            found.sort(Comparator.comparingLong(Jvm::pid));
            return found;
        } finally {
            questions.values().forEach(Question::close);
        }
    }

    /** Tells whether a JVM that can be attached to has loaded the library. */
    static boolean hasHeddle(long pid) throws RunFailure, InterruptedException {
        try (Question question = Question.ask(jcmd(), pid)) {
            return question.answer();
        }
    }

    /** What a JVM runs, as jps shows it. */
    static String name(long pid) {
        return VirtualMachine.list().stream()
                .filter(seen -> seen.id().equals(Long.toString(pid)))
                .map(HeddleJvms::name)
                .findFirst()
                .orElse("");
    }

    /** Without the arguments, which may hold secrets and are long. */
    private static String name(VirtualMachineDescriptor seen) {
        String program = seen.displayName().split(" ", 2)[0];
        return program.isEmpty() ? "(no name)" : program;
    }

    private static Path jcmd() throws RunFailure {
        Path folder = Path.of(System.getProperty("java.home"), "bin");
        for (String name : List.of("jcmd", "jcmd.exe")) {
            if (Files.isExecutable(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        throw new RunFailure("there is no jcmd in " + folder + ": run heddle with a whole JDK, see HEDDLE_JAVA");
    }

    /** One jcmd that runs. */
    private record Question(Process asking, CompletableFuture<String> text) implements AutoCloseable {
        static Question ask(Path jcmd, long pid) throws RunFailure {
            try {
                Process asking = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "VM.class_hierarchy", LOADED)
                        .redirectErrorStream(true)
                        .start();
                return new Question(
                        asking, CompletableFuture.supplyAsync(() -> read(asking), Thread::startVirtualThread));
            } catch (IOException failed) {
                throw new RunFailure("cannot run " + jcmd, failed);
            }
        }

        private static String read(Process asking) {
            try {
                return new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException broken) {
                return "";
            }
        }

        /** No for a JVM that ends meanwhile, does not answer or refuses: it has nothing that could be shown. */
        boolean answer() throws InterruptedException {
            try {
                return text.get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .lines()
                        .anyMatch(line -> line.contains(LOADED + "/"));
            } catch (ExecutionException | TimeoutException silent) {
                return false;
            }
        }

        @Override
        public void close() {
            asking.destroyForcibly();
        }
    }
}
