package io.heddle.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.peer.CommitPeer;
import io.heddle.bench.peer.DispatchPeer;
import io.heddle.bench.peer.ReadPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each goal's verdict on made-up tables. */
final class JudgeTest {
    private static final String TIME = Metric.NANOS_PER_OPERATION.name();
    private static final String CPU = Metric.CPU_PER_OPERATION.name();
    private static final String BYTES = Metric.BYTES_PER_OPERATION.name();

    private final Table table = new Table(List.of());

    private void row(String scenario, String variant, Map<String, Double> figures) {
        table.add(new Cell(scenario, variant), figures);
    }

    private List<String> judge(Goal goal) {
        return goal.judge(table).stream()
                .map(criterion -> criterion.found() + (criterion.isMet() ? " met" : " missed"))
                .toList();
    }

    @Test
    void shouldCompareDispatchWithTheBestPeerOfEachScenario() {
        row("a", DispatchPeer.ENGINE_VIRTUAL_URING.title(), Map.of(TIME, 100.0, BYTES, 0.1));
        row("a", DispatchPeer.ENGINE_PLATFORM.title(), Map.of(TIME, 1.0, BYTES, 0.0));
        row("a", DispatchPeer.FORK_JOIN.title(), Map.of(TIME, 150.0));
        row("a", DispatchPeer.POOL_VIRTUAL.title(), Map.of(TIME, 151.0));
        row("b", DispatchPeer.ENGINE_VIRTUAL_URING.title(), Map.of(TIME, 100.0, BYTES, 16.0));
        row("b", DispatchPeer.POOL_VIRTUAL.title(), Map.of(TIME, 149.0));
        assertThat(judge(new DispatchGoal()))
                .containsExactly(
                        "1.50x of ForkJoinPool(16) met",
                        "0.10 bytes per request met",
                        "1.49x of ThreadPoolExecutor(16, virtual) missed",
                        "16.0 bytes per request missed");
    }

    @Test
    void shouldJudgeTheCrewWhereThereIsNoUring() {
        row("a", DispatchPeer.ENGINE_VIRTUAL_CHANNEL.title(), Map.of(TIME, 200.0, BYTES, 0.0));
        row("a", DispatchPeer.FORK_JOIN.title(), Map.of(TIME, 100.0));
        assertThat(judge(new DispatchGoal())).first().isEqualTo("0.50x of ForkJoinPool(16) missed");
    }

    @Test
    void shouldMissDispatchWithoutPeers() {
        row("a", DispatchPeer.ENGINE_VIRTUAL_URING.title(), Map.of(TIME, 1.0, BYTES, 0.0));
        assertThat(judge(new DispatchGoal())).first().isEqualTo("no peer could be measured missed");
    }

    @Test
    void shouldCompareCachedReadsWithBothPeers() {
        row("a", ReadPeer.ENGINE_VIRTUAL_URING.title(), Map.of(TIME, 100.0));
        row("a", ReadPeer.ASYNCHRONOUS_DEFAULT.title(), Map.of(TIME, 900.0));
        row("a", ReadPeer.ASYNCHRONOUS_POOL.title(), Map.of(TIME, 210.0));
        row("a", ReadPeer.CHANNEL_PLATFORM.title(), Map.of(TIME, 70.0));
        assertThat(judge(new CachedReadGoal()))
                .containsExactly(
                        "2.10x of AsynchronousFileChannel, pool of 16 met",
                        "0.70x of pread loop on platform threads missed");
    }

    private void load(String scenario, Contender who, double perSecond, double cpu, double p50, double p99) {
        row(scenario, who.title(), Map.of("per_s", perSecond, CPU, cpu, "p50_us", p50, "p99_us", p99));
    }

    @Test
    void shouldJudgeDirectReadsByRateAndProcessor() {
        String scenario = "O_DIRECT, depth 64";
        load(scenario, Contender.HEDDLE, 96, 6, 0, 0);
        load(scenario, Contender.HEDDLE_QUEUE, 90, 6.5, 0, 0);
        load(scenario, Contender.BARE, 110, 5, 0, 0);
        load(scenario, Contender.CHANNEL, 80, 11, 0, 0);
        row(scenario, Fio.TITLE, Map.of("per_s", 100.0));
        assertThat(judge(new DeviceReadGoal()))
                .containsExactly(
                        "0.96x of the rate of fio, io_uring met",
                        "0.55x of the CPU of FileChannel on virtual threads missed",
                        "1.30x of the CPU of bare io_uring loop, by Heddle, one completion queue missed",
                        "0.59x of the CPU of FileChannel on virtual threads, by Heddle, one completion queue met");
    }

