package io.heddle.bench.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Files of random bytes, for tests that only read. */
public final class RandomFile {
    private static final int PIECE_BYTES = 1 << 20;

    private RandomFile() {}

    /**
     * Fills a file and syncs it, because only clean pages can be dropped from the page cache.
     *
     * @param file an existing file
     * @param size how many bytes
     * @throws FileSystemException if it cannot be written
     */
    public static void fill(Path file, long size) throws FileSystemException {
        SplittableRandom random = new SplittableRandom(1);
        byte[] piece = new byte[PIECE_BYTES];
        long offset = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (; offset < size; offset += PIECE_BYTES) {
                random.nextBytes(piece);
                ByteBuffer bytes = ByteBuffer.wrap(piece, 0, (int) Math.min(PIECE_BYTES, size - offset));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        } catch (IOException failed) {
            FileSystemException named = new FileSystemException(
                    file.toString(), null, failed.getMessage() + ", at offset " + offset + " of " + size);
            named.initCause(failed);
            throw named;
        }
    }
}
