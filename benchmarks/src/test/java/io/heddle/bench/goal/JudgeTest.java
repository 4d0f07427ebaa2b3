package io.heddle.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.bench.peer.CommitPeer;
import io.heddle.bench.peer.DispatchPeer;
import io.heddle.bench.peer.ReadPeer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

    @Test
    void shouldJudgeDeviceReadsByTimeAndProcessor() {
        row("O_DIRECT, depth 16", ReadPeer.ENGINE_VIRTUAL_URING.title(), Map.of(TIME, 100.0, CPU, 30.0));
        row("O_DIRECT, depth 16", ReadPeer.ENGINE_PLATFORM_URING.title(), Map.of(TIME, 90.0, CPU, 40.0));
        row("O_DIRECT, depth 16", ReadPeer.CHANNEL_VIRTUAL.title(), Map.of(TIME, 90.0, CPU, 60.0));
        row("O_DIRECT, depth 16", Fio.TITLE, Map.of(TIME, 96.0));
        row("cold, depth 16", ReadPeer.ENGINE_VIRTUAL_URING.title(), Map.of(TIME, 100.0, CPU, 30.0));
        row("cold, depth 16", ReadPeer.ENGINE_PLATFORM_URING.title(), Map.of(TIME, 90.0, CPU, 20.0));
        row("cold, depth 16", ReadPeer.CHANNEL_VIRTUAL.title(), Map.of(TIME, 140.0, CPU, 60.0));
        assertThat(judge(new DeviceReadGoal()))
                .containsExactly(
                        "0.96x of fio, io_uring met",
                        "0.50x of the CPU of FileChannel on virtual threads met",
                        "0.75x of the CPU of Heddle, platform workers, uring met",
                        "1.40x of FileChannel on virtual threads missed",
                        "1.50x of the CPU of Heddle, platform workers, uring missed");
    }

    @Test
    void shouldLeaveFioOutWhereItIsNotInstalled() {
        row("O_DIRECT, depth 16", ReadPeer.ENGINE_VIRTUAL_URING.title(), Map.of(TIME, 100.0, CPU, 30.0));
        assertThat(judge(new DeviceReadGoal())).hasSize(2).noneMatch(line -> line.contains("fio"));
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
    void shouldCompareGroupCommitAt64Writers() {
        row("8 writers", CommitPeer.ENGINE_URING.title(), Map.of(TIME, 1.0));
        row("64 writers", CommitPeer.ENGINE_URING.title(), Map.of(TIME, 100.0));
        row("64 writers", CommitPeer.CHANNEL_PLATFORM.title(), Map.of(TIME, 600.0));
        row("64 writers", CommitPeer.CHANNEL_VIRTUAL.title(), Map.of(TIME, 510.0));
        assertThat(judge(new GroupCommitGoal())).containsExactly("5.10x of FileChannel.force on virtual threads met");
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
    void shouldCompareWakeupsWithThoseOfTheSameJvmWhenItIsIdle() {
        row("", "nobody reads", Map.of("times_idle", 1.0));
        row("", ReadPeer.ENGINE_VIRTUAL_URING.title(), Map.of("times_idle", 2.01));
        row("", ReadPeer.CHANNEL_VIRTUAL.title(), Map.of("times_idle", 1e3));
        assertThat(judge(new WakeupGoal())).containsExactly("2.01x of the p99 of the same JVM when it is idle missed");
    }

    @Test
    void shouldTakeADeviceNumberApart() {
        assertThat(SlowDevice.decode(0xfe00)).isEqualTo("254:0");
        assertThat(SlowDevice.decode(0x10_0000 + 0x0801)).isEqualTo("8:257");
    }
}
