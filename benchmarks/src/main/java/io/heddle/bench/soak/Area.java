package io.heddle.bench.soak;

import io.heddle.bench.data.BlockPattern;
import io.heddle.bench.data.Mismatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of a file that one request at a time uses, and its possible content: the last write, and later writes that
 * were reaped by an exit and may have been done. Confined to one thread.
 */
final class Area {
    /** Unknown content. */
    private static final Write ANYTHING = new Write(0, 0);

    final int file;
    final long offset;
    final int capacity;
    private final int owner;
    private final BlockPattern pattern = new BlockPattern();
    private final List<Write> possible = new ArrayList<>(List.of(ANYTHING));
    private int generation;

    /** One write: its generation, 1 or more, and its length in bytes. */
    record Write(int generation, int length) {}

    Area(int file, long offset, int capacity, int owner) {
        this.file = file;
        this.offset = offset;
        this.capacity = capacity;
        this.owner = owner;
    }

    /** Fills a buffer from its start to its limit with content that was never written before. */
    Write compose(ByteBuffer bytes) {
        Write write = new Write(++generation, bytes.limit());
        if (bytes.limit() >= BlockPattern.HEADER_BYTES) {
            pattern.fill(bytes, offset, write.generation, owner);
        } else {
            for (int at = 0; at < bytes.limit(); at++) {
                bytes.put(at, small(write, at));
            }
        }
        return write;
    }

    /** Returns a byte of a write that is too small for a header. */
    private byte small(Write write, int at) {
        return (byte) ((offset + 7) * 31 + write.generation * 7L + at);
    }

    /** Records a successful write. */
    void written(Write write) {
        possible.clear();
        possible.add(write);
    }

    /** Records a write that may have been done. */
    void perhapsWritten(Write write) {
        possible.add(write);
    }

    /** Returns how many of its bytes have a known content. */
    int length() {
        return possible.stream().mapToInt(Write::length).max().orElse(0);
    }

    /**
     * Checks bytes that were read.
     *
     * @param bytes the buffer from its start
     * @param read how many bytes of it were read
     * @return a description of the mismatch, or {@code null}
     */
    @Nullable
    String check(ByteBuffer bytes, int read) {
        String wrong = null;
        for (Write write : possible) {
            wrong = check(bytes, read, write);
            if (wrong == null) {
                return null;
            }
        }
        return "file " + file + ", " + wrong + (possible.size() > 1 ? ", nor one of " + possible : "");
    }

    private @Nullable String check(ByteBuffer bytes, int read, Write write) {
        if (read < write.length) {
            return "offset " + offset + ": " + read + " bytes instead of " + write.length;
        }
        ByteBuffer part = bytes.duplicate().clear().limit(write.length);
        if (write.length >= BlockPattern.HEADER_BYTES) {
            Mismatch mismatch = pattern.check(part, offset, write.generation);
            return mismatch == null ? null : mismatch.toString();
        }
        for (int at = 0; at < write.length; at++) {
            if (part.get(at) != small(write, at)) {
                return "offset " + (offset + at) + ": byte " + part.get(at) + " instead of " + small(write, at)
                        + " of generation " + write.generation;
            }
        }
        return null;
    }
}
