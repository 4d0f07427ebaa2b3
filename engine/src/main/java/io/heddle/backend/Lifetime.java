package io.heddle.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How long memory stays. A backend that works on descriptors gives the kernel the address of a buffer, and nothing then
 * keeps anybody from closing the buffer's arena: the memory would be another's. The JDK's channels hold the arena open
 * meanwhile, by means that nobody else has. So such a backend takes only memory that lives as long as its buffer is
 * reachable, or for ever; a blocking call has the linker hold other memory, which costs more.
 *
 * <p>No method tells the one kind from the other, but the JDK has a class of scopes for each. Which ones cannot be
 * closed is learnt from samples; what is like none of them counts as closable.
 */
public final class Lifetime {
    /** Somebody else than the owner of confined memory, whoever that is. Never started, and keeps nothing alive. */
    private static final Thread ANOTHER =
            Thread.ofPlatform().inheritInheritableThreadLocals(false).unstarted(() -> {});

    static {
        ANOTHER.setContextClassLoader(null);
    }

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

    /**
     * Tells whether somebody could free the memory of a request while it is moved.
     *
     * @param memory the memory
     * @return {@code true} if some of it belongs to an arena that can be closed
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
     * Tells the same of one buffer.
     *
     * @param buffer the buffer, or {@code null} for none
     * @return {@code true} if its memory belongs to an arena that can be closed
     */
    public static boolean mayEnd(@Nullable ByteBuffer buffer) {
        if (buffer == null || !buffer.isDirect()) {
            return false; // a heap buffer's bytes are copied through memory of ours
        }
        Class<?> kind = kind(MemorySegment.ofBuffer(buffer));
        return kind != OF_BUFFERS && kind != AUTOMATIC && kind != GLOBAL;
    }

    /**
     * Tells why no other thread than the caller can move a buffer's bytes.
     *
     * @param buffer the buffer
     * @return the broken rule, or {@code null} if any thread can
     */
    public static @Nullable String refusal(ByteBuffer buffer) {
        return mayEnd(buffer) ? refusal(MemorySegment.ofBuffer(buffer)) : null;
    }

    /** The same of a segment. */
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
     * Tells whether a buffer's bytes can be moved by the calling thread alone.
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
