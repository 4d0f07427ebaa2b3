package io.heddle.uring;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which descriptor a channel has. The JDK does not tell, but the kernel tells each descriptor's position: the channel is
 * moved to one that was drawn at random, and after one descriptor was found there to another. Only the channel's own is in
 * both places.
 */
final class Descriptors {
    private static final Path ALL = Path.of("/proc/self/fdinfo");
    private static final int TRIES = 3;

    private Descriptors() {}

    /**
     * Finds a channel's descriptor. The channel must be of a regular file and nobody else's: its position, which no request
     * goes by, is changed.
     *
     * @return the file in {@code /proc/self/fd}, or {@code null} if it was not found
     */
    static @Nullable Path find(FileChannel channel) throws IOException {
        for (int turn = 0; turn < TRIES; turn++) { // an append in between has moved it
            String mark = mark(channel);
            try (DirectoryStream<Path> all = Files.newDirectoryStream(ALL)) {
                for (Path each : all) {
                    if (isAt(mark, each) && isAt(mark(channel), each)) {
                        return Path.of("/proc/self/fd").resolve(each.getFileName());
                    }
                }
            } catch (DirectoryIteratorException failed) {
                throw failed.getCause();
            }
        }
        return null;
    }

    /** Moves the channel, and returns how the kernel describes that. 2 GiB are few enough for every file system. */
    private static String mark(FileChannel channel) throws IOException {
        int position = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        channel.position(position);
        return "pos:\t" + position + "\n";
    }

    private static boolean isAt(String mark, Path descriptor) {
        try {
            return Files.readString(descriptor).startsWith(mark);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
