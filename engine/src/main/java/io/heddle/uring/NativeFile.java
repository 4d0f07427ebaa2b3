package io.heddle.uring;

import io.heddle.backend.AlignedChannel;
import io.heddle.backend.DirectOption;
import io.heddle.backend.Handle;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file's descriptor, beside its channel. The descriptor is opened first and the channel from {@code /proc/self/fd}: so both
 * are of the same file, whatever becomes of its name.
 */
final class NativeFile implements Handle {
    private static final int RIGHTS = 0666; // as the JDK; the process's umask takes from it
    private static final Set<OpenOption> KNOWN = Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND,
            StandardOpenOption.CREATE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.SYNC,
            StandardOpenOption.DSYNC,
            StandardOpenOption.SPARSE);
    private static final Set<OpenOption> MAKING = Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.SPARSE);

    private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final boolean IS_ARM = System.getProperty("os.arch").equals("aarch64");
    private static final int O_DIRECT = IS_ARM ? 0x1_0000 : 0x4000;

    final int descriptor;

    /** Does it bypass the page cache? Then offset, length and address must fit the device's blocks. */
    final boolean direct;

    private final FileChannel channel;

    /** Does the file system tell what is in the page cache? Found out by the first that asks. */
    volatile boolean tellsCached;

    // Are looks into the page cache held up, and until when is that believed?
    private volatile boolean heldUp;
    private volatile long heldUpUntil;

    /** Of the descriptor, beside the requests, for which a close waits. */
    private final Users users = new Users();

    NativeFile(int descriptor, boolean direct, FileChannel channel) {
        this.descriptor = descriptor;
        this.direct = direct;
        tellsCached = !direct;
        this.channel = channel;
    }

    /** Can what is in the page cache be had at once, as far as is known? */
    boolean canLook() {
        if (!tellsCached) {
            return false;
        }
        if (heldUp && System.nanoTime() - heldUpUntil >= 0) {
            heldUp = false;
        }
        return !heldUp;
    }

    /** Has reads go by the ring for a while, see {@link Looks}. */
    void heldUp() {
        heldUpUntil = System.nanoTime() + HELD_UP_NANOS;
        heldUp = true;
    }

    /**
     * Opens a file, if its options are among those that are known.
     *
     * @return the file, or {@code null} if it is to be opened by its channel alone, whose exceptions are the right ones
     */
    static @Nullable NativeFile open(Path path, Set<? extends OpenOption> options) {
        if (!isPossible(path, options)) {
            return null;
        }
        int descriptor = Libc.open(path.toAbsolutePath().toString(), flags(options), RIGHTS);
        if (descriptor < 0) {
            return null;
        }
        try {
            FileChannel channel = AlignedChannel.open(Path.of("/proc/self/fd/" + descriptor), again(options));
            return new NativeFile(descriptor, DirectOption.isIn(options), channel);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException noSecondDescriptor) {
            int _ = Libc.close(descriptor);
            return null;
        }
    }

    /**
     * Adds a descriptor to a channel that was opened before.
     *
     * @param options those that it was opened with
     * @return the file, or {@code null} if it cannot be opened twice
     */
    static @Nullable NativeFile of(FileChannel channel, Set<? extends OpenOption> options) {
        try {
            Path known = Descriptors.find(channel);
            int descriptor = known == null ? -1 : Libc.open(known.toString(), flags(again(options)), RIGHTS);
            return descriptor < 0 ? null : new NativeFile(descriptor, DirectOption.isIn(options), channel);
        } catch (IOException closedOrHidden) {
            return null;
        }
    }

    /** What the backend has of a transfer's file, if it has anything. */
    static @Nullable NativeFile of(@Nullable Handle handle) {
        if (handle instanceof NativeFile file) {
            return file;
        }
        return handle instanceof EarlyFile file ? file.joined() : null;
    }

    /** The options for opening a file once more that is there already. */
    private static Set<OpenOption> again(Set<? extends OpenOption> options) {
        Set<OpenOption> again = new HashSet<>(options);
        again.removeAll(MAKING);
        return again;
    }

    /** Is it a file, opened in a way, that a descriptor beside the channel is of use for? */
    static boolean isPossible(Path path, Set<? extends OpenOption> options) {
        return path.getFileSystem() == FileSystems.getDefault() && areKnown(options) && isRegular(path);
    }

    private static boolean areKnown(Set<? extends OpenOption> options) {
        for (OpenOption option : options) { // no stream: see DirectOption
            if (!KNOWN.contains(option) && !DirectOption.is(option)) {
                return false;
            }
        }
        return true;
    }

    /** An existing device or pipe is not opened twice: that may block, or do something. */
    private static boolean isRegular(Path path) {
        return Files.isRegularFile(path) || Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static int flags(Set<? extends OpenOption> options) {
        boolean appends = options.contains(StandardOpenOption.APPEND);
        boolean writes = appends || options.contains(StandardOpenOption.WRITE);
        boolean reads = !writes || options.contains(StandardOpenOption.READ);
        int flags = Libc.O_CLOEXEC | (writes ? reads ? Libc.O_RDWR : Libc.O_WRONLY : 0);
        if (writes && options.contains(StandardOpenOption.CREATE_NEW)) {
            flags |= Libc.O_CREAT | Libc.O_EXCL;
        } else if (writes && options.contains(StandardOpenOption.CREATE)) {
            flags |= Libc.O_CREAT;
        }
        if (writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            flags |= Libc.O_TRUNC;
        }
        flags |= appends ? Libc.O_APPEND : 0;
        flags |= DirectOption.isIn(options) ? O_DIRECT : 0;
        flags |= options.contains(StandardOpenOption.SYNC) ? Libc.O_SYNC : 0;
        flags |= options.contains(StandardOpenOption.DSYNC) ? Libc.O_DSYNC : 0;
        return flags;
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    /** The descriptor once only: by the second time the number may be another file's. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (users.close()) {
                int _ = Libc.close(descriptor);
            }
        }
    }

    // ---- for those who are no requests

    /**
     * Keeps the descriptor open until {@link #leave}: a number that is closed in between may be another file's already.
     *
     * @return {@code false} if it is closed
     */
    boolean enter() {
        return users.enter();
    }

    /** Who leaves last closes the descriptor, if that is due. */
    void leave() {
        if (users.leave()) {
            int _ = Libc.close(descriptor);
        }
    }
}
