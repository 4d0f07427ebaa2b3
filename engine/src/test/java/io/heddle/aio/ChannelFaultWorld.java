package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.FaultyCrew;
import io.heddle.testing.Conditions;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
import io.heddle.testing.FaultyThreads;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The portable backend over channels that fail, with a crew whose threads fail to start. */
final class ChannelFaultWorld implements FaultWorld {
    private static final int CREW = 2;
    private static final long IDLE_NANOS = 200_000;

    private final FaultPlan plan;
    private final FaultyThreads members;
    private final FaultyCrew crew;
    private final Map<AioFile, FaultyChannel> channels = new HashMap<>();

    ChannelFaultWorld(FaultPlan plan) {
        this.plan = plan;
        members = new FaultyThreads(plan, "crew", false);
        crew = new FaultyCrew(CREW, IDLE_NANOS, members);
    }

    @Override
    public List<Fault> faults() {
        List<Fault> all = new ArrayList<>(FaultyChannel.FAULTS);
        all.addAll(FaultyThreads.faults("crew", false));
        return all;
    }

    @Override
    public Backend backend() {
        return crew.backend();
    }

    @Override
    public AioFile open(AioProcess process, byte[] content, boolean appending) throws IOException {
        FaultyChannel channel = new FaultyChannel(plan, content);
        AioFile file =
                process.adopt(channel, appending ? new OpenOption[] {StandardOpenOption.APPEND} : new OpenOption[] {});
        channels.put(file, channel);
        return file;
    }

    private FaultyChannel channel(AioFile file) {
        FaultyChannel known = channels.get(file);
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
        Conditions.await(
                "the crew to end", () -> crew.isEmpty() && members.alive().isEmpty());
    }

    @Override
    public void close() {
        // the channels were closed with their files
    }
}
