package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.FaultyCrew;
import io.heddle.testing.Conditions;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
import io.heddle.testing.FaultyThreads;
import java.util.ArrayList;
import java.util.List;

/** The portable backend over channels that fail, with a crew whose threads fail to start. */
final class ChannelFaultWorld extends FaultWorld {
    private static final int CREW = 2;
    private static final long IDLE_NANOS = 200_000;

    private final FaultyThreads members;
    private final FaultyCrew crew;

    ChannelFaultWorld(FaultPlan plan) {
        super(plan);
        members = new FaultyThreads(plan, "crew", false);
        crew = new FaultyCrew(CREW, IDLE_NANOS, members);
    }

    @Override
    List<Fault> faults() {
        List<Fault> all = new ArrayList<>(FaultyChannel.FAULTS);
        all.addAll(FaultyThreads.faults("crew", false));
        return all;
    }

    @Override
    Backend real() {
        return crew.backend();
    }

    @Override
    void awaitIdle() {
        Conditions.await(
                "the crew to end", () -> crew.isEmpty() && members.alive().isEmpty());
    }
}
