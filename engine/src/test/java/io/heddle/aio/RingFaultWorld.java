package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.Handle;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
import io.heddle.uring.EmulatedRing;
import java.io.IOException;
import java.util.List;

/** The backend on io_uring, over a kernel that fails; with blocking calls beside it, or without. */
final class RingFaultWorld extends FaultWorld {
    private final EmulatedRing ring;
    private final boolean withCalls;

    RingFaultWorld(FaultPlan plan, boolean withCalls) {
        super(plan);
        this.withCalls = withCalls;
        ring = new EmulatedRing(plan, withCalls);
    }

    @Override
    List<Fault> faults() {
        return EmulatedRing.faults(withCalls);
    }

    @Override
    Backend real() {
        return ring.backend();
    }

    @Override
    Handle handle(FaultyChannel content) {
        return ring.file(content);
    }

    @Override
    void awaitIdle() {
        ring.awaitIdle();
    }

    @Override
    public void close() throws IOException {
        ring.close();
    }
}
