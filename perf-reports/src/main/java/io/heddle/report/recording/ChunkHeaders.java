package io.heddle.report.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the headers of a recording's chunks say. A recording is a row of chunks; each begins with a header of fixed layout
 * (magic, version, then 64-bit big-endian numbers, the first being the chunk's size, the fourth and fifth its start and
 * duration) and ends with what is needed to read it, so that a chunk that is cut off is lost.
 *
 * @param whole chunks that are there completely
 * @param cut whether another one has begun that is not
 * @param startNanos the start of the first chunk, since the epoch; 0 if there is none
 * @param endNanos the end of the last whole chunk, since the epoch; 0 if there is none
 */
public record ChunkHeaders(int whole, boolean cut, long startNanos, long endNanos) {
    private static final int MAGIC = 0x464c5200; // FLR, 0
    private static final int SIZE_AT = 8;
    private static final int START_AT = 32;
    private static final int DURATION_AT = 40;
    private static final int HEADER_BYTES = 68;

    /**
     * Tells whether a file begins like a recording.
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
     * @return what they say
     * @throws IOException if the file cannot be read
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
                    at += header.getLong(SIZE_AT);
                }
            }
        }
        return new ChunkHeaders(whole, cut, start, end);
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
