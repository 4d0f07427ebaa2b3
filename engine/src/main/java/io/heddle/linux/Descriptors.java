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
 * Finds the descriptors of the JDK's channels. The JDK does not expose them, but the kernel exposes each descriptor's
 * position. A channel is moved to a random position, and to another one once a descriptor was found at the first. Only
 * the channel's own descriptor is at both positions.
 *
 * <p>All calls on channels are made by threads that are never interrupted.
 */
final class Descriptors {
    private static final Path ALL = Path.of("/proc/self/fd");
    private static final Path DETAILS = Path.of("/proc/self/fdinfo");
    private static final int TRIES = 3;

    private Descriptors() {}

    // ---- many at once, of files whose position is not in use

    /**
     * Gives files descriptors of their own. A pass reads each descriptor of this JVM once, regardless of the number of
     * files.
     */
    static void join(Collection<EarlyFile> files) {
        Collection<EarlyFile> left = files;
        for (int turn = 0; turn < TRIES && !left.isEmpty(); turn++) { // an append during a pass moves its file
            left = joinSome(left);
        }
    }

    /** Makes one pass. Returns the files that were not found. */
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
            return List.of(); // the files keep using their channels
        }
        return marked.values();
    }

    /** Returns a random position. Every file system allows positions up to 2 GiB. */
    private static long mark() {
        return ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    }

    // ---- one channel, whose position belongs to its user

    /**
     * A descriptor.
     *
     * @param number the number of the descriptor in this JVM
     * @param flags the flags with which it was opened
     */
    record Found(int number, int flags) {}

    /**
     * Finds the descriptor of an open channel, and restores the channel's position. During the search no other thread
     * may use the position. Needs no native access.
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

    /** Returns a value of a descriptor: the position is on line 0, the flags are on line 1. */
    private static String detail(int descriptor, int line) throws IOException {
        String[] lines =
                Files.readString(DETAILS.resolve(Integer.toString(descriptor))).split("\n", 3);
        return lines[line].substring(lines[line].indexOf('\t') + 1);
    }

    /** Returns all descriptors, the highest first: the most recently opened are probably there. */
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
