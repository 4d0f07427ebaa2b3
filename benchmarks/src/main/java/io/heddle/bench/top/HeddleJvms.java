package io.heddle.bench.top;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import io.heddle.bench.cli.RunFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the JVMs of this machine that have loaded the library. */
final class HeddleJvms {
    private static final String LOADED = "io.heddle.aio.AioProcess";

    private static final String QUESTION = "VM.class_hierarchy";

    private HeddleJvms() {}

    /**
     * Queries every visible JVM, that is, those of the same user.
     *
     * @return those that have loaded the library, except this one, by process ID
     * @throws RunFailure if this JVM has no jcmd
     */
    static List<Jvm> all() throws RunFailure, InterruptedException {
        Jcmd jcmd = Jcmd.find();
        String self = Long.toString(ProcessHandle.current().pid());
        List<VirtualMachineDescriptor> others = VirtualMachine.list().stream()
                .filter(seen -> !seen.id().equals(self))
                .toList();
        // All are queried concurrently, because the wait for one that does not answer is long.
        Map<Jvm, Jcmd.Question> questions = new LinkedHashMap<>();
        try {
            for (VirtualMachineDescriptor other : others) {
                long pid = Long.parseLong(other.id());
                questions.put(new Jvm(pid, name(other)), jcmd.ask(pid, QUESTION, LOADED));
            }
            List<Jvm> found = new ArrayList<>();
            for (Map.Entry<Jvm, Jcmd.Question> question : questions.entrySet()) {
                if (isYes(question.getValue())) {
                    found.add(question.getKey());
                }
            }
            found.sort(Comparator.comparingLong(Jvm::pid));
            return found;
        } finally {
            questions.values().forEach(Jcmd.Question::close);
        }
    }

    /** Returns whether a JVM that can be attached to has loaded the library. */
    static boolean hasHeddle(long pid) throws RunFailure, InterruptedException {
        try (Jcmd.Question question = Jcmd.find().ask(pid, QUESTION, LOADED)) {
            return isYes(question);
        }
    }

    /** Returns a JVM's program as jps shows it. */
    static String name(long pid) {
        return VirtualMachine.list().stream()
                .filter(seen -> seen.id().equals(Long.toString(pid)))
                .map(HeddleJvms::name)
                .findFirst()
                .orElse("");
    }

    /** Returns the program without its arguments, which may hold secrets and are long. */
    private static String name(VirtualMachineDescriptor seen) {
        String program = seen.displayName().split(" ", 2)[0];
        return program.isEmpty() ? "(no name)" : program;
    }

    /** Returns false for a JVM that ends meanwhile, does not answer or refuses: it has nothing to show. */
    private static boolean isYes(Jcmd.Question question) throws InterruptedException {
        return question.answer().orElse("").lines().anyMatch(line -> line.contains(LOADED + "/"));
    }
}
