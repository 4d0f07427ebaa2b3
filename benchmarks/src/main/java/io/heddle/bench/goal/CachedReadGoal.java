package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.jmh.ReadSuite;
import io.heddle.bench.peer.Parallelism;
import io.heddle.bench.peer.ReadPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goal P2: random reads of a cached file. */
final class CachedReadGoal implements Goal {
    private static final long FILE_BYTES = 64L << 20;
    private static final double TIMES_ASYNCHRONOUS = 2;
    private static final double TIMES_PREAD = 0.9;
    private static final List<Integer> DEPTHS = List.of(1, 16, 64);
    private static final List<Integer> DEPTHS_QUICK = List.of(16);
    private static final String SUFFIX = " readers";

    @Override
    public String id() {
        return "P2";
    }

    @Override
    public String title() {
        return "4 KiB random reads of a cached file";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "1, 16 and 64 threads (quick: 16) read 4 KiB blocks of a file of 64 MiB that is in the page cache, "
                        + "each one "
                        + "after another. Threads are virtual, but for the loop of pread.",
                "Peers: AsynchronousFileChannel with its default pool and with a pool of 16, FileChannel on "
                        + "ThreadPoolExecutor(16) and on virtual threads, as they come and with "
                        + Parallelism.flag(Parallelism.CARRIERS)
                        + ", a loop of pread on platform threads, jasyncfio "
                        + "where it runs; beside the judged variant of the engine all its others.",
                "Goal: at least 2 times the better AsynchronousFileChannel, and at least 0.9 times the loop of pread "
                        + "on as "
                        + "many threads. Judged is the engine with virtual workers, on uring where that can be used.");
    }

    @Override
    public List<Cell> cells(Lab lab) throws IOException {
        DataFiles.ofSize(lab, FILE_BYTES);
        List<Cell> cells = new ArrayList<>();
        for (int depth : lab.effort().quick() ? DEPTHS_QUICK : DEPTHS) {
            for (ReadPeer peer : ReadCells.usable(List.of(ReadPeer.values()), lab)) {
                cells.add(new Cell(depth + SUFFIX, peer.title()));
            }
        }
        return cells;
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab) throws IOException, RunFailure {
        Path file = DataFiles.ofSize(lab, FILE_BYTES);
        int depth = Integer.parseInt(cell.scenario().replace(SUFFIX, ""));
        return ReadCells.measure(ReadCells.peer(cell.variant()), depth, ReadSuite.Source.CACHED, file, seconds, lab);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.NANOS_PER_OPERATION, Metric.CPU_PER_OPERATION, Metric.BYTES_PER_OPERATION);
    }

    @Override
    public List<Criterion> judge(Table table) {
        List<String> asynchronous = List.of(ReadPeer.ASYNCHRONOUS_DEFAULT.title(), ReadPeer.ASYNCHRONOUS_POOL.title());
        String pread = ReadPeer.CHANNEL_PLATFORM.title();
        String time = Metric.NANOS_PER_OPERATION.name();
        List<Criterion> criteria = new ArrayList<>();
        for (String scenario : table.scenarios()) {
            double ours = table.median(scenario, ReadCells.judged(table, scenario), time);
            Optional<String> best = table.least(scenario, asynchronous, time);
            criteria.add(best.map(peer -> Criterion.speed(
                            scenario, ours, table.median(scenario, peer, time), peer, TIMES_ASYNCHRONOUS))
                    .orElse(Criterion.missing(scenario, "no AsynchronousFileChannel could be measured")));
            criteria.add(Criterion.speed(scenario, ours, table.median(scenario, pread, time), pread, TIMES_PREAD));
        }
        return criteria;
    }
}
