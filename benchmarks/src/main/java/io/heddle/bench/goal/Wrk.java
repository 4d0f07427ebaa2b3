package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The program wrk: HTTP requests from outside of the JVM over the loopback interface. */
final class Wrk {
    private static final int START_SECONDS = 30;
    private static final String MARK = "heddle ";

    /**
     * Requests each file once, in an order that is far from the one on the disk, continuing where the last turn ended.
     */
    private static final String SCRIPT = """
            local n = tonumber(os.getenv("HEDDLE_FIRST"))
            local count = tonumber(os.getenv("HEDDLE_FILES"))
            request = function()
              n = n + 1
              return wrk.format("GET", "/" .. os.getenv("HEDDLE_PREFIX") .. (n * 7919 % count))
            end
            done = function(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("heddle requests=%d us=%d p99_us=%f errors=%d\\n", summary.requests,
                summary.duration, latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
            end
            """;

    private Wrk() {}

    /** Requires that it is installed, and writes its script. */
    static void require(Lab lab) throws IOException, InterruptedException, RunFailure {
        Path script = script(lab);
        try {
            Process found = new ProcessBuilder("wrk", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            found.waitFor(); // its exit status is always 1
        } catch (IOException missing) {
            throw new RunFailure("wrk is not installed (apt-get install wrk)", missing);
        }
        Files.writeString(script, SCRIPT, StandardCharsets.UTF_8);
    }

    private static Path script(Lab lab) {
        return lab.folder().resolve("wrk.lua");
    }

    /**
     * Requests files over a number of connections for at least a second. The file names are a prefix and a number from
     * 0.
     */
    static Map<String, Double> drive(
            int port, int connections, String prefix, int files, long first, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        long whole = Math.max(1, Math.round(seconds));
        List<String> lines = ChildFork.output(
                List.of(
                        "env",
                        "HEDDLE_PREFIX=" + prefix,
                        "HEDDLE_FILES=" + files,
                        "HEDDLE_FIRST=" + first,
                        "wrk",
                        "--threads=1",
                        "--connections=" + connections,
                        "--duration=" + whole + "s",
                        "--timeout=10s",
                        "--script=" + script(lab),
                        "http://127.0.0.1:" + port + "/"),
                START_SECONDS + (int) whole,
                lab);
        return parse(lines);
    }

    /** Finds and parses the line of figures. */
    static Map<String, Double> parse(List<String> lines) throws RunFailure {
        for (String line : lines) {
            if (line.startsWith(MARK)) {
                Map<String, Double> figures =
                        ChildFork.parse(List.of(line.substring(MARK.length()).split(" ", -1)), "wrk");
                if (figures.getOrDefault("errors", 1.0) > 0 || figures.getOrDefault("requests", 0.0) <= 0) {
                    throw new RunFailure("wrk has met errors: " + line);
                }
                return figures;
            }
        }
        throw new RunFailure("wrk has printed no figures");
    }
}
