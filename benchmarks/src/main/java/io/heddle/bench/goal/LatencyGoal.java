package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.jmh.ReadSuite;
import io.heddle.bench.peer.Parallelism;
import io.heddle.bench.peer.ReadPeer;
import io.heddle.bench.probe.LatencyProbe;
import io.heddle.report.output.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Goal P10: the latency of reads that arrive at a fixed rate. */
final class LatencyGoal implements Goal {
    private static final double OF_SATURATION = 0.7;
    private static final double TIMES_THE_BEST_PEER = 1;
    private static final int LANES = 64;
    private static final long FILE_BYTES = 256L << 20;
    private static final double WARM_UP_SECONDS = 3;
    private static final double SATURATION_SECONDS = 1;
    private static final double TRIAL_SECONDS = 1;
    private static final double LESS = 0.75;
    private static final int MOST_TRIALS = 6;
    private static final double CARRIED_PERCENT = 98;
    private static final double LEAST_SECONDS = 1;
    private static final double NANOS = 1e9;
    private static final int PATIENCE_SECONDS = 20;
    private static final double PERCENT = 100;
    private static final Metric CARRIED = new Metric("carried_percent", "carried %");
    private static final Metric P99 = new Metric("p99_us", "p99 us");

    private static final List<ReadPeer> PEERS = List.of(
            ReadPeer.CHANNEL_PLATFORM,
            ReadPeer.CHANNEL_VIRTUAL,
            ReadPeer.CHANNEL_KNOB,
            ReadPeer.CHANNEL_POOL,
            ReadPeer.ASYNCHRONOUS_DEFAULT,
            ReadPeer.ASYNCHRONOUS_POOL,
            ReadPeer.JASYNCFIO);
    private static final List<ReadPeer> ENGINE =
            List.of(ReadPeer.ENGINE_VIRTUAL_URING, ReadPeer.ENGINE_VIRTUAL_CHANNEL, ReadPeer.ENGINE_PLATFORM_CHANNEL);
    private static final List<ReadPeer> SATURATED =
            List.of(ReadPeer.CHANNEL_PLATFORM, ReadPeer.CHANNEL_VIRTUAL, ReadPeer.CHANNEL_KNOB);

    private final Map<ReadPeer, Integer> rounds = new EnumMap<>(ReadPeer.class);
    private double rate;

    @Override
    public String id() {
        return "P10";
    }

