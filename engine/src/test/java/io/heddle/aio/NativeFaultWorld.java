package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.Handle;
import io.heddle.linux.EmulatedCalls;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
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
    Backend real() {
        return calls.backend();
    }

    @Override
    Handle handle(FaultyChannel content) {
        return calls.open(content);
    }

    @Override
    void awaitIdle() {
        calls.awaitIdle();
    }
}
