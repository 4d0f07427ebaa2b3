package io.heddle.linux;

import io.heddle.backend.Backend;
import io.heddle.backend.Carriers;
import io.heddle.backend.FaultyCrew;
import io.heddle.testing.Conditions;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
import io.heddle.testing.FaultyThreads;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The real backend on calls, memory and threads that fail. Only one carrier is lent, so that a crew performs some of
 * the transfers.
 */
public final class EmulatedCalls {
    private static final long IDLE_NANOS = 200_000;
    private static final int CREW = 2;

    private final FaultyThreads members;
    private final FaultyCrew crew;
    private final FaultyMemory memory;
    private final Carriers carriers = FaultyCrew.carriers(1);
    private final FaultyCalls calls;
    private final NativeBackend backend;

    /** Creates a backend without files. */
    public EmulatedCalls(FaultPlan plan) {
        members = new FaultyThreads(plan, "crew", false);
        crew = new FaultyCrew(CREW, IDLE_NANOS, members);
        memory = new FaultyMemory(plan);
        Scratches scratches = new Scratches(memory, IDLE_NANOS);
        calls = new FaultyCalls(plan, scratches);
        backend = new NativeBackend(scratches, carriers, crew.backend());
    }

    /** Returns every possible fault. */
    public static List<Fault> faults() {
        List<Fault> all = new ArrayList<>(FaultyCalls.faults());
        all.addAll(FaultyThreads.faults("crew", false));
        all.add(Fault.seen("memory", "OutOfMemoryError"));
        return all;
    }

    /** Returns the backend. */
    public Backend backend() {
        return backend;
    }

    /** Returns the backend beside it, which makes no calls on descriptors. */
    public Backend others() {
        return crew.backend();
    }

    /** Opens a file: it has a descriptor and nothing else. */
    public NativeFile open(FaultyChannel content) {
        return calls.open(content);
    }

    /** Gives a channel a descriptor in addition. */
    public NativeFile beside(FaultyChannel content) {
        return calls.beside(content);
    }

    /** Returns the file of a descriptor, {@code null} if it is closed. */
    public @Nullable FaultyChannel file(int fd) {
        return calls.file(fd);
    }

    /** Waits until nothing is held any more. */
    public void awaitIdle() {
        Conditions.await("carriers to be given back", () -> carriers.held() == 0);
        Conditions.await(
                "the crew to end", () -> crew.isEmpty() && members.alive().isEmpty());
        Conditions.await("descriptors to be closed", () -> calls.open() == 0);
        memory.awaitFreed();
        calls.mapped().awaitFreed();
    }
}
