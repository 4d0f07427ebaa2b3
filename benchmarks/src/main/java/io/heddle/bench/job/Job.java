package io.heddle.bench.job;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioStatistics;
import io.heddle.aio.Errno;
import io.heddle.bench.cli.Failures;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.data.BlockPattern;
import io.heddle.bench.data.BlockTable;
import io.heddle.bench.data.DataFile;
import io.heddle.bench.workload.Engine;
import io.heddle.bench.workload.ReadWrite;
import io.heddle.bench.workload.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One job: submits requests as its pacers and its schedule demand, as long as it has free slots, and reaps completed
 * ones.
 *
 * <p>It ends when its time is up or {@link #stop} is called; then it cancels queued requests and waits for running
 * ones. It also ends when it has made all its requests, and waits for all of them, or, as fio's jobs do, at the first
 * error. It never waits longer than {@link #DRAIN_SECONDS} for requests to complete.
 */
public final class Job implements AutoCloseable {
    private static final int DRAIN_SECONDS = 20;
    private static final Duration EXIT_DEADLINE = Duration.ofSeconds(5);

    private final Workload workload;
    private final int number;
    private final DataFile data;
    private final AioProcess process;
    private final AioFile file;
    private final JobResult result = new JobResult();

    private final Slot[] slots;
    private final ArrayDeque<Slot> free;
    private final Slot[] done;
    private final CompletionWay way;
    private final Pacer reads;
    private final Pacer writes;
    private final Schedule schedule;
    private final BlockPattern pattern = new BlockPattern();

    private long startAt;
    private long submitted;
    private volatile boolean stopped;

    private Job(Workload workload, int number, DataFile data, AioProcess process, AioFile file) throws AioException {
        this.workload = workload;
        this.number = number;
        this.data = data;
        this.process = process;
        this.file = file;
        slots = new Slot[workload.ioDepth()];
        Arrays.setAll(slots, index -> new Slot(index, data.buffer(workload.blockSize())));
        free = new ArrayDeque<>(Arrays.asList(slots));
        done = new Slot[slots.length];
        way = CompletionWay.of(workload.engine().notification(), process, slots);
        way.syncDataOnly(workload.syncsDataOnly());
        reads = new Pacer(workload.readRate());
        writes = new Pacer(workload.writeRate());
        schedule = new Schedule(workload, number, data);
    }

    /**
     * Opens a job: its process and its file.
     *
     * @param workload what the job is to do
     * @param number 0 for the first
     * @param data the file that it works on
     * @return a job, to be closed by the caller
     * @throws IOException if the file cannot be opened
     * @throws RunFailure if the file cannot be used
     */
    public static Job open(Workload workload, int number, DataFile data) throws IOException, RunFailure {
        Engine engine = workload.engine();
        AioProcess process = AioProcess.configure()
                .name(workload.name() + "-" + number)
                .backend(engine.backend())
                .dialect(engine.dialect())
                .workqueue(engine.workqueue())
                .threads(engine.threads())
                .maxWorkers(engine.maxThreads())
                .maxOutstanding(workload.ioDepth())
                .exitDeadline(EXIT_DEADLINE)
                .timing(true)
                .open();
        try {
            return new Job(workload, number, data, process, process.open(data.path(), data.openOptions()));
        } catch (IOException | RunFailure | RuntimeException | Error failed) {
            process.close();
            throw failed;
        }
    }

    // ---- the life of a job

    /**
     * Returns how many requests the job may have in flight without a worker.
     *
     * @return 1 or more
     */
    public int inFlightLimit() {
        return (int) process.tunable("heddle.aio.proc.max_in_flight").get();
    }

    /**
     * Runs the job on the calling thread. Failures are recorded in {@link #result}.
     *
     * @param start {@link System#nanoTime()} of the moment from which time counts
     */
    public void run(long start) {
        startAt = start;
        reads.start(start);
        writes.start(start);
        try {
            while (isGoing()) {
                submitWhatIsDue();
                collect();
            }
            if (!isComplete()) {
                cancelQueued();
            }
            drain();
        } catch (AioException refused) {
            result.error(refused.errno().name(), "job " + number + ": " + Failures.describe(refused));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            result.fail("job " + number + ": interrupted");
        } catch (RuntimeException | Error defect) {
            result.fail("job " + number + ": " + defect);
        }
    }

    /** Ends submission. May be called by any thread, at any time. */
    public void stop() {
        stopped = true;
    }

    private boolean isGoing() {
        return !stopped && !result.hasFailed() && !isComplete() && untilEnd(System.nanoTime()) > 0;
    }

    /** Returns whether all requested reads and writes have been submitted. */
    private boolean isComplete() {
        return workload.requestsPerJob() > 0 && submitted >= workload.requestsPerJob();
    }

    private long untilEnd(long now) {
        return workload.runtime().isZero()
                ? Long.MAX_VALUE
                : startAt + workload.runtime().toNanos() - now;
    }

    // ---- submission

    private void submitWhatIsDue() throws AioException {
        long now = System.nanoTime();
        while (!free.isEmpty() && !isComplete() && untilDue(now) <= 0) {
            Slot slot = free.element();
            if (!schedule.next(slot, reads.untilDue(now) <= 0, writes.untilDue(now) <= 0)) {
                return; // every block is in use
            }
            free.remove();
            prepare(slot);
            now = System.nanoTime();
            slot.dueAt = switch (slot.use) {
                case READ -> reads.take(now);
                case WRITE -> writes.take(now);
                case SYNC -> now;
            };
            slot.inFlight = true;
            way.submit(slot);
        }
    }

    /** Returns the time until a request is due in any direction that the workload has. */
    private long untilDue(long now) {
        ReadWrite rw = workload.rw();
        return Math.min(
                rw.reads() ? reads.untilDue(now) : Long.MAX_VALUE, rw.writes() ? writes.untilDue(now) : Long.MAX_VALUE);
    }

    private void prepare(Slot slot) {
        long offset = (long) slot.block * workload.blockSize();
        ByteBuffer buffer = slot.buffer.clear();
        slot.control.file(file).buffer(buffer).offset(offset);
        if (slot.use != Slot.Use.SYNC) {
            submitted++;
        }
        BlockTable table = data.table();
        if (table != null && slot.use == Slot.Use.WRITE) {
            slot.generation = table.nextGeneration(slot.block);
            pattern.fill(buffer, offset, slot.generation, number);
        } else if (table != null && slot.use == Slot.Use.READ) {
            slot.generation = table.generation(slot.block);
        }
    }

    // ---- completion

    private void collect() throws AioException, InterruptedException {
        long now = System.nanoTime();
        long wait = Math.min(untilEnd(now), CompletionWay.PATIENCE.toNanos());
        boolean hasRoom = !free.isEmpty() && untilDue(now) > 0;
        if (hasRoom) {
            wait = Math.min(wait, untilDue(now));
        }
        if (free.size() == slots.length) {
            LockSupport.parkNanos(this, wait);
            return;
        }
        boolean usual = wait == CompletionWay.PATIENCE.toNanos();
        take(way, way.collect(done, usual ? CompletionWay.PATIENCE : Duration.ofNanos(wait)));
    }

    private void take(CompletionWay from, int count) {
        long now = System.nanoTime(); // one time for all: verifying the first must not add to the next one's latency
        for (int i = 0; i < count; i++) {
            finish(from, done[i], now);
        }
    }

    private void finish(CompletionWay from, Slot slot, long now) {
        try {
            long moved = from.reap(slot);
            if (slot.use != Slot.Use.SYNC && moved != workload.blockSize()) {
                release(slot, Errno.EIO);
                result.error(
                        Errno.EIO.name(),
                        describe(slot) + ": only " + moved + " of " + workload.blockSize()
                                + " bytes were moved; does something else change the file?");
            } else {
                succeeded(slot, now);
            }
        } catch (AioException failed) {
            release(slot, failed.errno());
            if (failed.errno() == Errno.ECANCELED) {
                result.cancelledOne();
            } else {
                result.error(failed.errno().name(), describe(slot) + ": " + reason(failed));
            }
        }
        slot.inFlight = false;
        free.add(slot);
    }

    private void succeeded(Slot slot, long now) {
        result.times(slot.use).record(now - slot.dueAt, slot.control.queuedNanos(), slot.control.serviceNanos());
        result.doneAt(now);
        if (slot.use == Slot.Use.READ && data.table() != null && slot.generation != BlockTable.DAMAGED) {
            result.verifier().verify(slot.buffer.flip(), slot.control.offset(), slot.generation);
        }
        release(slot, Errno.OK);
    }

    private void release(Slot slot, Errno error) {
        BlockTable table = data.table();
        if (table == null || slot.use == Slot.Use.SYNC) {
            return;
        }
        if (slot.use == Slot.Use.READ) {
            table.endRead(slot.block);
        } else {
            switch (error) {
                case OK -> table.written(slot.block);
                case ECANCELED -> table.notWritten(slot.block);
                default -> table.damaged(slot.block);
            }
        }
    }

    private String describe(Slot slot) {
        return slot.use == Slot.Use.SYNC
                ? "sync of " + data
                : slot.use.name().toLowerCase(Locale.ROOT) + " at offset " + slot.control.offset() + " of " + data;
    }

    private static String reason(AioException failed) {
        Throwable cause = failed.getCause();
        return failed.errno() + ", " + (cause == null ? failed.errno().description() : Failures.describe(cause));
    }

    // ---- the end

    private void cancelQueued() throws AioException {
        if (free.size() < slots.length) {
            process.cancel(file);
        }
    }

    /** Waits for all requests in flight. Notifications of the configured way may still arrive; they are ignored. */
    private void drain() throws AioException, InterruptedException {
        CompletionWay suspend = new SuspendWay(process, slots);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        while (free.size() < slots.length && System.nanoTime() - end < 0) {
            take(suspend, suspend.collect(done, CompletionWay.PATIENCE));
        }
        if (free.size() < slots.length) {
            int left = slots.length - free.size();
            result.fail("job " + number + ": " + left + " requests did not end within " + DRAIN_SECONDS + " seconds");
        }
    }

    @Override
    public void close() throws IOException {
        way.close();
        try (process) {
            if (free.size() == slots.length) { // else a request hangs, and the close would hang, too
                file.close();
            }
        }
    }

    // ---- for other threads

    /**
     * Returns the result.
     *
     * @return the result, which is filled while the job runs
     */
    public JobResult result() {
        return result;
    }

    /**
     * Returns the name of the backend that moves the bytes.
     *
     * @return the backend's name
     */
    public String backend() {
        return process.backendName();
    }

    /**
     * Returns why this backend was chosen.
     *
     * @return as {@link AioProcess#backendReason}
     */
    public String backendReason() {
        return process.backendReason();
    }

    /**
     * Returns the gauges and counters of its process.
     *
     * @return approximately current figures
     */
    public AioStatistics statistics() {
        return process.statistics();
    }
}