    @Test
    void shouldCompareColdReadsWithMoreCarriersAndWithPlatformThreads() {
        load("cold, depth 512", Contender.HEDDLE, 99, 11, 0, 0);
        load("cold, depth 512", Contender.KNOB, 1, 1, 0, 0);
        load("cold, depth 512", Contender.KNOB_1024, 100, 10, 0, 0);
        load("cold, depth 512", Contender.PLATFORM, 90, 9, 0, 0);
        assertThat(judge(new DeviceReadGoal()))
                .containsExactly(
                        "0.99x of the rate of FileChannel on virtual threads, parallelism 1024 missed",
                        "1.10x of the CPU of FileChannel on virtual threads, parallelism 1024 met",
                        "1.10x of the rate of FileChannel on platform threads met",
                        "1.22x of the CPU of FileChannel on platform threads missed");
    }

    @Test
    void shouldLeaveFioAndTheBareLoopOutWhereTheyDoNotRun() {
        load("O_DIRECT, depth 16", Contender.HEDDLE, 100, 30, 0, 0);
        assertThat(judge(new DeviceReadGoal())).hasSize(2).noneMatch(line -> line.contains("fio"));
    }

    /** Each turn is compared with the one beside it; the ratio of the medians would be 1. */
    @Test
    void shouldCompareTurnByTurn() {
        double[] ours = {100, 300, 200};
        double[] theirs = {200, 100, 300};
        for (int turn = 0; turn < ours.length; turn++) {
            load("cold, depth 64", Contender.HEDDLE, ours[turn], 1, 0, 0);
            load("cold, depth 64", Contender.KNOB, theirs[turn], 1, 0, 0);
        }
        assertThat(judge(new DeviceReadGoal()))
                .first()
                .isEqualTo(
                        "0.67x (0.58 to 1.83) of the rate of FileChannel on virtual threads, parallelism 128 missed");
    }

    @Test
    void shouldLeaveTurnsOutInWhichOthersWereBusy() {
        for (int turn = 0; turn < 9; turn++) {
            boolean busy = turn % 2 == 0;
            row("s", "a", Map.of("x", busy ? 9.0 : 2.0, Table.BUSY, busy ? 40.0 : 1.0));
            row("s", "b", Map.of("x", 1.0, Table.BUSY, 2.0));
        }
        assertThat(table.ratios("s", "a", "b", "x").values()).containsExactly(2, 2, 2, 2);
        assertThat(table.busyTurns()).containsExactly(5, 18);
    }

    @Test
    void shouldKeepAllTurnsWhereNearlyAllWereBusy() {
        for (int turn = 0; turn < 9; turn++) {
            row("s", "a", Map.of("x", 3.0, Table.BUSY, turn < 7 ? 40.0 : 1.0));
            row("s", "b", Map.of("x", 1.0));
        }
        assertThat(table.ratios("s", "a", "b", "x").values()).hasSize(9);
    }

    @Test
    void shouldJudgeEachWayOfTheEngineWithoutARing() {
        for (Contender ours : List.of(Contender.HEDDLE_NO_RING, Contender.HEDDLE_NO_NATIVE)) {
            load("cached, 16 readers", ours, 100, 2, 0, 0);
            load("cold, 64 readers", ours, 100, 10, 130, 1300);
            load("O_DIRECT, 64 readers", ours, 100, 12, 0, 0);
            load("buffered, 64 writers", ours, 101, 3.6, 100, 1301);
        }
        for (String scenario :
                List.of("cached, 16 readers", "cold, 64 readers", "O_DIRECT, 64 readers", "buffered, 64 writers")) {
            for (Contender peer : List.of(Contender.CHANNEL, Contender.KNOB, Contender.PLATFORM)) {
                load(scenario, peer, 100, scenario.startsWith("ca") ? 1 : scenario.startsWith("b") ? 3 : 10, 100, 1000);
            }
        }
        List<String> missed = judge(new NoRingGoal()).stream()
                .filter(line -> line.endsWith("missed"))
                .toList();
        assertThat(missed)
                .filteredOn(line -> line.contains("forbidden"))
                .containsExactly(
                        "2.00x of the CPU of FileChannel on virtual threads, by Heddle, io_uring forbidden missed",
                        "1.20x of the CPU of FileChannel on virtual threads, by Heddle, io_uring forbidden missed",
                        "1.30x of others' p99 beside FileChannel on virtual threads, parallelism 128, by Heddle, "
                                + "io_uring forbidden missed",
                        "1.30x of others' p99 beside FileChannel on platform threads, by Heddle, io_uring forbidden "
                                + "missed");
        assertThat(missed).filteredOn(line -> line.contains("no native")).hasSize(3);
    }

