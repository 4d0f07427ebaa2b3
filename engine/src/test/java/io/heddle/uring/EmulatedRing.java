package io.heddle.uring;

import io.heddle.backend.Backend;
import io.heddle.backend.Ending;
import io.heddle.backend.FaultyCrew;
import io.heddle.backend.Handle;
import io.heddle.backend.Transfer;
import io.heddle.linux.FaultyMemory;
import io.heddle.linux.NativeFile;
import io.heddle.testing.Conditions;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
import io.heddle.testing.FaultyThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The real driver and backend on a kernel, memory and threads that fail, with a portable backend beside them. The files
 * are {@link FaultyChannel}s, to be adopted.
 */
public final class EmulatedRing {
    private static final int ENTRIES = 4;
    private static final long IDLE_NANOS = 1_000_000;
    private static final int CREW = 2;

    private final EmulatedKernel kernel;
    private final FaultyMemory memory;
    private final FaultyThreads reapers;
    private final FaultyThreads members;
    private final FaultyCrew crew;
    private final UringBackend ring;

    /** Makes a ring of few entries. */
    public EmulatedRing(FaultPlan plan) {
        kernel = new EmulatedKernel(plan, ENTRIES);
        memory = new FaultyMemory(plan);
        reapers = new FaultyThreads(plan, "reaper", false);
        members = new FaultyThreads(plan, "crew", false);
        crew = new FaultyCrew(CREW, IDLE_NANOS / 4, members);
        ring = new UringBackend(kernel, memory, reapers, crew.backend(), IDLE_NANOS);
    }

    /** Returns each fault that there can be. */
    public static List<Fault> faults() {
        List<Fault> all = new ArrayList<>(EmulatedKernel.faults());
        all.addAll(FaultyThreads.faults("reaper", false));
        all.add(Fault.hidden("memory", "OutOfMemoryError"));
        all.add(Fault.hidden("memory", "OutOfMemoryError").times(100));
        return all;
    }

    /** Returns the backend: the real one, but for files that are in memory. */
    public Backend backend() {
        return new Backend() {
            @Override
            public String name() {
                return ring.name();
            }

            @Override
            public Handle adopt(FileChannel channel) {
                return new NativeFile(kernel.descriptor((FaultyChannel) channel), false, channel);
            }

            @Override
            public int readNow(Handle handle, ByteBuffer into, long offset) {
                return ring.readNow(handle, into, offset);
            }

            @Override
            public boolean takesWhole(Transfer transfer) {
                return ring.takesWhole(transfer);
            }

            @Override
            public boolean begin(Transfer transfer, Ending ending) {
                return ring.begin(transfer, ending);
            }

            @Override
            public boolean cancel(long ticket) {
                return ring.cancel(ticket);
            }

            @Override
            public long move(Transfer transfer) throws IOException {
                return ring.move(transfer);
            }
        };
    }

    /** Waits until the kernel has answered everything, and nothing is held any more. */
    public void awaitIdle() {
        Conditions.await("the kernel to answer everything", kernel::isIdle);
        Conditions.await("slots to be given back: " + ring.transfers(), () -> ring.transfers() == 0);
        Conditions.await("nothing to be in flight", () -> ring.inFlight() == 0);
        Conditions.await("the reaper to end", () -> reapers.alive().isEmpty());
        Conditions.await(
                "the crew to end", () -> crew.isEmpty() && members.alive().isEmpty());
        Conditions.await("memory to be freed", () -> memory.inUse() == 0);
        memory.verifyFreed();
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
