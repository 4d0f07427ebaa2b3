package io.heddle.uring;

import io.heddle.backend.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How long memory stays. The kernel moves the bytes of a request while its worker is parked, and nothing then keeps anybody
 * from closing the arena of a buffer: the memory would be another's. The JDK's channels hold the arena open meanwhile, by means
 * that nobody else has. So the ring takes only memory that lives as long as its buffer is reachable, or for ever.
 *
 * <p>No method tells the one kind from the other, but the JDK has a class of scopes for each. Which ones cannot be closed is
 * learnt from samples; what is like none of them counts as closable.
 */
final class Lifetime {
    private static final Class<?> OF_BUFFERS = kind(MemorySegment.ofBuffer(sample()));
    private static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();
    private static final Class<?> GLOBAL = Arena.global().scope().getClass();

    private Lifetime() {}

    /** On the JDKs known a heap buffer's scope is of the same class, which matters where no direct memory is left. */
    private static ByteBuffer sample() {
        try {
            return ByteBuffer.allocateDirect(1);
        } catch (OutOfMemoryError exhausted) {
            return ByteBuffer.allocate(1);
        }
    }

    private static Class<?> kind(MemorySegment segment) {
        return segment.scope().getClass();
    }

    /** Could somebody free the memory of a request while it is moved? */
    static boolean mayEnd(Memory memory) {
        ByteBuffer[] vector = memory.buffers();
        if (vector == null) {
            return mayEnd(memory.buffer());
        }
        for (ByteBuffer buffer : vector) {
            if (mayEnd(buffer)) {
                return true;
            }
        }
        return false;
    }

    /** The same of one buffer. */
    static boolean mayEnd(@Nullable ByteBuffer buffer) {
        if (buffer == null || !buffer.isDirect()) {
            return false; // a heap buffer's bytes are copied through memory of ours
        }
        Class<?> kind = kind(MemorySegment.ofBuffer(buffer));
        return kind != OF_BUFFERS && kind != AUTOMATIC && kind != GLOBAL;
    }
}
