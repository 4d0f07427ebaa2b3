package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.linux.EmulatedCalls;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import java.util.List;

/** The backend of blocking system calls, over calls that fail. */
final class NativeFaultWorld extends FaultWorld {
    private final EmulatedCalls calls;

    NativeFaultWorld(FaultPlan plan) {
        super(plan);
        calls = new EmulatedCalls(plan);
    }

    @Override
    List<Fault> faults() {
        return EmulatedCalls.faults();
    }

    @Override
    Backend backend() {
        return calls.backend();
    }

    @Override
    void awaitIdle() {
        calls.awaitIdle();
    }
}
