package io.heddle.linux;

import io.heddle.testing.Conditions;
import io.heddle.testing.FaultPlan;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/**
 * Native memory whose allocations fail by a {@link FaultPlan}. Freed memory is not allocated again before the end of
 * the run, so that a late write to it is detected.
 */
public final class FaultyMemory implements NativeMemory {
    private static final byte FREED = (byte) 0xDD;
    private static final int PAGE = 4_096;

    private final FaultPlan plan;
    private final String site;
    private final Arena arena = Arena.ofAuto();

    // Guarded by the monitor.
    private final Map<Long, MemorySegment> used = new HashMap<>();
    private final Map<Long, MemorySegment> freed = new HashMap<>();

    /** Creates an allocator with no memory in use. */
    public FaultyMemory(FaultPlan plan) {
        this(plan, "memory");
    }

    /** Creates an allocator with no memory in use, whose allocations are counted at a site. */
    public FaultyMemory(FaultPlan plan, String site) {
        this.plan = plan;
        this.site = site;
    }

    @Override
    public MemorySegment allocate(long bytes) {
        if (plan.next(site) != null) {
            throw new OutOfMemoryError("native memory: injected");
        }
        synchronized (this) {
            MemorySegment made = arena.allocate(bytes, PAGE);
            used.put(made.address(), made);
            return made;
        }
    }

    @Override
    public synchronized void free(MemorySegment memory) {
        MemorySegment known = used.remove(memory.address());
        if (known == null) {
            throw new AssertionError("freed, and not allocated or freed before: " + memory);
        }
        known.fill(FREED);
        freed.put(known.address(), known);
    }

    /** Returns the number of allocations in use. */
    synchronized int inUse() {
        return used.size();
    }

    /** Waits until all memory is freed, and checks that it was not written to afterwards. */
    public void awaitFreed() {
        Conditions.await("memory to be freed: " + site, () -> inUse() == 0);
        verifyFreed();
    }

    private synchronized void verifyFreed() {
        for (MemorySegment memory : freed.values()) {
            for (long i = 0; i < memory.byteSize(); i++) {
                if (memory.get(ValueLayout.JAVA_BYTE, i) != FREED) {
                    throw new AssertionError("written to after it was freed, at byte " + i + ": " + memory);
                }
            }
        }
    }
}