    @Override
    public String title() {
        return "latency of 4 KiB random O_DIRECT reads that arrive at a fixed rate";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "Reads of a file of 256 MiB arrive by the clock, whether or not those before them have ended, and "
                        + "are taken by "
                        + LANES
                        + " threads. A latency counts from the moment at which the read was due (no coordinated "
                        + "omission). The rate is 70 % of what the fastest peer carries, looked up in the same run "
                        + "just "
                        + "before: the fastest is FileChannel on platform threads or on virtual ones, as they come "
                        + "or with "
                        + Parallelism.flag(Parallelism.CARRIERS)
                        + ", whichever reads more with as many threads that read one block after another; that rate "
                        + "is let arrive, and 25 % less each time "
                        + "until 98 % of the arrivals are served when the last one is due.",
                "Peers: those three, FileChannel on ThreadPoolExecutor(16), AsynchronousFileChannel with its default "
                        + "pool and "
                        + "with a pool of 16, jasyncfio. Intervals of a second are left as HdrHistogram logs (.hlog) "
                        + "in the "
                        + "output folder.",
                "Goal: 98 % of the arrivals served, and p99 no worse than that of the best peer that serves as many. "
                        + "Judged is the "
                        + "engine with virtual workers, on uring where that can be used.");
    }

    @Override
    public List<Cell> cells(Lab lab) throws IOException, InterruptedException, RunFailure {
        rate = OF_SATURATION * saturation(lab);
        String scenario = String.format(Locale.ROOT, "%.0f arrivals/s", rate);
        List<Cell> cells = new ArrayList<>();
        ReadCells.usable(ENGINE, lab).forEach(peer -> cells.add(new Cell(scenario, peer.title())));
        PEERS.forEach(peer -> cells.add(new Cell(scenario, peer.title())));
        return cells;
    }

    /** Returns the highest rate in arrivals per second that the fastest peer sustains. */
    private static double saturation(Lab lab) throws IOException, InterruptedException, RunFailure {
        double least = Double.POSITIVE_INFINITY;
        ReadPeer fastest = SATURATED.getFirst();
        for (ReadPeer peer : SATURATED) {
            double nanos = ReadCells.measure(peer, LANES, ReadSuite.Source.DIRECT, file(lab), SATURATION_SECONDS, lab)
                    .getOrDefault(Metric.NANOS_PER_OPERATION.name(), Double.NaN);
            if (nanos < least) {
                least = nanos;
                fastest = peer;
            }
        }
        if (!Double.isFinite(least)) {
            throw new RunFailure("no peer's saturation could be measured");
        }
        Path log = lab.folder().resolve("trial.hlog");
        double tried = NANOS / least;
        for (int trial = 0; trial < MOST_TRIALS; trial++) {
            double carried = probe(fastest, tried, WARM_UP_SECONDS, TRIAL_SECONDS, log, lab)
                    .getOrDefault(CARRIED.name(), Double.NaN);
            lab.say(String.format(
                    Locale.ROOT, "P10 %s: %.0f arrivals/s: %.1f %% carried", fastest.title(), tried, carried));
            if (carried >= CARRIED_PERCENT) {
                return tried;
            }
            tried *= LESS;
        }
        lab.notice("P10: this machine is too busy to tell which rate " + fastest.title() + " carries");
        return tried;
    }

    private static Map<String, Double> probe(
            ReadPeer peer, double rate, double warmUpSeconds, double seconds, Path log, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        return ChildFork.run(
                LatencyProbe.class,
                List.of(
                        peer.name(),
                        file(lab).toString(),
                        String.valueOf(LANES),
                        String.valueOf(rate),
                        String.valueOf(warmUpSeconds),
                        String.valueOf(seconds),
                        log.toString()),
                peer.flags(),
                PATIENCE_SECONDS + (int) (warmUpSeconds + seconds),
                lab);
    }

    private static Path file(Lab lab) throws IOException {
        return DataFiles.ofSize(lab, FILE_BYTES);
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        ReadPeer peer = ReadCells.peer(cell.variant());
        int round = rounds.merge(peer, 1, Integer::sum);
        String name = "p10-" + peer.name().toLowerCase(Locale.ROOT) + "-" + round + ".hlog";
        Path log = lab.folder().resolve(name); // not in the output folder: the child may be killed
        double measured = Math.max(LEAST_SECONDS, seconds - WARM_UP_SECONDS);
        Map<String, Double> figures = probe(peer, rate, WARM_UP_SECONDS, measured, log, lab);
        try (OutputFile result = OutputFile.create(lab.outputs().resolve(name))) {
            Files.copy(log, result.stream());
            result.commit();
        }
        return figures;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                CARRIED,
                new Metric("p50_us", "p50 us"),
                new Metric("p90_us", "p90 us"),
                P99,
                new Metric("p99_9_us", "p99.9 us"),
                new Metric("p99_99_us", "p99.99 us"),
                new Metric("max_us", "max us"));
    }

    @Override
    public List<Criterion> judge(Table table) {
        List<Criterion> criteria = new ArrayList<>();
        for (String scenario : table.scenarios()) {
            String ours = ReadCells.judged(table, scenario);
            criteria.add(Criterion.share(
                    scenario,
                    table.median(scenario, ours, CARRIED.name()) / PERCENT,
                    "the arrivals served when the last is due",
                    CARRIED_PERCENT / PERCENT));
            List<String> peers = PEERS.stream()
                    .map(ReadPeer::title)
                    .filter(peer -> table.median(scenario, peer, CARRIED.name()) >= CARRIED_PERCENT)
                    .toList();
            Optional<String> best = table.least(scenario, peers, P99.name());
            criteria.add(best.map(peer -> Criterion.cost(
                            scenario,
                            table.median(scenario, ours, P99.name()),
                            table.median(scenario, peer, P99.name()),
                            "the p99 of " + peer,
                            TIMES_THE_BEST_PEER))
                    .orElse(Criterion.missing(scenario, "no peer has carried the rate")));
        }
        return criteria;
    }
}