    @Test
    void shouldJudgeWritesOnEveryBackend() {
        load("64 writers", Contender.HEDDLE, 100, 3.7, 0, 0);
        load("64 writers", Contender.HEDDLE_NO_NATIVE, 99, 3.6, 0, 0);
        load("64 writers", Contender.KNOB, 100, 3, 0, 0);
        assertThat(judge(new WriteGoal()))
                .containsExactly(
                        "1.00x of the rate of FileChannel on virtual threads, parallelism 128 met",
                        "1.23x of the CPU of FileChannel on virtual threads, parallelism 128 missed",
                        "0.99x of the rate of FileChannel on virtual threads, parallelism 128, by Heddle, no native "
                                + "access "
                                + "missed",
                        "1.20x of the CPU of FileChannel on virtual threads, parallelism 128, by Heddle, no native "
                                + "access met");
    }

    @Test
    void shouldCompareAMixedLoadWithMoreCarriers() {
        load("64 O_DIRECT, 16 cold", Contender.HEDDLE, 104, 5, 0, 0);
        load("64 O_DIRECT, 16 cold", Contender.KNOB, 100, 10, 0, 0);
        assertThat(judge(new MixedLoadGoal()))
                .containsExactly(
                        "1.04x of the rate of FileChannel on virtual threads, parallelism 128 missed",
                        "0.50x of the CPU of FileChannel on virtual threads, parallelism 128 met");
    }

    @Test
    void shouldCompareTheDearestBacklogOfEachKindWithTheCheapest() {
        String[] numbers = {"16", "1000", "100000", "1000000"};
        double[] done = {100, 130, 110, 105};
        double[] queued = {200, 190, 220, 210};
        for (int i = 0; i < numbers.length; i++) {
            String scenario = numbers[i] + " outstanding, the others ";
            row(scenario + "done", DispatchPeer.ENGINE_VIRTUAL_URING.title(), Map.of(TIME, done[i]));
            row(scenario + "queued", DispatchPeer.ENGINE_VIRTUAL_URING.title(), Map.of(TIME, queued[i]));
        }
        assertThat(judge(new BacklogGoal()))
                .containsExactly(
                        "1.30x of the cost with 16 outstanding, the others done missed",
                        "1.16x of the cost with 1000 outstanding, the others queued met");
    }

    @Test
    void shouldMissABacklogThatCouldNotBeMeasured() {
        row("16 outstanding, the others done", DispatchPeer.ENGINE_VIRTUAL_URING.title(), Map.of(TIME, 1.0));
        assertThat(judge(new BacklogGoal())).hasSize(2).allMatch(line -> line.endsWith(" missed"));
    }

    @Test
    void shouldCompareGroupCommitByTimeAndProcessor() {
        row("1 writers", CommitPeer.ENGINE_URING.title(), Map.of(TIME, 101.0, CPU, 50.0));
        row("1 writers", CommitPeer.CHANNEL_KNOB.title(), Map.of(TIME, 100.0, CPU, 40.0));
        row("64 writers", CommitPeer.ENGINE_URING.title(), Map.of(TIME, 100.0, CPU, 10.0));
        row("64 writers", CommitPeer.CHANNEL_PLATFORM.title(), Map.of(TIME, 600.0, CPU, 10.0));
        row("64 writers", CommitPeer.CHANNEL_VIRTUAL.title(), Map.of(TIME, 260.0, CPU, 39.0));
        row("64 writers", CommitPeer.CHANNEL_KNOB.title(), Map.of(TIME, 510.0, CPU, 10.0));
        assertThat(judge(new GroupCommitGoal()))
                .containsExactly(
                        "0.99x of FileChannel.force on virtual threads, parallelism 128 missed",
                        "2.60x of FileChannel.force on virtual threads met",
                        "0.26x of the CPU of FileChannel.force on virtual threads missed");
    }

    @Test
    void shouldTakeTheSlowestRoundWithoutTracePointsForNoise() {
        for (double time : new double[] {100, 110, 90}) {
            row("", "without trace points", Map.of(TIME, time));
        }
        row("", "no recording", Map.of(TIME, 109.0));
        row("", "default events", Map.of(TIME, 116.0));
        row("", "all events of the engine", Map.of(TIME, 130.0));
        assertThat(judge(new TracingGoal()))
                .containsExactly(
                        "1.09x of the time without trace points met",
                        "1.06x of the time with no recording missed",
                        "1.19x of the time with no recording met");
    }

    @Test
    void shouldJudgeMemoryAndStartByAmounts() {
        row("", "idle process", Map.of("heap_bytes_each", 2_000.0));
        row("", "parked virtual worker", Map.of("heap_bytes_each", 1_600.0));
        assertThat(judge(new MemoryGoal()))
                .containsExactly("2,000 bytes per idle process met", "1,600 bytes per parked virtual worker missed");
        row("", "Heddle", Map.of("first_request_ms", 51.0));
        assertThat(judge(new StartGoal())).containsExactly("51.0 ms to the first request's end missed");
    }

