package io.heddle.backend;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a request: one buffer, a vector of buffers (the {@code iovec}s of {@code readv}), a segment, or none.
 * It is made once and set anew for each use. Not safe for concurrent use.
 *
 * <p>A control block has one that its user fills in. A request has one of its own, into which it takes the user's at
 * the call ({@link #take}): what was checked there is what is moved, whatever becomes of the block or of the user's
 * array. A buffer keeps its kind, its bounds and the lifetime of its memory for ever; its position and limit can
 * change, so the code that hands an address to the kernel reads the two once and derives address and length from
 * that reading.
 *
 * <p>What is meant are the bytes between each buffer's position and its limit, in the order of the vector.
 */
public final class Memory {
    /** The most buffers of a vector: {@code UIO_MAXIOV} of the BSDs and of Linux. */
    public static final int MAX_BUFFERS = 1024;

    private static final int[] NO_STARTS = {};
    private static final ByteBuffer[] NO_BUFFERS = {};

    private @Nullable ByteBuffer buffer;
    private ByteBuffer @Nullable [] buffers;
    private @Nullable MemorySegment segment;

    /** The array that vectors are taken into; it is used again as long as their length is the same. */
    private ByteBuffer[] taken = NO_BUFFERS;

    // Where the positions stood before the transfer moved them; the array is used again and again.
    private int start;
    private int[] starts = NO_STARTS;

    /** Makes memory of no bytes. */
    public Memory() {}

    /**
     * Makes memory of one buffer.
     *
     * @param buffer the buffer, or {@code null} for none
     * @return new memory
     */
    public static Memory of(@Nullable ByteBuffer buffer) {
        Memory memory = new Memory();
        memory.set(buffer);
        return memory;
    }

    // ---- filling in

    /**
     * Sets one buffer in place of what was there.
     *
     * @param newBuffer the buffer, or {@code null} for none
     */
    public void set(@Nullable ByteBuffer newBuffer) {
        buffer = newBuffer;
        buffers = null;
        segment = null;
    }

    /**
     * Sets a vector in place of what was there.
     *
     * @param newBuffers the buffers; the array is kept, not copied
     */
    public void set(ByteBuffer[] newBuffers) {
        buffer = null;
        buffers = newBuffers;
        segment = null;
    }

    /**
     * Sets a segment in place of what was there.
     *
     * @param newSegment the segment
     */
    public void set(MemorySegment newSegment) {
        buffer = null;
        buffers = null;
        segment = newSegment;
    }

    /**
     * Takes what other memory means now. Nothing that happens to the other one, or to its array, matters from then on.
     *
     * @param other memory that its user may change at any time
     */
    public void take(Memory other) {
        ByteBuffer[] vector = other.buffers;
        if (vector != null) {
            take(vector);
        } else {
            buffer = other.buffer;
            buffers = null;
            segment = other.segment;
        }
    }

    /**
     * Takes the elements of a vector as they are now.
     *
     * @param vector the buffers; an array of more than {@value #MAX_BUFFERS}, which no submission accepts, is not
     *     copied
     */
    public void take(ByteBuffer[] vector) {
        if (vector.length > MAX_BUFFERS) {
            set(vector);
            return;
        }
        if (taken.length != vector.length) {
            taken = new ByteBuffer[vector.length];
        }
        System.arraycopy(vector, 0, taken, 0, vector.length);
        set(taken);
    }

    /** Keeps nothing alive any more. */
    public void forget() {
        if (buffers != null) {
            Arrays.fill(taken, null);
        }
        buffer = null;
        buffers = null;
        segment = null;
    }

    /** Notes where the positions stand before a transfer moves them, for {@link #setSameBytes}. */
    public void noteStarts() {
        ByteBuffer[] vector = buffers;
        if (vector != null) {
            if (starts.length < vector.length) {
                starts = new int[vector.length];
            }
            for (int i = 0; i < vector.length; i++) {
                starts[i] = vector[i] == null ? 0 : vector[i].position(); // whoever looks at it will say so
            }
        } else {
            start = buffer == null ? 0 : buffer.position();
        }
    }

    /**
     * Sets the bytes that other memory meant when its positions were noted, with positions of its own.
     *
     * @param other memory that may be in use by a transfer
     */
    public void setSameBytes(Memory other) {
        ByteBuffer[] vector = other.buffers;
        if (vector != null) {
            ByteBuffer[] same = new ByteBuffer[vector.length];
            for (int i = 0; i < vector.length; i++) {
                same[i] = duplicate(vector[i], other.starts[i]);
            }
            set(same);
        } else if (other.buffer != null) {
            set(duplicate(other.buffer, other.start));
        } else {
            forget();
            segment = other.segment;
        }
    }

    private static ByteBuffer duplicate(ByteBuffer original, int from) {
        return original.duplicate().position(Math.min(from, original.limit()));
    }

    // ---- looking

    /**
     * Returns the one buffer.
     *
     * @return the buffer, or {@code null} if there is none or a vector or segment
     */
    public @Nullable ByteBuffer buffer() {
        return buffer;
    }

    /**
     * Returns the vector.
     *
     * @return the array that was set, or {@code null} if there is none
     */
    public ByteBuffer @Nullable [] buffers() {
        return buffers;
    }

    /**
     * Returns the segment.
     *
     * @return the segment, or {@code null} if there is none
     */
    public @Nullable MemorySegment segment() {
        return segment;
    }

    /**
     * Returns how many bytes there are.
     *
     * @return 0 or more
     */
    public long remaining() {
        if (buffer != null) {
            return buffer.remaining();
        }
        if (buffers != null) {
            long sum = 0;
            for (ByteBuffer each : buffers) {
                sum += each == null ? 0 : each.remaining();
            }
            return sum;
        }
        return segment == null ? 0 : segment.byteSize();
    }

    // ---- for transfers: what a dialect did not look at before is a bad address

    /**
     * Returns the buffer.
     *
     * @return as it was set
     * @throws IOException "Bad address" if there is none
     */
    public ByteBuffer bytes() throws IOException {
        return addressable(buffer);
    }

    /**
     * Returns the buffer.
     *
     * @return as it was set
     * @throws IOException "Bad address" if there is none, or it is read-only
     */
    public ByteBuffer writableBytes() throws IOException {
        return writable(buffer);
    }

    /**
     * Returns the vector.
     *
     * @return as it was set
     * @throws IOException "Bad address" if there is none, or one of its buffers is missing
     */
    public ByteBuffer[] vector() throws IOException {
        ByteBuffer[] vector = buffers;
        if (vector == null) {
            throw new IOException("Bad address");
        }
        for (ByteBuffer each : vector) {
            addressable(each);
        }
        return vector;
    }

    /**
     * Returns the vector.
     *
     * @return as it was set
     * @throws IOException "Bad address" if there is none, or one of its buffers is missing or read-only
     */
    public ByteBuffer[] writableVector() throws IOException {
        ByteBuffer[] vector = vector();
        for (ByteBuffer each : vector) {
            writable(each);
        }
        return vector;
    }

    private static ByteBuffer addressable(@Nullable ByteBuffer described) throws IOException {
        if (described == null) {
            throw new IOException("Bad address");
        }
        return described;
    }

    private static ByteBuffer writable(@Nullable ByteBuffer described) throws IOException {
        ByteBuffer known = addressable(described);
        if (known.isReadOnly()) {
            throw new IOException("Bad address");
        }
        return known;
    }
}
