package io.heddle.bench.run;

import io.heddle.aio.AioStatistics;
import io.heddle.aio.ThreadKind;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.data.DataFile;
import io.heddle.bench.job.Job;
import io.heddle.bench.job.JobResult;
import io.heddle.bench.job.OperationTimes;
import io.heddle.bench.workload.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** The measured phase: opens, runs, watches and closes the jobs. */
final class Measurement implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int DIGITS = 3;

    private final Workload workload;
    private final List<Job> jobs = new ArrayList<>();
    private final LiveLine live;
    private final IntervalLog log;

    private final Latencies reads = new Latencies("read", JobResult::reads);
    private final Latencies writes = new Latencies("write", JobResult::writes);
    private final Latencies syncs = new Latencies("sync", JobResult::syncs);
    private final List<AioStatistics> lastStatistics = new ArrayList<>();
    private long startAt;
    private int mostWorkers;
    private int mostInFlight;

    private Measurement(Workload workload, LiveLine live, IntervalLog log) {
        this.workload = workload;
        this.live = live;
        this.log = log;
    }

    static Measurement open(Workload workload, List<DataFile> files, LiveLine live, IntervalLog log)
            throws IOException, RunFailure {
        Measurement measurement = new Measurement(workload, live, log);
        try {
            for (int number = 0; number < workload.jobs(); number++) {
                measurement.jobs.add(Job.open(workload, number, files.get(number)));
            }
            return measurement;
        } catch (IOException | RunFailure | RuntimeException | Error failed) {
            measurement.close();
            throw failed;
        }
    }

    // ---- execution

    /** Runs all jobs to their end. */
    void run() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(jobs.size());
        List<Thread> submitters = new ArrayList<>();
        long startMillis = System.currentTimeMillis();
        log.start(startMillis);
        startAt = System.nanoTime();
        for (Job job : jobs) {
            submitters.add(submitter(submitters.size(), () -> {
                try {
                    job.run(startAt);
                } finally {
                    running.countDown();
                }
            }));
        }
        watch(running, startMillis);
        for (Thread submitter : submitters) {
            submitter.join();
        }
    }

    private Thread submitter(int number, Runnable task) {
        Thread.Builder builder =
                workload.engine().threads() == ThreadKind.VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform();
        return builder.name("heddle-submitter-" + number).start(task);
    }

    private void watch(CountDownLatch running, long startMillis) throws InterruptedException {
        boolean over = false;
        long last = startAt;
        for (int tick = 1; !over; tick++) {
            over = running.await(startAt + tick * TICK_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS);
            long now = System.nanoTime();
            long from = startMillis + TimeUnit.NANOSECONDS.toMillis(last - startAt);
            long to = startMillis + TimeUnit.NANOSECONDS.toMillis(now - startAt);
            reads.take(from, to);
            writes.take(from, to);
            syncs.take(from, to);
            List<AioStatistics> statistics = statistics();
            mostWorkers = Math.max(
                    mostWorkers,
                    statistics.stream().mapToInt(AioStatistics::threads).sum());
            mostInFlight = Math.max(
                    mostInFlight,
                    statistics.stream().mapToInt(AioStatistics::inFlight).sum());
            if (!over || tick == 1) {
                live.interval(
                        Duration.ofNanos(now - startAt),
                        workload.runtime(),
                        now - last,
                        reads.interval,
                        writes.interval,
                        workload.blockSize(),
                        statistics);
            }
            last = now;
        }
        live.end();
    }

    private List<AioStatistics> statistics() {
        return jobs.stream().map(Job::statistics).toList();
    }

    /** Ends the jobs early. May be called by any thread. */
    void stop() {
        jobs.forEach(Job::stop);
    }

    @Override
    public void close() throws IOException {
        if (lastStatistics.isEmpty()) {
            endProcesses();
        }
    }

    /** Ends the processes of the jobs. */
    void endProcesses() throws IOException {
        IOException first = null;
        for (Job job : jobs) {
            try {
                job.close();
            } catch (IOException failed) {
                first = first == null ? failed : first;
            }
        }
        lastStatistics.addAll(statistics());
        if (first != null) {
            throw first;
        }
    }

    /** The latencies of all jobs for one kind of request: those of the last interval, and those of the run. */
    private final class Latencies {
        final String tag;
        final Function<JobResult, OperationTimes> source;
        final Histogram interval = new Histogram(DIGITS);
        final Histogram total = new Histogram(DIGITS);

        Latencies(String tag, Function<JobResult, OperationTimes> source) {
            this.tag = tag;
            this.source = source;
        }

        void take(long fromMillis, long toMillis) {
            interval.reset();
            for (Job job : jobs) {
                source.apply(job.result()).takeLatencies(interval);
            }
            log.add(tag, interval, fromMillis, toMillis);
            total.add(interval);
        }
    }

    // ---- results

    Duration elapsed() {
        long end = results().stream()
                .mapToLong(result -> result.lastDoneAt() == 0 ? 0 : result.lastDoneAt() - startAt)
                .max()
                .orElse(0);
        return Duration.ofNanos(end);
    }

    List<JobResult> results() {
        return jobs.stream().map(Job::result).toList();
    }

    Histogram readLatencies() {
        return reads.total;
    }

    Histogram writeLatencies() {
        return writes.total;
    }

    Histogram syncLatencies() {
        return syncs.total;
    }

    /** Returns the statistics of each process after its end. */
    List<AioStatistics> finalStatistics() {
        return lastStatistics;
    }

    String backend() {
        return jobs.getFirst().backend();
    }

    String backendReason() {
        return jobs.getFirst().backendReason();
    }

    int mostWorkers() {
        return mostWorkers;
    }

    /** Returns the greatest number of requests that were in flight without a worker. */
    int mostInFlight() {
        return mostInFlight;
    }

    /** Returns how many requests each job may have in flight without a worker. */
    int inFlightLimit() {
        return jobs.getFirst().inFlightLimit();
    }
}
