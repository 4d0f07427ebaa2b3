package io.heddle.bench.probe;

import io.heddle.aio.ThreadKind;
import io.heddle.bench.cli.Failures;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.data.DirectIo;
import io.heddle.bench.peer.BlockReader;
import io.heddle.bench.peer.RandomBlocks;
import io.heddle.bench.peer.ReadPeer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Measures the latency of requests that arrive at fixed times, whether or not the earlier ones have ended: an open
 * loop. A latency counts from the moment when the request was due, not from when a lane took it, so it includes the
 * wait in the queue: there is no coordinated omission.
 *
 * <p>One thread makes requests arrive, and a fixed number of lanes take them in order. The thread sleeps until the next
 * request is due and then adds all due requests: to be punctual to the microsecond it would have to spin, and take a
 * processor away from the measured threads. The excess of its sleep is part of each latency, for all peers alike.
 *
 * <p>A peer that cannot sustain the rate has a growing queue, and a latency that shows the length of the measurement
 * rather than the speed of the system. Therefore the share of arrivals that were done or in progress at the end is
 * reported as well.
 */
public final class LatencyProbe {
    private static final int DIGITS = 3;
    private static final long STOP = -1;
    private static final double NANOS_PER_MICRO = 1_000;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** The time after the last arrival until requests that no lane has taken are counted with their current delay. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final double PERCENT = 100;

    private final LinkedBlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();
    private final Recorder recorder = new Recorder(DIGITS);
    private final Histogram whole = new Histogram(DIGITS);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final List<Thread> lanes = new ArrayList<>();

    /** Requests that were due before this time are not measured, even if they end later. */
    private volatile long measuredFrom = Long.MAX_VALUE;

    private double carried = 1;

    private LatencyProbe() {}

    /**
     * Runs one measurement.
     *
     * @param args a {@link ReadPeer}, the file, the number of lanes, arrivals a second, seconds of warm-up, seconds of
     *     measurement, and the path of the log
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        Parent.endWith();
        try {
            measure(args);
        } catch (IOException | RunFailure failed) { // otherwise threads of a peer would keep a failed JVM alive
            System.err.println(Failures.describe(failed));
            System.exit(1);
        }
    }

    private static void measure(String[] args) throws IOException, InterruptedException, RunFailure {
        ReadPeer peer = ReadPeer.valueOf(args[0]);
        Path file = Path.of(args[1]);
        int count = Integer.parseInt(args[2]);
        double rate = Double.parseDouble(args[3]);
        LatencyProbe probe = new LatencyProbe();
        try (BlockReader reader = peer.open(file, Set.of(StandardOpenOption.READ, DirectIo.option()), count);
                PrintStream out =
                        new PrintStream(Files.newOutputStream(Path.of(args[6])), false, StandardCharsets.UTF_8)) {
            probe.startLanes(peer, reader, Files.size(file), count);
            HistogramLogWriter log = new HistogramLogWriter(out);
            log.outputComment("[heddle bench, " + peer.title() + ", latencies in nanoseconds]");
            log.outputLogFormatVersion();
            log.outputStartTime(System.currentTimeMillis());
            log.outputLegend();
            probe.arrive(rate, Double.parseDouble(args[4]), null);
            probe.settle();
            probe.measuredFrom = System.nanoTime();
            probe.recorder.reset();
            double seconds = Double.parseDouble(args[5]);
            probe.arrive(rate, seconds, log);
            probe.leave(Math.round(rate * seconds));
            probe.endLanes();
            probe.interval(log);
        }
        probe.tell();
    }

    // ---- lanes

    private void startLanes(ReadPeer peer, BlockReader reader, long size, int count) {
        ThreadFactory factory = peer.callers() == ThreadKind.VIRTUAL
                ? Thread.ofVirtual().factory()
                : Thread.ofPlatform().daemon(true).factory();
        for (int number = 0; number < count; number++) {
            RandomBlocks blocks = new RandomBlocks(reader, size, number);
            Thread lane = factory.newThread(() -> serve(blocks));
            lanes.add(lane);
            lane.start();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // any exception fails the probe
    private void serve(RandomBlocks blocks) {
        try {
            for (long due = arrivals.take(); due != STOP; due = arrivals.take()) {
                blocks.operation();
                if (due >= measuredFrom) {
                    recorder.recordValue(Math.max(0, System.nanoTime() - due));
                }
            }
        } catch (Exception failed) {
            failure.compareAndSet(null, failed);
        }
    }

    /**
     * Waits until the backlog of the warm-up, whose code was still slow, is done, so that it does not delay measured
     * requests.
     */
    private void settle() {
        long end = System.nanoTime() + SETTLE_NANOS;
        while (!arrivals.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /**
     * Computes the share of arrivals that lanes have taken. The rest is waited for only briefly, as the queue of an
     * overloaded peer may be long.
     */
    private void leave(long number) {
        carried = 1 - Math.min(1, (double) arrivals.size() / Math.max(1, number));
        long end = System.nanoTime() + GRACE_NANOS;
        while (!arrivals.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
        }
        List<Long> left = new ArrayList<>();
        arrivals.drainTo(left);
        long now = System.nanoTime();
        left.forEach(due -> recorder.recordValue(Math.max(0, now - due)));
    }

    private void endLanes() throws IOException, InterruptedException {
        lanes.forEach(_ -> arrivals.add(STOP));
        for (Thread lane : lanes) {
            lane.join();
        }
        throwFailure();
    }

    private void throwFailure() throws IOException {
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException("a read has failed: " + Failures.describe(failed), failed);
        }
    }

    // ---- clock

    private void arrive(double rate, double seconds, @Nullable HistogramLogWriter log) throws IOException {
        long begin = System.nanoTime();
        long number = Math.round(rate * seconds);
        long nextInterval = begin + SECOND;
        for (long turn = 0; turn < number; turn++) {
            long due = begin + Math.round(turn * (NANOS / rate));
            awaitUntil(due);
            arrivals.add(due);
            throwFailure();
            if (log != null && due >= nextInterval) {
                interval(log);
                nextInterval += SECOND;
            }
        }
    }

    private void awaitUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private void interval(HistogramLogWriter log) {
        Histogram interval = recorder.getIntervalHistogram();
        whole.add(interval);
        log.outputIntervalHistogram(interval);
    }

    // ---- figures

    private void tell() {
        Parent.tell("carried_percent", PERCENT * carried);
        Parent.tell("count", (double) whole.getTotalCount());
        Parent.tell("p50_us", whole.getValueAtPercentile(50) / NANOS_PER_MICRO);
        Parent.tell("p90_us", whole.getValueAtPercentile(90) / NANOS_PER_MICRO);
        Parent.tell("p99_us", whole.getValueAtPercentile(99) / NANOS_PER_MICRO);
        Parent.tell("p99_9_us", whole.getValueAtPercentile(99.9) / NANOS_PER_MICRO);
        Parent.tell("p99_99_us", whole.getValueAtPercentile(99.99) / NANOS_PER_MICRO);
        Parent.tell("max_us", whole.getMaxValue() / NANOS_PER_MICRO);
    }
}
