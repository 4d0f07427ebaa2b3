package io.heddle.report.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders of this JVM that must not outlive it. Each has a random name, did not exist before, and is
 * accessible only to its user (modes 0600 and 0700). Those that are left are removed when the JVM shuts down, for any
 * reason but SIGKILL and {@link Runtime#halt}; code that halts the JVM calls {@link #removeAll} first.
 *
 * <p>Creation, removal and renaming exclude {@link #removeAll}, after which nothing is created any more: at no moment
 * could a signal leave a file behind.
 *
 * <p>Safe for use by several threads.
 */
public final class TemporaryFiles {
    private static final String FILE_MODE = "rw-------";
    private static final String FOLDER_MODE = "rwx------";
    private static final int RANDOM_BYTES = 8;
    private static final int ATTEMPTS = 100;
    private static final SecureRandom RANDOM = new SecureRandom();
    /** While a thread holds it, {@link #removeAll} does not run. */
    static final Object LOCK = new Object();

    private static final Set<Path> LEFT = new LinkedHashSet<>(); // guarded by LOCK
    private static final Set<Runnable> ENDS = new LinkedHashSet<>(); // guarded by LOCK
    private static boolean hooked; // guarded by LOCK
    private static boolean ended; // guarded by LOCK

    private TemporaryFiles() {}

    @FunctionalInterface
    private interface Maker {
        void make(Path path, FileAttribute<?>... attributes) throws IOException;
    }

    /**
     * Creates an empty file.
     *
     * @param folder its folder
     * @param prefix the beginning of its name
     * @param suffix the end of its name
     * @return the file
     * @throws IOException if it cannot be created, or the JVM is shutting down
     */
    public static Path file(Path folder, String prefix, String suffix) throws IOException {
        return make(folder, prefix, suffix, FILE_MODE, Files::createFile);
    }

    /**
     * Creates an empty folder. It is removed with everything in it.
     *
     * @param parent its parent
     * @param prefix the beginning of its name
     * @return the folder
     * @throws IOException if it cannot be created, or the JVM is shutting down
     */
    public static Path folder(Path parent, String prefix) throws IOException {
        return make(parent, prefix, "", FOLDER_MODE, Files::createDirectory);
    }

    private static Path make(Path folder, String prefix, String suffix, String mode, Maker maker) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        Path path = folder.toAbsolutePath().resolve(prefix + HexFormat.of().formatHex(random) + suffix);
        synchronized (LOCK) {
            refuseAtTheEnd(path);
            maker.make(path, attributes(path, mode));
            LEFT.add(path);
        }
        return path;
    }

    /** Opens a file with a name of its own, in mode 0600 if it is created. */
    static FileChannel open(Path file, OpenOption... options) throws IOException {
        synchronized (LOCK) {
            refuseAtTheEnd(file);
            return FileChannel.open(file, Set.of(options), attributes(file, FILE_MODE));
        }
    }

    /** Registers a file that was not created here to be removed at the end. */
    static void removeAtEnd(Path file) throws IOException {
        synchronized (LOCK) {
            refuseAtTheEnd(file);
            LEFT.add(file);
        }
    }

    /**
     * Runs an action after which other components of this JVM, such as Flight Recorder, create files at any time until
     * they are ended. It happens entirely before the removal, or not at all; the removal first ends the components.
     *
     * @param action the action
     * @param end ends the components, so that they create no more files; run once at most, when the JVM shuts down
     * @throws IOException if the action fails, or the JVM is shutting down
     */
    public static void begin(Action action, Runnable end) throws IOException {
        synchronized (LOCK) {
            refuseAtTheEnd(Path.of("a recording"));
            ENDS.add(end);
            boolean begun = false;
            try {
                action.run();
                begun = true;
            } finally {
                if (!begun) {
                    ENDS.remove(end);
                }
            }
        }
    }

    /**
     * Removes a registration of {@link #begin}, as the component has ended.
     *
     * @param end as it was given there
     */
    public static void ended(Runnable end) {
        synchronized (LOCK) {
            ENDS.remove(end);
        }
    }

    /** An action that must happen before the removal. */
    @FunctionalInterface
    public interface Action {
        /**
         * Runs the action.
         *
         * @throws IOException if it fails
         */
        void run() throws IOException;
    }

    /** Removes a file once. Another process may reuse the name immediately, and its file must stay. */
    static void removeOnce(Path file) throws IOException {
        synchronized (LOCK) {
            if (LEFT.remove(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static FileAttribute<?>[] attributes(Path path, String mode) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        boolean posix = folder != null && Files.getFileStore(folder).supportsFileAttributeView("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static void refuseAtTheEnd(Path path) throws IOException {
        if (!hooked && !ended) {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(TemporaryFiles::removeAll, "heddle-temporary-files"));
                hooked = true;
            } catch (IllegalStateException shuttingDown) {
                ended = true;
            }
        }
        if (ended) {
            throw new FileSystemException(path.toString(), null, "the program is ending");
        }
    }

    /**
     * Renames a temporary file to its target. An existing file or link is replaced, in one step; a link's target is not
     * touched.
     *
     * @param file a file of {@link #file}
     * @param target its new name, on the same file system
     * @throws IOException if it cannot be renamed, or the JVM is shutting down
     */
    static void keep(Path file, Path target) throws IOException {
        synchronized (LOCK) {
            refuseAtTheEnd(target);
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            LEFT.remove(file);
        }
    }

    /**
     * Removes a file, or a folder with everything in it. Links in it are removed, not followed.
     *
     * @param path of {@link #file} or {@link #folder}; it may not exist any more
     * @throws IOException if something cannot be removed
     */
    public static void remove(Path path) throws IOException {
        delete(path);
        synchronized (LOCK) {
            LEFT.remove(path);
        }
    }

    /**
     * Removes all that is left, and makes creations fail from now on. For code that ends the JVM by
     * {@link Runtime#halt}.
     */
    public static void removeAll() {
        synchronized (LOCK) {
            ended = true;
            for (Runnable end : List.copyOf(ENDS)) {
                try {
                    end.run();
                } catch (RuntimeException endedAlready) {
                    // Its files are removed nevertheless.
                }
            }
            ENDS.clear();
            for (Path path : List.copyOf(LEFT)) {
                try {
                    remove(path);
                } catch (IOException stays) {
                    // No caller is left to notify; the removal continues with the others.
                }
            }
        }
    }

    // ---- deletion

    /** Deletes repeatedly, as other threads may still put files into a folder. */
    private static void delete(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(path);
            return;
        }
        for (int attempt = 1; Files.exists(path, LinkOption.NOFOLLOW_LINKS); attempt++) {
            try {
                Files.walkFileTree(path, new Deletion());
            } catch (DirectoryNotEmptyException | NoSuchFileException changed) {
                if (attempt == ATTEMPTS) {
                    throw changed;
                }
            }
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
