package io.heddle.bench.goal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** The files that goals read: random bytes in the lab's folder. */
final class DataFiles {
    private static final int PIECE_BYTES = 1 << 20;

    private DataFiles() {}

    /** Makes a file, unless there is one of this size already. It is synced, and in the page cache. */
    static Path ofSize(Lab lab, long bytes) throws IOException {
        Path file = lab.folder().resolve("random-" + bytes + ".dat");
        if (!Files.exists(file)) {
            lab.say("writing " + (bytes >> 20) + " MiB to " + file);
            fill(file, bytes);
        }
        return file;
    }

    private static void fill(Path file, long size) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        byte[] piece = new byte[PIECE_BYTES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long offset = 0; offset < size; offset += PIECE_BYTES) {
                random.nextBytes(piece);
                ByteBuffer bytes = ByteBuffer.wrap(piece, 0, (int) Math.min(PIECE_BYTES, size - offset));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
    }
}
