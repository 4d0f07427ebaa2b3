package io.heddle.bench.soak;

import io.heddle.bench.data.BlockPattern;
import io.heddle.bench.data.Mismatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a file that one request at a time uses, and what may stand there: what was written last, and what was
 * perhaps written since, by requests that an exit has reaped. For one thread.
 */
final class Area {
    /** Content of which nothing is known. */
    private static final Write ANYTHING = new Write(0, 0);

    final int file;
    final long offset;
    final int capacity;
    private final int owner;
    private final BlockPattern pattern = new BlockPattern();
    private final List<Write> possible = new ArrayList<>(List.of(ANYTHING));
    private int generation;

    /** One write: its generation, 1 or more, and its length. */
    record Write(int generation, int length) {}

    Area(int file, long offset, int capacity, int owner) {
        this.file = file;
        this.offset = offset;
        this.capacity = capacity;
        this.owner = owner;
    }

    /** Fills a buffer, from its start to its limit, with what was never written before. */
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

    /** What is too small for a header. */
    private byte small(Write write, int at) {
        return (byte) ((offset + 7) * 31 + write.generation * 7L + at);
    }

    /** A write has succeeded. */
    void written(Write write) {
        possible.clear();
        possible.add(write);
    }

    /** Nobody can tell whether a write was done. */
    void perhapsWritten(Write write) {
        possible.add(write);
    }

    /** Returns how much of it has a meaning. */
    int length() {
        return possible.stream().mapToInt(Write::length).max().orElse(0);
    }

    /**
     * Checks what was read.
     *
     * @param bytes the buffer from its start
     * @param read how many bytes of it were read
     * @return what is wrong, or {@code null}
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
