package io.heddle.bench.load;

import io.heddle.bench.cli.Failures;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.jmh.ProcessClock;
import io.heddle.bench.probe.Parent;
import io.heddle.bench.stall.StallProbe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Moves blocks for a turn on request, and waits for the next request; {@link Load} describes the transfers. During a
 * turn an unrelated virtual thread should run every millisecond, and its delay is measured, too.
 */
public final class LoadProbe {
    /** The prefix of the first argument by which io_uring is refused. */
    public static final String NO_RING = "no-ring:";

    private static final double NANOS_PER_MICRO = 1_000;

    private final Source source;
    private final Map<String, Load> loads = new HashMap<>();
    private int turns;
    private final ProcessClock clock = new ProcessClock();

    private LoadProbe(Source source) {
        this.source = source;
    }

    /**
     * Serves turns until its standard input ends. Each turn is a line {@code millis load load ...}, and is answered
     * with a line of figures.
     *
     * @param args the name of a {@link Mover} or of a {@link io.heddle.bench.peer.ReadPeer}; for a slow disk also the
     *     list of processes of a control group to join
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        Parent.endWith();
        try {
            serve(args);
        } catch (IOException | RunFailure failed) {
            System.err.println(Failures.describe(failed));
            System.exit(1);
        }
        System.exit(0);
    }

    private static void serve(String[] args) throws IOException, InterruptedException, RunFailure {
        String mover = args[0];
        if (mover.startsWith(NO_RING)) {
            NoRing.install();
            mover = mover.substring(NO_RING.length());
        }
        if (args.length > 1) {
            Files.writeString(
                    Path.of(args[1]), String.valueOf(ProcessHandle.current().pid()));
        }
        LoadProbe probe = new LoadProbe(Source.named(mover));
        BufferedReader turns = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = turns.readLine(); line != null; line = turns.readLine()) {
            String figures = probe.turn(line.strip().split(" ", -1));
            if (probe.turns++ == 0 && probe.source == Mover.ENGINE) {
                System.err.println("backend: " + Mover.Engine.PROCESS.backendReason()); // known after the first turn
            }
            System.out.println(figures);
        }
    }

    private String turn(String[] words) throws IOException, InterruptedException, RunFailure {
        List<Load> now = new ArrayList<>();
        for (int word = 1; word < words.length; word++) {
            Load load = loads.get(words[word]);
            if (load == null) {
                load = Load.parse(words[word], source);
                loads.put(words[word], load);
            }
            load.prepare();
            now.add(load);
        }
        Others others = new Others();
        long cpu = clock.nanos();
        long begin = System.nanoTime();
        StallProbe stalls = StallProbe.start();
        now.forEach(Load::start);
        Thread.sleep(Long.parseLong(words[0]));
        now.forEach(Load::stop);
        StringJoiner figures = new StringJoiner(" ");
        double all = 0;
        List<Long> each = new ArrayList<>();
        for (Load load : now) {
            long moved = load.join();
            each.add(moved);
            all += moved;
        }
        Histogram delays = stalls.stop();
        long elapsed = System.nanoTime() - begin;
        long used = clock.nanos() - cpu;
        double seconds = elapsed / (double) TimeUnit.SECONDS.toNanos(1);
        for (int load = 0; load < each.size(); load++) {
            figures.add("load" + (load + 1) + "_per_s=" + each.get(load) / seconds);
        }
        if (all > 0) {
            figures.add("ns_per_op=" + elapsed / all);
            figures.add("cpu_ns_per_op=" + used / all);
        }
        figures.add("p50_us=" + delays.getValueAtPercentile(50) / NANOS_PER_MICRO);
        figures.add("p99_us=" + delays.getValueAtPercentile(99) / NANOS_PER_MICRO);
        figures.add("max_us=" + delays.getMaxValue() / NANOS_PER_MICRO);
        figures.add("others_percent=" + others.percent(elapsed, used));
        return figures.toString();
    }
}
