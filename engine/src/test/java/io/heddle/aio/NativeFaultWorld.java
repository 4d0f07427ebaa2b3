package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.linux.EmulatedCalls;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The backend of blocking system calls, over calls that fail. */
final class NativeFaultWorld implements FaultWorld {
    private final FaultPlan plan;
    private final EmulatedCalls calls;
    private final Map<AioFile, FaultyChannel> files = new ConcurrentHashMap<>();

    NativeFaultWorld(FaultPlan plan) {
        this.plan = plan;
        calls = new EmulatedCalls(plan);
    }

    @Override
    public List<Fault> faults() {
        return EmulatedCalls.faults();
    }

    @Override
    public Backend backend() {
        return calls.backend();
    }

    @Override
    public AioFile open(AioProcess process, byte[] content, boolean appending) throws IOException {
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

    @Override
    public byte[] content(AioFile file) {
        return channel(file).content();
    }

    @Override
    public int flushes(AioFile file) {
        return channel(file).forces();
    }

    @Override
    public void awaitIdle() {
        calls.awaitIdle();
    }

    @Override
    public void close() {
        // the channels were closed with their files
    }
}
