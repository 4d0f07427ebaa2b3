package io.heddle.linux;

import io.heddle.backend.Backend;
import io.heddle.backend.Carriers;
import io.heddle.backend.Ending;
import io.heddle.backend.FaultyCrew;
import io.heddle.backend.Handle;
import io.heddle.backend.Transfer;
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
 * The real backend over calls, memory and threads that fail. Of the carriers one is lent, so that some transfers go the
 * other way. The files are {@link FaultyChannel}s, to be adopted: their calls are those of the channel.
 */
public final class EmulatedCalls {
    private static final long IDLE_NANOS = 200_000;
    private static final int CREW = 2;

    private final FaultyThreads members;
    private final FaultyCrew crew;
    private final FaultyMemory memory;
    private final Carriers carriers = FaultyCrew.carriers(1);
    private final NativeBackend calls;

    /** Makes a backend without files. */
    public EmulatedCalls(FaultPlan plan) {
        members = new FaultyThreads(plan, "crew", false);
        crew = new FaultyCrew(CREW, IDLE_NANOS, members);
        memory = new FaultyMemory(plan);
        calls = new NativeBackend(new Scratches(memory, IDLE_NANOS), carriers, crew.backend());
    }

    /** Returns each fault that there can be. */
    public static List<Fault> faults() {
        List<Fault> all = new ArrayList<>(FaultyChannel.FAULTS);
        all.addAll(FaultyThreads.faults("crew", false));
        all.add(Fault.hidden("memory", "OutOfMemoryError"));
        return all;
    }

    /** Returns the backend: the real one, but for files that are in memory. */
    public Backend backend() {
        return new Backend() {
            @Override
            public String name() {
                return calls.name();
            }

            @Override
            public Handle adopt(FileChannel channel) {
                return new NativeFile(-1, false, channel);
            }

            @Override
            public int readNow(Handle handle, ByteBuffer into, long offset) {
                return calls.readNow(handle, into, offset);
            }

            @Override
            public boolean takesWhole(Transfer transfer) {
                return calls.takesWhole(transfer);
            }

            @Override
            public boolean begin(Transfer transfer, Ending ending) {
                return calls.begin(transfer, ending);
            }

            @Override
            public long move(Transfer transfer) throws IOException {
                return calls.move(transfer);
            }
        };
    }

    /** Waits until nothing is held any more. */
    public void awaitIdle() {
        Conditions.await("carriers to be given back", () -> carriers.held() == 0);
        Conditions.await(
                "the crew to end", () -> crew.isEmpty() && members.alive().isEmpty());
        Conditions.await("memory to be freed", () -> memory.inUse() == 0);
        memory.verifyFreed();
    }
}
