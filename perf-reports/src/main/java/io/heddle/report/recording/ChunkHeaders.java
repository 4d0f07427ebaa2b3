package io.heddle.report.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The headers of a recording's chunks. A recording is a sequence of chunks; each begins with a header of fixed layout
 * (magic, version, then 64-bit big-endian numbers, the first being the chunk's size, the fourth and fifth its start and
 * duration) and ends with the data needed to read it, so that a chunk that is cut off is lost.
 *
 * @param whole the number of complete chunks
 * @param cut whether an incomplete one follows
 * @param startNanos the start of the first chunk, since the epoch; 0 if there is none
 * @param endNanos the end of the last complete chunk, since the epoch; 0 if there is none
 */
public record ChunkHeaders(int whole, boolean cut, long startNanos, long endNanos) {
    private static final int MAGIC = 0x464c5200; // FLR, 0
    private static final int SIZE_AT = 8;
    private static final int CONSTANTS_AT = 16;
    private static final int START_AT = 32;
    private static final int DURATION_AT = 40;
    private static final int FEATURES_AT = 64;
    private static final int COMPRESSED_INTEGERS = 1;
    private static final int HEADER_BYTES = 68;

    /** The head of an event of constants: more than its five numbers can occupy. */
    private static final int CONSTANTS_HEAD_BYTES = 64;

    /**
     * Returns whether a file begins like a recording.
     *
     * @param head its first bytes
     * @return whether the magic number is there
     */
    public static boolean isRecording(ByteBuffer head) {
        return head.remaining() >= Integer.BYTES && head.getInt(head.position()) == MAGIC;
    }

    /**
     * Reads the headers.
     *
     * @param file a recording
     * @return the headers
     * @throws IOException if the file cannot be read, or would keep a parser in an endless loop; the message names it
     */
    public static ChunkHeaders of(Path file) throws IOException {
        int whole = 0;
        boolean cut = false;
        long start = 0;
        long end = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            long at = 0;
            while (at < channel.size() && !cut) {
                read(channel, header.clear(), at);
                cut = header.remaining() < HEADER_BYTES
                        || !isRecording(header)
                        || header.getLong(SIZE_AT) < HEADER_BYTES
                        || header.getLong(SIZE_AT) > channel.size() - at;
                if (!cut) {
                    start = whole == 0 ? header.getLong(START_AT) : start;
                    end = Math.max(end, header.getLong(START_AT) + header.getLong(DURATION_AT));
                    whole++;
                    if ((header.getInt(FEATURES_AT) & COMPRESSED_INTEGERS) != 0) {
                        requireEnd(file, channel, at, header.getLong(CONSTANTS_AT), whole);
                    }
                    at += header.getLong(SIZE_AT);
                }
            }
        }
        return new ChunkHeaders(whole, cut, start, end);
    }

    /**
     * Checks that the chain of constants ends. The constants of a chunk are a chain from the last to the first, each
     * with the distance to the one before, which parsers follow. In a damaged chunk the chain may be circular.
     */
    private static void requireEnd(Path file, FileChannel channel, long chunk, long last, int number)
            throws IOException {
        ByteBuffer head = ByteBuffer.allocate(CONSTANTS_HEAD_BYTES);
        long at = last;
        long distance = at > 0 ? distance(channel, head, chunk + at) : 0;
        while (distance != 0) {
            if (distance > 0 || at + distance < HEADER_BYTES) {
                throw new IOException(
                        file + ": this recording is damaged: the constants of chunk " + number + " are no chain");
            }
            at += distance;
            distance = distance(channel, head, chunk + at);
        }
    }

    /**
     * Reads the distance, which follows size, type, time and duration; 0 where nothing can be read, which the parser
     * reports.
     */
    private static long distance(FileChannel channel, ByteBuffer head, long at) throws IOException {
        read(channel, head.clear(), at);
        for (int i = 0; i < 4; i++) {
            number(head);
        }
        return number(head);
    }

    /** Decodes seven bits a byte, the lowest first; the ninth byte has eight. */
    private static long number(ByteBuffer from) {
        long result = 0;
        for (int i = 0; i < Long.BYTES && from.hasRemaining(); i++) {
            byte b = from.get();
            result |= (b & 0x7FL) << (7 * i);
            if (b >= 0) {
                return result;
            }
        }
        return from.hasRemaining() ? result | (from.get() & 0xFFL) << (7 * Long.BYTES) : 0;
    }

    private static void read(FileChannel channel, ByteBuffer header, long from) throws IOException {
        long at = from;
        while (header.hasRemaining()) {
            int count = channel.read(header, at);
            if (count < 0) {
                break;
            }
            at += count;
        }
        header.flip();
    }
}