    private void latency(ReadPeer peer, double carried, double p99) {
        row("100 arrivals/s", peer.title(), Map.of("carried_percent", carried, "p99_us", p99));
    }

    @Test
    void shouldCompareTheTailWithTheBestPeerThatCarriesTheRate() {
        latency(ReadPeer.ENGINE_VIRTUAL_URING, 99.2, 88);
        latency(ReadPeer.ENGINE_PLATFORM_CHANNEL, 100, 10);
        latency(ReadPeer.CHANNEL_VIRTUAL, 100, 80);
        latency(ReadPeer.CHANNEL_PLATFORM, 100, 100);
        latency(ReadPeer.CHANNEL_POOL, 97, 1);
        assertThat(judge(new LatencyGoal()))
                .containsExactly(
                        "0.99x of the arrivals served when the last is due met",
                        "1.10x of the p99 of FileChannel on virtual threads missed");
    }

    @Test
    void shouldMissTheRateThatTheEngineDoesNotCarry() {
        latency(ReadPeer.ENGINE_VIRTUAL_URING, 62, 1);
        latency(ReadPeer.CHANNEL_VIRTUAL, 97, 80);
        assertThat(judge(new LatencyGoal()))
                .containsExactly(
                        "0.62x of the arrivals served when the last is due missed",
                        "no peer has carried the rate missed");
    }

    @Test
    void shouldCompareDelaysWithThoseBesideThePeers() {
        load("64 read", Contender.HEDDLE, 1, 1, 130, 131);
        load("64 read", Contender.KNOB, 1, 1, 100, 100);
        load("64 read", Contender.PLATFORM, 1, 1, 200, 200);
        load("64 read, 500 reads/s", Contender.HEDDLE, 1, 1, 9, 161);
        load("64 read, 500 reads/s", Contender.NOBODY, 1, 1, 1, 100);
        assertThat(judge(new WakeupGoal()))
                .containsExactly(
                        "1.30x of others' p50 beside FileChannel on virtual threads, parallelism 128 met",
                        "1.31x of others' p99 beside FileChannel on virtual threads, parallelism 128 missed",
                        "0.65x of others' p50 beside FileChannel on platform threads met",
                        "0.66x of others' p99 beside FileChannel on platform threads met",
                        "1.61x of others' p99 beside nobody missed");
    }

    private void served(String scenario, Contender who, double perSecond, double tail, double cpu, double others) {
        row(
                scenario,
                who.title(),
                Map.of("per_s", perSecond, "request_p99_us", tail, "cpu_us_per_request", cpu, "p99_us", others));
    }

    @Test
    void shouldCompareServersWithMoreCarriersAndColdOnesAlsoWithFewer() {
        served("16 KiB, cold", Contender.HEDDLE, 140, 101, 9, 5_001);
        served("16 KiB, cold", Contender.CHANNEL, 100, 1_000, 9, 9);
        served("16 KiB, cold", Contender.KNOB, 140, 100, 9, 9);
        assertThat(judge(new ServerGoal()))
                .containsExactly(
                        "1.00x of the requests of FileChannel on virtual threads, parallelism 128 met",
                        "1.01x of the p99 of FileChannel on virtual threads, parallelism 128 missed",
                        "1.00x of the CPU of FileChannel on virtual threads, parallelism 128 met",
                        "5,001 us, another virtual thread's p99 missed",
                        "1.40x of the requests of FileChannel on virtual threads met",
                        "0.10x of the p99 of FileChannel on virtual threads missed");
    }

    @Test
    void shouldTakeTheFiguresOfWrk() throws Exception {
        List<String> lines = List.of("Running 1s test", "heddle requests=10 us=1000000 p99_us=1.5 errors=0");
        assertThat(Wrk.parse(lines)).containsEntry("requests", 10.0).containsEntry("p99_us", 1.5);
        assertThatExceptionOfType(RunFailure.class)
                .isThrownBy(() -> Wrk.parse(List.of("heddle requests=10 us=1000000 p99_us=1.5 errors=2")))
                .withMessageContaining("errors=2");
    }

    @Test
    void shouldAddUpTheReadsAndWritesOfARun(@TempDir Path folder) throws Exception {
        Path summary = Files.writeString(folder.resolve("summary.json"), """
                {"elapsed_ms": 1, "read": {"iops_per_s": 100.5, "latency": {"iops_per_s": 7.0}},
                 "write": {"iops_per_s": 99.5}, "sync": {"iops_per_s": 3.0}}
                """);
        assertThat(MainJobGoal.perSecond(summary)).isEqualTo(200);
    }

    @Test
    void shouldTakeADeviceNumberApart() {
        assertThat(SlowDevice.decode(0xfe00)).isEqualTo("254:0");
        assertThat(SlowDevice.decode(0x10_0000 + 0x0801)).isEqualTo("8:257");
    }
}
