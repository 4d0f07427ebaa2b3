package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.jmh.ReadSuite;
import io.heddle.bench.peer.ReadPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** P3. */
final class DeviceReadGoal implements Goal {
    private static final long FILE_BYTES = 1L << 30;
    private static final long FILE_BYTES_QUICK = 256L << 20;
    private static final double TIMES_FIO = 0.95;
    private static final double TIMES_COLD = 1.5;
    private static final double CPU_OF_VIRTUAL = 0.7;
    private static final double CPU_OF_PLATFORM = 1;

    /** How it is read. */
    private record Scenario(ReadSuite.Source source, int depth) {
        @Override
        public String toString() {
            return (source == ReadSuite.Source.DIRECT ? "O_DIRECT" : "cold") + ", depth " + depth;
        }
    }

    private static final List<Scenario> ALL = scenarios(16, 64, 256);
    private static final List<Scenario> QUICK = scenarios(16);

    /** What the verdict needs. */
    private static final List<ReadPeer> PEERS_QUICK = List.of(
            ReadPeer.ENGINE_VIRTUAL_URING,
            ReadPeer.ENGINE_VIRTUAL_CHANNEL,
            ReadPeer.ENGINE_PLATFORM_URING,
            ReadPeer.ENGINE_PLATFORM_CHANNEL,
            ReadPeer.CHANNEL_VIRTUAL,
            ReadPeer.CHANNEL_PLATFORM);

    private static List<Scenario> scenarios(int... depths) {
        List<Scenario> all = new ArrayList<>();
        for (ReadSuite.Source source : List.of(ReadSuite.Source.DIRECT, ReadSuite.Source.COLD)) {
            Arrays.stream(depths).forEach(depth -> all.add(new Scenario(source, depth)));
        }
        return all;
    }

    @Override
    public String id() {
        return "P3";
    }

    @Override
    public String title() {
        return "4 KiB random reads from the device";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "16, 64 and 256 threads (quick: 16) read 4 KiB blocks of a file of 1 GiB (quick: 256 MiB), each one after "
                        + "another: with O_DIRECT, and buffered but cold (posix_fadvise DONTNEED before each batch of "
                        + ReadSuite.BATCH
                        + " reads). Where the device has a cache of its own, as disks of virtual machines "
                        + "have, it is that cache which is read.",
                "Peers: those of P2, and fio with io_uring at the same depth as the yardstick of O_DIRECT, where it is "
                        + "installed. Quick: the engine, FileChannel on virtual and on platform threads, fio.",
                "Goal, O_DIRECT: at least 0.95 times fio, and at most 0.7 times the CPU per operation of FileChannel on "
                        + "virtual threads. Cold: at least 1.5 times FileChannel on virtual threads. Both: no more CPU per "
                        + "operation than the engine with platform workers. Judged is the engine with virtual workers, on "
                        + "uring where that can be used.");
    }

    private static Path file(Lab lab) throws IOException {
        return DataFiles.ofSize(lab, lab.effort().quick() ? FILE_BYTES_QUICK : FILE_BYTES);
    }

    @Override
    public List<Cell> cells(Lab lab) throws IOException, InterruptedException {
        boolean quick = lab.effort().quick();
        boolean fio = Fio.isInstalled(lab);
        file(lab);
        List<ReadPeer> peers = ReadCells.usable(quick ? PEERS_QUICK : List.of(ReadPeer.values()), lab);
        List<Cell> cells = new ArrayList<>();
        for (Scenario scenario : quick ? QUICK : ALL) {
            peers.forEach(peer -> cells.add(new Cell(scenario.toString(), peer.title())));
            if (fio && scenario.source() == ReadSuite.Source.DIRECT) {
                cells.add(new Cell(scenario.toString(), Fio.TITLE));
            }
        }
        return cells;
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        Scenario scenario = ALL.stream()
                .filter(each -> each.toString().equals(cell.scenario()))
                .findAny()
                .orElseThrow();
        if (cell.variant().equals(Fio.TITLE)) {
            return Fio.read(file(lab), scenario.depth(), seconds, lab);
        }
        return ReadCells.measure(
                ReadCells.peer(cell.variant()), scenario.depth(), scenario.source(), file(lab), seconds, lab);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.NANOS_PER_OPERATION, Metric.CPU_PER_OPERATION);
    }

    // ---- judging

    @Override
    public List<Criterion> judge(Table table) {
        List<Criterion> criteria = new ArrayList<>();
        for (Scenario scenario : ALL) {
            if (table.scenarios().contains(scenario.toString())) {
                judge(table, scenario, criteria);
            }
        }
        return criteria;
    }

    private static void judge(Table table, Scenario scenario, List<Criterion> criteria) {
        String name = scenario.toString();
        String ours = ReadCells.judged(table, name);
        String virtual = ReadPeer.CHANNEL_VIRTUAL.title();
        double time = time(table, name, ours);
        double cpu = cpu(table, name, ours);
        if (scenario.source() == ReadSuite.Source.DIRECT) {
            if (table.cells().contains(new Cell(name, Fio.TITLE))) {
                criteria.add(Criterion.speed(name, time, time(table, name, Fio.TITLE), Fio.TITLE, TIMES_FIO));
            }
            criteria.add(Criterion.cost(name, cpu, cpu(table, name, virtual), "the CPU of " + virtual, CPU_OF_VIRTUAL));
        } else {
            criteria.add(Criterion.speed(name, time, time(table, name, virtual), virtual, TIMES_COLD));
        }
        String platform = ours.equals(ReadPeer.ENGINE_VIRTUAL_URING.title())
                ? ReadPeer.ENGINE_PLATFORM_URING.title()
                : ReadPeer.ENGINE_PLATFORM_CHANNEL.title();
        criteria.add(Criterion.cost(name, cpu, cpu(table, name, platform), "the CPU of " + platform, CPU_OF_PLATFORM));
    }

    private static double time(Table table, String scenario, String variant) {
        return table.median(scenario, variant, Metric.NANOS_PER_OPERATION.name());
    }

    private static double cpu(Table table, String scenario, String variant) {
        return table.median(scenario, variant, Metric.CPU_PER_OPERATION.name());
    }
}
