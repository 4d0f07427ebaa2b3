package io.heddle.bench.goal;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM and the flags of the forks: this JVM, with the launcher's flags and those that the user has added. */
final class ForkFlags {
    private static final List<String> OF_LAUNCHER =
            List.of("--enable-preview", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private ForkFlags() {}

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** Returns the flags, without those of a debugger or an agent: the forks could not use its port. */
    static List<String> flags() {
        List<String> flags = new ArrayList<>(OF_LAUNCHER);
        for (String given : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flags.contains(given) && !isOfThisJvm(given)) {
                flags.add(given);
            }
        }
        return flags;
    }

    private static boolean isOfThisJvm(String flag) {
        return flag.startsWith("-agentlib:")
                || flag.startsWith("-agentpath:")
                || flag.startsWith("-javaagent:")
                || flag.startsWith("-Xrunjdwp")
                || flag.startsWith("-XX:StartFlightRecording")
                || flag.startsWith("-Xdebug");
    }
}
