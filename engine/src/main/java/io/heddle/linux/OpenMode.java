package io.heddle.linux;

import io.heddle.backend.DirectOption;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The flags of an open(2) that correspond to the options of {@code FileChannel.open}, and the exceptions that {@code
 * FileChannel.open} throws for its errors, as in {@code sun.nio.fs.UnixChannelFactory} and {@code UnixException}.
 * {@code OpenMatrixTest} compares the two for every set of options.
 */
record OpenMode(int flags, boolean direct, boolean appending, boolean deleteOnClose) {
    private static final boolean IS_ARM = System.getProperty("os.arch").equals("aarch64");
    static final int O_DIRECT = IS_ARM ? 0x1_0000 : 0x4000;
    private static final int O_NOFOLLOW = IS_ARM ? 0x8000 : 0x2_0000;

    private static final Set<OpenOption> KNOWN = Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND,
            StandardOpenOption.CREATE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.DELETE_ON_CLOSE,
            StandardOpenOption.SYNC,
            StandardOpenOption.DSYNC,
            StandardOpenOption.SPARSE,
            LinkOption.NOFOLLOW_LINKS);

    /**
     * Converts options.
     *
     * @return {@code null} if some are unknown or contradictory: {@code FileChannel.open} knows more options, or throws
     *     the right exception before it has any effect
     */
    static @Nullable OpenMode of(Set<? extends OpenOption> options) {
        if (!areKnown(options)) {
            return null;
        }
        boolean appends = options.contains(StandardOpenOption.APPEND);
        boolean writes = appends || options.contains(StandardOpenOption.WRITE);
        boolean reads = !writes || options.contains(StandardOpenOption.READ);
        if (appends && (reads || options.contains(StandardOpenOption.TRUNCATE_EXISTING))) {
            return null;
        }
        boolean creates = options.contains(StandardOpenOption.CREATE_NEW);
        boolean deletes = options.contains(StandardOpenOption.DELETE_ON_CLOSE);
        int flags = Libc.O_CLOEXEC | (writes ? reads ? Libc.O_RDWR : Libc.O_WRONLY : 0);
        if (writes && creates) {
            flags |= Libc.O_CREAT | Libc.O_EXCL;
        } else if (writes && options.contains(StandardOpenOption.CREATE)) {
            flags |= Libc.O_CREAT;
        }
        if (writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            flags |= Libc.O_TRUNC;
        }
        if (!creates && (deletes || options.contains(LinkOption.NOFOLLOW_LINKS))) {
            flags |= O_NOFOLLOW;
        }
        boolean direct = DirectOption.isIn(options);
        flags |= appends ? Libc.O_APPEND : 0;
        flags |= direct ? O_DIRECT : 0;
        flags |= options.contains(StandardOpenOption.SYNC) ? Libc.O_SYNC : 0;
        flags |= options.contains(StandardOpenOption.DSYNC) ? Libc.O_DSYNC : 0;
        return new OpenMode(flags, direct, appends, deletes);
    }

    private static boolean areKnown(Set<? extends OpenOption> options) {
        for (OpenOption option : options) { // not a stream: see DirectOption
            if (!KNOWN.contains(option) && !DirectOption.is(option)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the flags of a descriptor contain {@code O_DIRECT}. */
    static boolean isDirect(int flags) {
        return (flags & O_DIRECT) != 0;
    }

    /** Returns the exception that {@code FileChannel.open} throws when its open(2) fails. */
    IOException failure(Path path, int errno) {
        String name = path.toString();
        boolean exists = errno == Libc.EEXIST || (errno == Libc.EISDIR && (flags & Libc.O_EXCL) != 0);
        if (exists) {
            return new FileAlreadyExistsException(name);
        }
        return switch (errno) {
            case Libc.ENOENT -> new NoSuchFileException(name);
            case Libc.EACCES -> new AccessDeniedException(name);
            case Libc.ELOOP -> {
                String message = Libc.message(errno);
                yield (flags & O_NOFOLLOW) != 0
                        ? new IOException(message + " (NOFOLLOW_LINKS specified)")
                        : new FileSystemException(
                                name, null, message + " or unable to access attributes of symbolic link");
            }
            default -> new FileSystemException(name, null, Libc.message(errno));
        };
    }
}
