package io.heddle.bench.soak;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioProcessBuilder;
import io.heddle.aio.AioStatistics;
import io.heddle.aio.AioSystem;
import io.heddle.aio.Errno;
import io.heddle.aio.ExitReport;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.data.DirectIo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** One process of a round, with its files and its users. */
final class Tenant {
    static final int SIGNAL = 5;
    private static final Duration EXIT_DEADLINE = Duration.ofSeconds(30);
    private static final int MANY = 10_000;
    private static final int FEW = 20;

    final AioProcess process;
    final RoundPlan plan;
    final Tally tally;
    private final List<Path> paths = new ArrayList<>();
    private final AtomicReferenceArray<AioFile> files;
    private final long[] ends;
    private final List<Area> areas = new ArrayList<>();
    private final OpenOption[] options;
    private int owners;

    Tenant(RoundPlan plan, int number, Path folder, Tally tally) throws IOException, RunFailure {
        this.plan = plan;
        this.tally = tally;
        process = open(plan, "soak-" + plan.number() + "-" + number, tally);
        files = new AtomicReferenceArray<>(plan.files());
        ends = new long[plan.files()];
        options = options(plan);
        for (int file = 0; file < plan.files(); file++) {
            Path path = Files.createFile(folder.resolve(number + "-" + file + ".dat"));
            paths.add(path);
            files.set(file, open(path));
        }
    }

    static AioProcess open(RoundPlan plan, String name, Tally tally) throws AioException {
        AioProcessBuilder settings = AioProcess.configure().name(name);
        if (plan.ownSystem()) {
            settings.system(new AioSystem(plan.dialect()));
        } else {
            settings.dialect(plan.dialect());
        }
        settings.workqueue(plan.workqueue())
                .threads(plan.workers())
                .maxWorkers(plan.maxWorkers())
                .maxInFlight(plan.maxInFlight())
                .timing((plan.seed() & 1) == 0)
                .poolWindow(Duration.ofMillis(1 + Math.floorMod(plan.seed(), 50)))
                .exitDeadline(EXIT_DEADLINE);
        tally.faults.backend(settings, plan.backend());
        settings.maxOutstanding(plan.tight() ? FEW : MANY);
        AioProcess process = settings.open();
        process.onSignal(SIGNAL, (signal, value) -> tally.notified.increment());
        return process;
    }

    private static OpenOption[] options(RoundPlan plan) throws RunFailure {
        List<OpenOption> options = new ArrayList<>(List.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        if (plan.isDirect()) {
            options.add(DirectIo.option());
        }
        return options.toArray(OpenOption[]::new);
    }

    // ---- files

    private AioFile open(Path path) throws IOException {
        return tally.faults.open(process, plan, path, options);
    }

    AioFile file(int number) {
        return files.get(number);
    }

    /** Allocates an area for exclusive use. Must be called before the users begin. */
    Area area(int file, int capacity) {
        Area area = new Area(file, ends[file], capacity, owners++);
        ends[file] += Math.ceilDiv(capacity, plan.alignment()) * (long) plan.alignment();
        areas.add(area);
        return area;
    }

    /** Closes a file that other users use, and opens it anew. */
    void reopen(int number) throws IOException {
        AioFile old = files.get(number);
        old.close();
        try {
            AioFile fresh = open(paths.get(number));
            if (!files.compareAndSet(number, old, fresh)) {
                fresh.close(); // another user has reopened it concurrently
            }
        } catch (AioException exited) {
            if (exited.errno() != Errno.ESRCH) {
                throw exited;
            }
        }
    }

    // ---- end

    /** Ends the process, whatever is in flight. */
    void exit() throws AioException {
        ExitReport report = process.exit(EXIT_DEADLINE);
        if (!report.isComplete()) {
            tally.fail(process + ": the exit is not complete: " + report);
        }
    }

    /**
     * Checks, after the process has exited and the users have ended, that all quota was released and that every byte is
     * where it must be.
     */
    void check() throws IOException {
        AioStatistics end = process.statistics();
        int left = end.outstanding() + end.queued() + end.running() + end.done();
        if (left != 0 || end.submitted() != end.reaped() || end.threads() + end.idle() + end.dying() != 0) {
            tally.fail(process + ": left after its exit: " + end);
        }
        ByteBuffer bytes = ByteBuffer.allocate(plan.largest());
        for (int file = 0; file < plan.files(); file++) {
            try (FileChannel channel = FileChannel.open(paths.get(file), StandardOpenOption.READ)) {
                for (Area area : areas) {
                    if (area.file == file) {
                        check(area, channel, bytes);
                    }
                }
            }
        }
    }

    private void check(Area area, FileChannel channel, ByteBuffer bytes) throws IOException {
        bytes.clear().limit(area.length());
        while (bytes.hasRemaining() && channel.read(bytes, area.offset + bytes.position()) > 0) {
            // the channel may read less than requested
        }
        verify(area, bytes, bytes.position(), "after the end");
    }

    void verify(Area area, ByteBuffer bytes, int read, String when) {
        tally.verified.increment();
        String wrong = area.check(bytes, read);
        if (wrong != null) {
            tally.fail(process + ", " + when + ": " + wrong);
        }
    }
}
