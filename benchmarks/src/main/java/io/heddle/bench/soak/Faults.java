package io.heddle.bench.soak;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioProcessBuilder;
import io.heddle.aio.BackendKind;
import io.heddle.aio.Dialect;
import io.heddle.aio.FlakyProcesses;
import io.heddle.uring.FlakyRing;
import io.heddle.uring.UringBackend;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Injects faults into a part of a soak's calls, of kinds that users must not notice: short and late transfers, calls
 * and answers of the kernel that require a repetition or another backend.
 */
final class Faults {
    private final double rate;
    private final LongAdder injected = new LongAdder();
    private final @Nullable UringBackend ring;

    /**
     * Prepares the faults.
     *
     * @param rate the part of the calls, 0 for none
     */
    Faults(double rate, long seed, List<BackendKind> backends) throws IOException {
        this.rate = rate;
        ring = rate > 0 && backends.contains(BackendKind.URING) ? FlakyRing.backend(rate, seed, injected) : null;
    }

    /** Sets the backend of a process. */
    void backend(AioProcessBuilder settings, BackendKind kind) {
        UringBackend flaky = ring;
        if (kind == BackendKind.URING && flaky != null) {
            FlakyProcesses.use(settings, flaky);
        } else {
            settings.backend(kind);
        }
    }

    /** Opens a file, on a flaky channel where faults are to be injected into it. */
    AioFile open(AioProcess process, RoundPlan plan, Path path, OpenOption... options) throws IOException {
        boolean appends = List.of(options).contains(StandardOpenOption.APPEND);
        // A short append and its remainder are contiguous only where appends wait for each other.
        boolean flaky = rate > 0
                && plan.backend() == BackendKind.CHANNEL
                && !plan.isDirect()
                && (!appends || plan.dialect() == Dialect.POSIX);
        if (!flaky) {
            return process.open(path, options);
        }
        FileChannel channel = new FlakyChannel(FileChannel.open(path, options), rate, injected);
        try {
            return appends ? process.adopt(channel, StandardOpenOption.APPEND) : process.adopt(channel);
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
    }

    /** Returns the number of injected faults. */
    long injected() {
        return injected.sum();
    }

    /** Returns the number of transfers that the ring with faults has in flight. */
    int underWay() {
        UringBackend flaky = ring;
        return flaky == null ? 0 : flaky.transfers() + flaky.inFlight();
    }
}
