package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The program wrk: requests over HTTP from outside of the JVM, from this machine to this machine. */
final class Wrk {
    private static final int START_SECONDS = 30;
    private static final String MARK = "heddle ";

    /** Each file once, in an order that is far from the one on the disk, and on from where the last turn ended. */
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

    /** Refuses where it is not installed. */
    static void require(Lab lab) throws IOException, InterruptedException, RunFailure {
        Path script = script(lab);
        try {
            Process found = new ProcessBuilder("wrk", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            found.waitFor(); // its status is 1 whatever it says
        } catch (IOException missing) {
            throw new RunFailure("wrk is not installed (apt-get install wrk)", missing);
        }
        Files.writeString(script, SCRIPT, StandardCharsets.UTF_8);
    }

    private static Path script(Lab lab) {
        return lab.folder().resolve("wrk.lua");
    }

    /** Has so many connections ask for files, by names of a prefix and a number from 0 up, for at least a second. */
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

    /** Finds the line of figures. */
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
