package io.heddle.linux;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds the descriptors of the JDK's channels. The JDK does not tell them, but the kernel tells each descriptor's
 * position: a channel is moved to one that was drawn at random, and after one descriptor was found there to another.
 * Only the channel's own is in both places.
 *
 * <p>All calls on channels are made by threads that nobody interrupts.
 */
final class Descriptors {
    private static final Path ALL = Path.of("/proc/self/fd");
    private static final Path DETAILS = Path.of("/proc/self/fdinfo");
    private static final int TRIES = 3;

    private Descriptors() {}

    // ---- many at once, of files whose position nobody uses

    /** Gives files descriptors of their own: each of this JVM's is looked at once, however many files there are. */
    static void join(Collection<EarlyFile> files) {
        Collection<EarlyFile> left = files;
        for (int turn = 0; turn < TRIES && !left.isEmpty(); turn++) { // an append in between has moved a file
            left = joinSome(left);
        }
    }

    /** Returns those that were not found. */
    private static Collection<EarlyFile> joinSome(Collection<EarlyFile> files) {
        Map<Long, EarlyFile> marked = new HashMap<>();
        for (EarlyFile file : files) {
            long mark;
            do {
                mark = mark();
            } while (marked.containsKey(mark));
            if (file.move(mark)) {
                marked.put(mark, file);
            }
        }
        try {
            for (int descriptor : all()) {
                long position = Libc.position(descriptor);
                EarlyFile file = marked.get(position);
                if (file != null && file.join(descriptor, mark())) {
                    marked.remove(position);
                }
            }
        } catch (IOException hidden) {
            return List.of(); // they stay where they are
        }
        return marked.values();
    }

    /** 2 GiB are few enough for every file system. */
    private static long mark() {
        return ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    }

    // ---- one whose position is its user's

    /**
     * A descriptor.
     *
     * @param number of the JVM's
     * @param flags that it was opened with
     */
    record Found(int number, int flags) {}

    /**
     * Finds the descriptor of an open channel, and leaves the channel's position as it was. While it looks, no other
     * thread may use that. Needs no native access.
     *
     * @return {@code null} if it was not found
     */
    static @Nullable Found find(FileChannel channel) throws IOException {
        if (!Files.isDirectory(DETAILS)) {
            return null;
        }
        long before = channel.position();
        try {
            for (int turn = 0; turn < TRIES; turn++) {
                Found found = findMarked(channel);
                if (found != null) {
                    return found;
                }
            }
            return null;
        } finally {
            channel.position(before);
        }
    }

    private static @Nullable Found findMarked(FileChannel channel) throws IOException {
        long first = mark();
        channel.position(first);
        for (int descriptor : all()) {
            if (isAt(first, descriptor)) {
                long second = mark();
                channel.position(second);
                if (isAt(second, descriptor)) {
                    return new Found(descriptor, Integer.parseInt(detail(descriptor, 1), 8));
                }
                channel.position(first);
            }
        }
        return null;
    }

    private static boolean isAt(long mark, int descriptor) {
        try {
            return detail(descriptor, 0).equals(Long.toString(mark));
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** The position in the first line, the flags in the second. */
    private static String detail(int descriptor, int line) throws IOException {
        String[] lines =
                Files.readString(DETAILS.resolve(Integer.toString(descriptor))).split("\n", 3);
        return lines[line].substring(lines[line].indexOf('\t') + 1);
    }

    /** Returns all descriptors, the highest first: the youngest most likely. */
    private static List<Integer> all() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(ALL)) {
            for (Path each : all) {
                numbers.add(Integer.valueOf(each.getFileName().toString()));
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        numbers.sort(Comparator.reverseOrder());
        return numbers;
    }
}
