package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What stands below the engine in one run of {@link FaultTest}: a backend, files, and whatever can fail there. */
abstract class FaultWorld implements AutoCloseable {
    private final FaultPlan plan;
    private final Map<AioFile, FaultyChannel> files = new ConcurrentHashMap<>();

    FaultWorld(FaultPlan plan) {
        this.plan = plan;
    }

    /** Returns each fault that there can be. */
    abstract List<Fault> faults();

    /** Returns the backend of both processes. */
    abstract Backend backend();

    /** Waits until everything that was handed down has come back, and checks that nothing is held. */
    abstract void awaitIdle();

    /** Closes what is no file: those are closed by their process. */
    @Override
    public void close() throws IOException {}

    /** Opens a new file of this content. */
    final AioFile open(AioProcess process, byte[] content, boolean appending) throws IOException {
        FaultyChannel channel = new FaultyChannel(plan, content);
        AioFile file =
                process.adopt(channel, appending ? new OpenOption[] {StandardOpenOption.APPEND} : new OpenOption[] {});
        files.put(file, channel);
        return file;
    }

    private FaultyChannel channel(AioFile file) {
        FaultyChannel known = files.get(file);
        if (known == null) {
            throw new IllegalArgumentException("the file is not of this world");
        }
        return known;
    }

    /** Returns what is in the file. */
    final byte[] content(AioFile file) {
        return channel(file).content();
    }

    /** Returns how many syncs of the file have come through. */
    final int flushes(AioFile file) {
        return channel(file).forces();
    }
}
