package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One request of a {@link FaultRun}: its memory between canaries, what it is to move, and what has become of it.
 *
 * <p>As soon as the request has ended its memory is the user's again, who writes a pattern to it. Whoever touches it
 * after that, or the canaries at any time, is found out by {@link #verifyUntouched}, once everything below has come to
 * rest.
 */
final class FaultPiece {
    /** Where the bytes of a request are. */
    enum Layout {
        HEAP,
        DIRECT,
        /** Of an arena that its user could close meanwhile. */
        ARENA,
        VECTOR,
        /** More than is moved at once. */
        BIG
    }

    /** What the memory of a read has in it before. */
    private static final byte FRESH = 0x77;

    /** What the user writes to the memory as soon as it is given back. */
    private static final byte TAKEN_BACK = 0x33;

    private static final byte CANARY = 0x5A;
    private static final int GUARD = 32;
    private static final int BIG_BYTES = (1 << 20) + 4_321; // two pieces of a bounce buffer

    final boolean isWrite;
    final long offset;
    final byte[] bytes; // to be written, or that stand in the file
    private final ByteBuffer[] wholes; // with the canaries
    private final @Nullable Arena arena;
    final ByteBuffer[] buffers;
    final ControlBlock block;

    /** Was it taken, so that it has to end? */
    boolean begun;

    /** May it end as cancelled? */
    boolean mayBeCancelled;

    /** How it has ended; {@code null} as long as it has not. */
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

    /** The request has ended, and is looked at before its memory is used anew. */
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

    /** The call has refused it: nothing has happened to its memory, nor will. */
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

    /** Nobody has touched the memory since it was the user's again, nor what is beside it, and nobody holds it. */
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
     * What the file has where the request was to write: the request's bytes as far as it is said, and then what was
     * there.
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
