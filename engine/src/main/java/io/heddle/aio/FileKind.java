package io.heddle.aio;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kinds of file that are supported: those that are read and written at an offset. These are regular files,
 * directories (for a sync), block devices, and devices like {@code /dev/null}. FIFOs, sockets and terminals have no
 * offsets: they are refused before a request could fail because of that. A FIFO and a socket are refused even before
 * they are opened, because the open could wait forever.
 */
final class FileKind {
    private static final int TYPE = 0xF000;
    private static final int FIFO = 0x1000;
    private static final int SOCKET = 0xC000;

    private FileKind() {}

    /**
     * Returns whether a path belongs to the file system of the operating system, rather than to that of an archive or
     * of memory.
     */
    static boolean isOfSystem(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    /** Returns whether a file is of an unusual kind, so that its channel must be checked as well. */
    static boolean isSpecial(Path path) {
        return isOfSystem(path) && !Files.isRegularFile(path) && Files.exists(path) && !Files.isDirectory(path);
    }

    /**
     * Refuses a special file that must not even be opened.
     *
     * @throws AioException ESPIPE or ENOTSUP, depending on the dialect
     */
    static void refuseBeforeOpen(AioProcess process, Path path) throws AioException {
        switch (type(path)) {
            case FIFO -> throw refusal(process, path + " is a FIFO");
            case SOCKET -> throw refusal(process, path + " is a socket");
            default -> {}
        }
    }

    private static int type(Path path) {
        try {
            return Files.getAttribute(path, "unix:mode") instanceof Integer mode ? mode & TYPE : 0;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return 0; // if anything is wrong, the open reports it
        }
    }

    /**
     * Refuses a channel of the JDK that has no offsets. Called by a thread that is never interrupted.
     *
     * @throws AioException ESPIPE or ENOTSUP, depending on the dialect
     * @throws IOException if the channel is closed
     */
    static void refuseWithoutOffsets(AioProcess process, FileChannel channel, String description) throws IOException {
        if (channel.getClass().getModule() != FileChannel.class.getModule()) {
            return; // a third party's channel is trusted to have offsets
        }
        try {
            channel.position();
        } catch (IOException failed) {
            if (Errno.of(failed) == Errno.ESPIPE) {
                throw refusal(process, description + " is a pipe, a socket or a terminal");
            }
            throw failed;
        }
    }

    private static AioException refusal(AioProcess process, String what) {
        return new AioException(
                process.rules().refusedKind(), what + ", it must be a file that is read and written at an offset");
    }
}
