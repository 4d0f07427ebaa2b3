package io.heddle.bench.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.bench.ChildRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A signal at any moment leaves neither data nor temporary files: commands in separate JVMs receive one or several
 * after a random time. {@code -Dheddle.signal.seed} repeats the times, {@code -Dheddle.signal.runs} sets the number of
 * runs, {@code -Dheddle.signal.within} the milliseconds within which they arrive.
 */
@Timeout(300)
final class SignalTest {
    private static final long SEED = Long.getLong("heddle.signal.seed", System.nanoTime());
    private static final int RUNS = Integer.getInteger("heddle.signal.runs", 24);
    private static final int AT_A_TIME = 4;
    private static final int LONGEST_MILLIS = Integer.getInteger("heddle.signal.within", 2_500);

    private static final List<List<String>> COMMANDS = List.of(
            List.of("run", "--runtime=300ms", "--size=4m"),
            List.of("run", "--runtime=100ms", "--size=16m", "--numjobs=2", "--direct=1"),
            List.of("run", "--number_ios=2000", "--size=1m"),
            List.of("stall", "--readers=2", "--runtime=100ms", "--size=16m", "--no-drop-caches"),
            List.of("soak", "--runtime=300ms", "--round=200ms", "--settle=10ms"),
            List.of("bench", "--goals=P9", "--quick", "--rounds=1"));
    private static final Set<String> RESULTS = Set.of(
            "heddle-run",
            "heddle-run/run.jfr",
            "heddle-run/run.hlog",
            "heddle-run/summary.json",
            "heddle-bench",
            "heddle-bench/bench.json",
            "heddle-bench/bench.md",
            "heddle-bench/bench.log");

    @TempDir
    Path folder;

    /** One command and its signals. */
    private record Shot(List<String> command, String signal, int afterMillis, int times, Path work, Path logs) {}

    @Test
    void shouldLeaveNothingBehindAtAnyMoment() throws Exception {
        System.out.println("SignalTest: -Dheddle.signal.seed=" + SEED + " -Dheddle.signal.runs=" + RUNS);
        Random random = new Random(SEED);
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        ConcurrentSkipListMap<Integer, Integer> ends = new ConcurrentSkipListMap<>();
        List<Shot> shots = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            shots.add(new Shot(
                    COMMANDS.get(run % COMMANDS.size()),
                    random.nextBoolean() ? "INT" : "TERM",
                    random.nextInt(LONGEST_MILLIS),
                    1 + random.nextInt(3),
                    Files.createDirectory(folder.resolve("work" + run)),
                    Files.createDirectory(folder.resolve("logs" + run))));
        }
        for (int lane = 0; lane < AT_A_TIME; lane++) {
            int first = lane;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int run = first; run < RUNS; run += AT_A_TIME) {
                    try {
                        ends.merge(fire(shots.get(run)), 1, Integer::sum);
                    } catch (Throwable failed) {
                        failures.add(failed);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("SignalTest: runs by their status: " + ends);
        assertThat(failures).isEmpty();
    }

    private static int fire(Shot shot) throws IOException, InterruptedException {
        int status;
        try (ChildRun child = ChildRun.start(
                shot.work(),
                shot.logs(),
                ProcessBuilder.Redirect.DISCARD,
                shot.command().toArray(String[]::new))) {
            boolean ended = child.process().waitFor(shot.afterMillis(), TimeUnit.MILLISECONDS);
            for (int time = 0; time < shot.times() && !ended; time++) {
                child.signal(shot.signal());
            }
            status = child.status();
            assertThat(status).as(() -> shot + ": " + text(child)).isIn(0, 1, 130, 143);
        }
        assertThat(left(shot.work())).as(() -> shot + " left files behind").isSubsetOf(RESULTS);
        assertThat(left(shot.logs().resolve("tmp")))
                .as(() -> shot + " left temporary files behind")
                .isEmpty();
        return status;
    }

    private static String text(ChildRun child) {
        try {
            return child.err();
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private static Set<String> left(Path root) throws IOException {
        if (!Files.exists(root)) {
            return Set.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !path.equals(root))
                    .map(path -> root.relativize(path).toString())
                    .collect(Collectors.toSet());
        }
    }
}
