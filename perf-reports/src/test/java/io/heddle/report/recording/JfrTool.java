package io.heddle.report.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK's own reader of recordings, as a process. */
final class JfrTool {
    private JfrTool() {}

    static String run(String... arguments) throws IOException, InterruptedException {
        Path jfr = Path.of(System.getProperty("java.home"), "bin", "jfr");
        assumeTrue(Files.isExecutable(jfr), () -> jfr + " is missing: run the tests on a JDK that has the jfr tool");
        List<String> command = new ArrayList<>(List.of(jfr.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(command + ": status " + status + ": " + out);
        }
        return out;
    }
}
