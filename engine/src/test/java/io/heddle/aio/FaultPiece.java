package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One request of a {@link FaultRun}: its memory between canaries, what it is to move, and its outcome.
 *
 * <p>As soon as the request has ended its memory belongs to the user again, who writes a pattern to it. {@link
 * #verifyUntouched} detects any later write to it, or to the canaries at any time, once everything below the engine is
 * idle.
 */
final class FaultPiece {
    /** Where the bytes of a request are. */
    enum Layout {
        HEAP,
        DIRECT,
        /** Of an arena that its user could close meanwhile. */
        ARENA,
        VECTOR,
        /** More than one call moves. */
        BIG
    }

    /** The content of a read's memory before the read. */
    private static final byte FRESH = 0x77;

    /** The user's pattern, written as soon as the memory is given back. */
    private static final byte TAKEN_BACK = 0x33;

    private static final byte CANARY = 0x5A;
    private static final int GUARD = 32;
    private static final int BIG_BYTES = (1 << 20) + 4_321; // two pieces of a bounce buffer

    final boolean isWrite;
    final long offset;
    final byte[] bytes; // to be written, or expected in the file
    private final ByteBuffer[] wholes; // with the canaries
    private final @Nullable Arena arena;
    final ByteBuffer[] buffers;
    final ControlBlock block;

    /** Whether the request was accepted, so that it has to end. */
    boolean begun;

    /** Whether it may end as cancelled. */
    boolean mayBeCancelled;

    /** How it has ended; {@code null} until then. */
    @Nullable
    Errno error;

    long result;

    FaultPiece(boolean isWrite, AioFile file, long offset, byte[] bytes, Layout layout) {
        this.isWrite = isWrite;
        this.offset = offset;
        this.bytes = bytes;
        int first = bytes.length / 3;
        arena = layout == Layout.ARENA ? Arena.ofShared() : null;
        wholes = layout == Layout.VECTOR
                ? new ByteBuffer[] {whole(first, false), whole(first, true), whole(bytes.length - 2 * first, false)}
                : new ByteBuffer[] {whole(bytes.length, layout == Layout.DIRECT)};
        buffers = new ByteBuffer[wholes.length];
        int done = 0;
        for (int i = 0; i < wholes.length; i++) {
            int length = wholes[i].capacity() - 2 * GUARD;
            buffers[i] = wholes[i].slice(GUARD, length);
            if (isWrite) {
                buffers[i].duplicate().put(bytes, done, length);
            } else {
                fill(buffers[i], FRESH);
            }
            done += length;
        }
        block = new ControlBlock().file(file).offset(offset);
        if (layout == Layout.VECTOR) {
            block.buffers(buffers);
        } else {
            block.buffer(buffers[0]);
        }
    }

    static int length(Layout layout) {
        return layout == Layout.BIG ? BIG_BYTES : 2_999;
    }

    private ByteBuffer whole(int length, boolean direct) {
        int size = length + 2 * GUARD;
        ByteBuffer whole = arena != null
                ? arena.allocate(size).asByteBuffer()
                : direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        fill(whole, CANARY);
        return whole;
    }

    private static void fill(ByteBuffer buffer, byte value) {
        byte[] values = new byte[buffer.capacity()];
        Arrays.fill(values, value);
        buffer.duplicate().clear().put(values);
    }

    private byte[] memory() {
        byte[] all = new byte[bytes.length];
        int done = 0;
        for (ByteBuffer buffer : buffers) {
            ByteBuffer view = buffer.duplicate().clear();
            int length = view.remaining();
            view.get(all, done, length);
            done += length;
        }
        return all;
    }

    private long positions() {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.position();
        }
        return sum;
    }

    /** Checks a request that has ended, before its memory is reused. */
    void ended(Errno how, long moved, boolean partsSucceed) {
        assertThat(error).as("%s: the second end", this).isNull();
        error = how;
        result = moved;
        if (how == Errno.OK) {
            if (!partsSucceed) {
                assertThat(moved)
                        .as("%s: bytes that are said to be moved", this)
                        .isEqualTo(bytes.length);
            }
            assertThat(moved).as("%s: bytes", this).isBetween(0L, (long) bytes.length);
            assertThat(positions()).as("%s: positions", this).isEqualTo(moved);
            if (!isWrite) {
                int count = (int) moved;
                assertThat(Arrays.mismatch(memory(), 0, count, bytes, 0, count))
                        .as("%s: the first byte that is not the file's", this)
                        .isEqualTo(-1);
            }
        } else if (how == Errno.ECANCELED) {
            assertThat(positions()).as("%s: positions after a cancel", this).isZero();
            assertThat(memory()).as("%s: memory after a cancel", this).isEqualTo(isWrite ? bytes : all(FRESH));
        } else if (isWrite) {
            assertThat(memory()).as("%s: the user's bytes", this).isEqualTo(bytes);
        }
        takeBack();
    }

    /** Notes that the call has refused the request: its memory is not and will not be accessed. */
    void refused() {
        assertThat(positions()).as("%s: positions after a refusal", this).isZero();
        assertThat(memory()).as("%s: memory after a refusal", this).isEqualTo(isWrite ? bytes : all(FRESH));
        takeBack();
    }

    private void takeBack() {
        for (ByteBuffer buffer : buffers) {
            fill(buffer, TAKEN_BACK);
            buffer.clear();
        }
    }

    private byte[] all(byte value) {
        byte[] values = new byte[bytes.length];
        Arrays.fill(values, value);
        return values;
    }

    /**
     * Checks that the memory was not written to since it belonged to the user again, nor its neighbourhood, and that
     * nothing holds it.
     */
    void verifyUntouched() {
        assertThat(memory()).as("%s: memory afterwards", this).isEqualTo(all(TAKEN_BACK));
        for (ByteBuffer whole : wholes) {
            for (int i = 0; i < GUARD; i++) {
                assertThat(whole.get(i)).as("%s: before the memory", this).isEqualTo(CANARY);
                assertThat(whole.get(whole.capacity() - 1 - i))
                        .as("%s: behind the memory", this)
                        .isEqualTo(CANARY);
            }
        }
        if (arena != null) {
            arena.close();
        }
    }

    /**
     * Checks the file where the request was to write: the request's bytes as far as it reports them, and after that the
     * previous content.
     */
    void verifyFile(byte[] before, byte[] now) {
        if (!isWrite) {
            return;
        }
        int from = (int) offset;
        int written = Arrays.mismatch(now, from, from + bytes.length, bytes, 0, bytes.length);
        int count = written < 0 ? bytes.length : written;
        assertThat(Arrays.mismatch(now, from + count, from + bytes.length, before, from + count, from + bytes.length))
                .as("%s: the first of the file's bytes that are neither new nor old, from %s on", this, from + count)
                .isEqualTo(-1);
        if (!begun || error == Errno.ECANCELED) {
            assertThat(count).as("%s: bytes written, though it never ran", this).isZero();
        } else if (error == Errno.OK) {
            assertThat((long) count).as("%s: bytes written", this).isEqualTo(result);
        }
    }

    @Override
    public String toString() {
        return (isWrite ? "write" : "read") + " of " + bytes.length + " bytes at " + offset + " ("
                + (error == null ? begun ? "in flight" : "not begun" : error + ", " + result) + ")";
    }
}
