package io.heddle.backend;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a request: one buffer, a vector of buffers (the {@code iovec}s of {@code readv}), a segment, or none.
 * An instance is set anew for each use. Not safe for concurrent use.
 *
 * <p>A control block has an instance that its user sets. A request has one of its own, into which it copies the user's
 * at submission ({@link #take}): what was validated then is what is moved, whatever happens to the block or to the
 * user's array. The kind, bounds and lifetime of a buffer never change. Its position and limit can change, so the code
 * that passes an address to the kernel reads both once and derives address and length from these values.
 *
 * <p>The bytes are those between each buffer's position and limit, in the order of the vector.
 */
public final class Memory {
    /** The largest number of buffers in a vector: {@code UIO_MAXIOV} of the BSDs and of Linux. */
    public static final int MAX_BUFFERS = 1024;

    private static final int[] NO_STARTS = {};
    private static final ByteBuffer[] NO_BUFFERS = {};

    private @Nullable ByteBuffer buffer;
    private ByteBuffer @Nullable [] buffers;
    private @Nullable MemorySegment segment;

    /** The array into which vectors are copied; it is reused while their length stays the same. */
    private ByteBuffer[] taken = NO_BUFFERS;

    // The positions before the transfer moved them; the array is reused.
    private int start;
    private int[] starts = NO_STARTS;

    /** Creates memory of no bytes. */
    public Memory() {}

    /**
     * Creates memory of one buffer.
     *
     * @param buffer the buffer, or {@code null} for none
     * @return new memory
     */
    public static Memory of(@Nullable ByteBuffer buffer) {
        Memory memory = new Memory();
        memory.set(buffer);
        return memory;
    }

    // ---- setting

    /**
     * Replaces the content by one buffer.
     *
     * @param newBuffer the buffer, or {@code null} for none
     */
    public void set(@Nullable ByteBuffer newBuffer) {
        buffer = newBuffer;
        buffers = null;
        segment = null;
    }

    /**
     * Replaces the content by a vector.
     *
     * @param newBuffers the buffers; the array is kept, not copied
     */
    public void set(ByteBuffer[] newBuffers) {
        buffer = null;
        buffers = newBuffers;
        segment = null;
    }

    /**
     * Replaces the content by a segment.
     *
     * @param newSegment the segment
     */
    public void set(MemorySegment newSegment) {
        buffer = null;
        buffers = null;
        segment = newSegment;
    }

    /**
     * Copies the current content of other memory. Later changes of the other memory, or of its array, have no effect on
     * this one.
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
     * Copies the current elements of a vector.
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

    /** Removes the content, so that nothing is kept alive. */
    public void forget() {
        if (buffers != null) {
            Arrays.fill(taken, null);
        }
        buffer = null;
        buffers = null;
        segment = null;
    }

    /** Stores the positions before a transfer moves them, for {@link #setSameBytes}. */
    public void noteStarts() {
        ByteBuffer[] vector = buffers;
        if (vector != null) {
            if (starts.length < vector.length) {
                starts = new int[vector.length];
            }
            for (int i = 0; i < vector.length; i++) {
                // a missing buffer is reported where it is used
                starts[i] = vector[i] == null ? 0 : vector[i].position();
            }
        } else {
            start = buffer == null ? 0 : buffer.position();
        }
    }

    /**
     * Replaces the content by the bytes that other memory had when its positions were stored, with independent
     * positions.
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

    // ---- getting

    /**
     * Returns the single buffer.
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
     * Returns the number of bytes.
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

    // ---- for transfers: what a dialect has not validated before is a bad address

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
