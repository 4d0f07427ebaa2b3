package io.heddle.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory that the garbage collector frees: needs no native access. */
public final class CollectedMemory implements NativeMemory {
    public static final CollectedMemory ONLY = new CollectedMemory();

    private CollectedMemory() {}

    @Override
    public MemorySegment allocate(long bytes) {
        return Arena.ofAuto().allocate(bytes);
    }

    @Override
    public void free(MemorySegment memory) {
        // by the garbage collector
    }
}
