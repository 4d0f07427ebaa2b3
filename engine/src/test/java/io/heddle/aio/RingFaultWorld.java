package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.uring.EmulatedRing;
import java.io.IOException;
import java.util.List;

/** The backend on io_uring, over a kernel that fails. */
final class RingFaultWorld extends FaultWorld {
    private final EmulatedRing ring;
    private final Backend backend;

    RingFaultWorld(FaultPlan plan) {
        super(plan);
        ring = new EmulatedRing(plan);
        backend = ring.backend();
    }

    @Override
    List<Fault> faults() {
        return EmulatedRing.faults();
    }

    @Override
    Backend backend() {
        return backend;
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
