package io.heddle.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How long memory stays valid. A backend that works on descriptors passes the address of a buffer to the kernel, and
 * nothing then prevents another thread from closing the buffer's arena: the memory could be allocated again for another
 * purpose. The JDK's channels keep the arena open meanwhile, by means that only the JDK has. Such a backend therefore
 * accepts only memory that lives as long as its buffer is reachable, or for ever. For a blocking call the linker keeps
 * other arenas open, at a higher cost.
 *
 * <p>No method distinguishes the kinds of memory, but the JDK has a class of scopes for each. Samples show which
 * classes belong to memory that cannot be closed; any other class counts as closable.
 */
public final class Lifetime {
    /** A thread that does not own any confined memory. It is never started, and keeps nothing alive. */
    private static final Thread ANOTHER =
            Thread.ofPlatform().inheritInheritableThreadLocals(false).unstarted(() -> {});

    static {
        ANOTHER.setContextClassLoader(null);
    }

    private static final Class<?> OF_BUFFERS = kind(MemorySegment.ofBuffer(sample()));
    private static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();
    private static final Class<?> GLOBAL = Arena.global().scope().getClass();

    private Lifetime() {}

    /**
     * Returns a buffer of the JDK. On the known JDKs a heap buffer's scope has the same class as a direct one's, which
     * matters if no direct memory is left.
     */
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

    /**
     * Returns whether the memory of a request could be freed while it is moved.
     *
     * @param memory the memory
     * @return {@code true} if a part of it belongs to an arena that can be closed
     */
    public static boolean mayEnd(Memory memory) {
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

    /**
     * Returns whether the memory of a buffer could be freed while it is moved.
     *
     * @param buffer the buffer, or {@code null} for none
     * @return {@code true} if its memory belongs to an arena that can be closed
     */
    public static boolean mayEnd(@Nullable ByteBuffer buffer) {
        if (buffer == null || !buffer.isDirect()) {
            return false; // a heap buffer's bytes are copied through memory of the engine
        }
        Class<?> kind = kind(MemorySegment.ofBuffer(buffer));
        return kind != OF_BUFFERS && kind != AUTOMATIC && kind != GLOBAL;
    }

    /**
     * Returns the reason why another thread cannot move a buffer's bytes.
     *
     * @param buffer the buffer
     * @return the violated rule, or {@code null} if any thread can move them
     */
    public static @Nullable String refusal(ByteBuffer buffer) {
        return mayEnd(buffer) ? refusal(MemorySegment.ofBuffer(buffer)) : null;
    }

    /** Returns the same of a segment. */
    static @Nullable String refusal(MemorySegment segment) {
        if (!segment.scope().isAlive()) {
            return "the arena is closed";
        }
        if (!segment.isAccessibleBy(ANOTHER)) {
            return "the arena is confined to a thread, it must be a shared, automatic or global one";
        }
        return null;
    }

    /**
     * Returns whether only the calling thread can move a buffer's bytes.
     *
     * @param buffer the buffer, or {@code null} for none
     * @return {@code true} if its memory is confined to the calling thread, and alive
     */
    public static boolean isConfinedHere(@Nullable ByteBuffer buffer) {
        if (buffer == null || !mayEnd(buffer)) {
            return false;
        }
        MemorySegment bytes = MemorySegment.ofBuffer(buffer);
        return bytes.scope().isAlive()
                && bytes.isAccessibleBy(Thread.currentThread())
                && !bytes.isAccessibleBy(ANOTHER);
    }
}
