package io.heddle.report.output;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lock that gives a folder of results to one program at a time. The owner holds a lock of the operating system on the
 * file {@code .heddle.lock}, which contains its process id. The system releases the lock when its owner dies, so a file
 * without a living owner locks out no other program. Where the file system does not support locks, nothing is locked.
 *
 * <p>The owner removes the file. A process that has opened it before would lock a file that no other process can find:
 * so the owner marks it as released before it releases the lock, and a process that reads the mark opens the file anew.
 */
public final class FolderLock implements Closeable {
    private static final String NAME = ".heddle.lock";
    private static final String RELEASED = "released";
    private static final int LONGEST = 64;

    /** The locks held by this JVM. To open and close a locked file once more would release the lock. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path folder;
    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        file = folder.resolve(NAME);
        this.channel = channel;
    }

    /**
     * Locks a folder.
     *
     * @param folder an existing folder
     * @return the lock, to be closed by the caller
     * @throws IOException if another program has locked it, or the file of the lock cannot be written
     */
    public static FolderLock of(Path folder) throws IOException {
        Path real = folder.toRealPath();
        synchronized (HELD) {
            if (HELD.contains(real)) {
                throw taken(folder, String.valueOf(ProcessHandle.current().pid()));
            }
            FolderLock lock = null;
            while (lock == null) {
                synchronized (TemporaryFiles.LOCK) { // a shutdown must not find a file that is not registered yet
                    lock = attempt(folder, real);
                }
            }
            HELD.add(real);
            return lock;
        }
    }

    private static @Nullable FolderLock attempt(Path folder, Path real) throws IOException {
        Path file = real.resolve(NAME);
        requireRegularOrAbsent(file);
        FileChannel channel = TemporaryFiles.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try {
            if (!isLocked(channel)) {
                throw taken(folder, read(channel));
            }
            if (read(channel).equals(RELEASED)) {
                channel.close();
                return null;
            }
            write(channel, String.valueOf(ProcessHandle.current().pid()));
            TemporaryFiles.removeAtEnd(file);
            return new FolderLock(real, channel);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Checks the file with a single call: between two of them the owner may remove it. */
    private static void requireRegularOrAbsent(Path file) throws IOException {
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isRegularFile()) {
                throw new FileSystemException(file.toString(), null, "it is not a regular file; remove it");
            }
        } catch (NoSuchFileException absent) {
            // The file is absent, as expected.
        }
    }

    private static boolean isLocked(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (IOException notOffered) {
            return true;
        }
    }

    private static FileSystemException taken(Path folder, String owner) {
        return new FileSystemException(
                folder.toString(),
                null,
                "another run writes its results there" + (owner.isEmpty() ? "" : ", process " + owner));
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        String text = US_ASCII.decode(bytes.flip()).toString().strip();
        return text.equals(RELEASED) || text.chars().allMatch(Character::isDigit) ? text : "";
    }

    private static void write(FileChannel channel, String text) throws IOException {
        channel.truncate(0);
        channel.write(US_ASCII.encode(text + "\n"), 0);
    }

    /** Releases the folder. */
    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            try (channel) {
                TemporaryFiles.removeOnce(file);
                write(channel, RELEASED);
            } finally {
                HELD.remove(folder);
            }
        }
    }
}
