package io.heddle.uring;

import io.heddle.backend.Backend;
import io.heddle.linux.EmulatedCalls;
import io.heddle.linux.FaultyMemory;
import io.heddle.linux.NativeFile;
import io.heddle.testing.Conditions;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
import io.heddle.testing.FaultyThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The real driver and backend on a kernel, memory and threads that fail. Beside it is the backend of blocking calls, as
 * where io_uring and system calls are available, or the portable one.
 */
public final class EmulatedRing {
    private static final int ENTRIES = 4;
    private static final long IDLE_NANOS = 1_000_000;

    private final EmulatedKernel kernel;
    private final FaultyMemory memory;
    private final FaultyThreads reapers;
    private final EmulatedCalls calls;
    private final boolean withCalls;
    private final UringBackend ring;

    /** Creates a ring of few entries, with blocking calls beside it or without. */
    public EmulatedRing(FaultPlan plan, boolean withCalls) {
        this.withCalls = withCalls;
        calls = new EmulatedCalls(plan);
        kernel = new EmulatedKernel(plan, ENTRIES, calls::file);
        memory = new FaultyMemory(plan, "slots");
        reapers = new FaultyThreads(plan, "reaper", false);
        Backend others = withCalls ? calls.backend() : calls.others();
        ring = new UringBackend(kernel, memory, reapers, others, IDLE_NANOS);
    }

    /** Returns every possible fault. */
    public static List<Fault> faults(boolean withCalls) {
        List<Fault> all = new ArrayList<>(EmulatedKernel.faults());
        all.addAll(FaultyThreads.faults("reaper", false));
        all.add(Fault.hidden("slots", "OutOfMemoryError"));
        all.add(Fault.hidden("slots", "OutOfMemoryError").times(100));
        if (withCalls) {
            all.addAll(EmulatedCalls.faults());
        }
        return all;
    }

    /** Returns the backend. */
    public Backend backend() {
        return ring;
    }

    /**
     * Creates a file: with only a descriptor if there are blocking calls, else with a descriptor beside its channel.
     */
    public NativeFile file(FaultyChannel content) {
        return withCalls ? calls.open(content) : calls.beside(content);
    }

    /** Waits until the kernel has answered everything, and nothing is held any more. */
    public void awaitIdle() {
        Conditions.await("the kernel to answer everything", kernel::isIdle);
        Conditions.await("slots to be given back: " + ring.transfers(), () -> ring.transfers() == 0);
        Conditions.await("nothing to be in flight", () -> ring.inFlight() == 0);
        Conditions.await("the reaper to end", () -> reapers.alive().isEmpty());
        memory.awaitFreed();
        calls.awaitIdle();
    }

    /** Ends the kernel's thread. */
    public void close() throws IOException {
        try {
            kernel.end();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
