package io.heddle.bench.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The content of a verified block:
 *
 * <pre>
 *   0   8  magic
 *   8   8  offset in the file
 *  16   8  generation: 1 for the first content of a block, one more for each write
 *  24   4  the job that wrote it
 *  28   4  CRC-32C of everything else
 *  32      payload, different for each offset and generation
 * </pre>
 *
 * <p>All numbers are little-endian. Not safe for concurrent use; each thread has its own instance.
 */
public final class BlockPattern {
    /** The size of the header in bytes, which is the minimum size of a block. */
    public static final int HEADER_BYTES = 32;

    static final int OFFSET_AT = 8;
    static final int GENERATION_AT = 16;
    static final int JOB_AT = 24;
    static final int CHECKSUM_AT = 28;

    private static final long MAGIC = 0x48_45_44_44_4c_45_2d_31L; // HEDDLE-1
    private static final long STEP =
            0x9e37_79b9_7f4a_7c15L; // 2^64 / golden ratio: consecutive words differ in many bits

    private final CRC32C crc = new CRC32C();

    /** Makes a pattern. */
    public BlockPattern() {}

    /**
     * Fills a block.
     *
     * @param bytes the block from its start to its limit; left with position 0
     * @param offset its place in the file
     * @param generation its generation
     * @param job the number of the job that writes it
     */
    public void fill(ByteBuffer bytes, long offset, long generation, int job) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC);
        bytes.putLong(OFFSET_AT, offset);
        bytes.putLong(GENERATION_AT, generation);
        bytes.putInt(JOB_AT, job);
        long word = (offset + 1) * STEP ^ generation;
        int at = HEADER_BYTES;
        for (; at + Long.BYTES <= bytes.limit(); at += Long.BYTES) {
            bytes.putLong(at, word += STEP);
        }
        for (; at < bytes.limit(); at++) {
            bytes.put(at, (byte) word);
        }
        bytes.putInt(CHECKSUM_AT, checksum(bytes));
    }

    /**
     * Checks a block.
     *
     * @param bytes the block from its start to its limit; left with position 0
     * @param offset where it was read
     * @param generation what must be there, or {@link BlockTable#UNKNOWN} for any generation
     * @return the mismatch, or {@code null} if there is none
     */
    public @Nullable Mismatch check(ByteBuffer bytes, long offset, long generation) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        long magic = bytes.getLong(0);
        if (magic != MAGIC) {
            return new Mismatch(offset, "magic " + hex(MAGIC), "magic " + hex(magic) + " (not a block of ours)");
        }
        int stored = bytes.getInt(CHECKSUM_AT);
        int computed = checksum(bytes);
        if (stored != computed) {
            return new Mismatch(
                    offset,
                    "crc32c " + hex(stored),
                    "crc32c " + hex(computed) + " (bytes have changed, or a torn write)");
        }
        long foundOffset = bytes.getLong(OFFSET_AT);
        if (foundOffset != offset) {
            return new Mismatch(offset, "offset " + offset, "offset " + foundOffset + " (misplaced)");
        }
        long found = bytes.getLong(GENERATION_AT);
        if (generation != BlockTable.UNKNOWN && found != generation) {
            String how = found < generation ? "stale" : "from the future";
            return new Mismatch(
                    offset,
                    "generation " + generation,
                    "generation " + found + " of job " + bytes.getInt(JOB_AT) + " (" + how + ")");
        }
        return null;
    }

    /**
     * Returns the offset in a block's header. {@link #check} verifies that it is the block's place.
     *
     * @param bytes the block from its start
     * @return the offset
     */
    public static long storedOffset(ByteBuffer bytes) {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(OFFSET_AT);
    }

    private int checksum(ByteBuffer bytes) {
        crc.reset();
        int limit = bytes.limit();
        crc.update(bytes.position(0).limit(CHECKSUM_AT));
        crc.update(bytes.limit(limit).position(HEADER_BYTES));
        bytes.position(0);
        return (int) crc.getValue();
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }
}
