package io.heddle.aio;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What kind of file can be served: one that is read and written at an offset. Those are regular files, folders (for a
 * sync), block devices, and devices like {@code /dev/null}. FIFOs, sockets and terminals have no offsets: they are
 * refused before a request could fail on account of that, a FIFO and a socket even before they are opened, which could
 * wait for ever.
 */
final class FileKind {
    private static final int TYPE = 0xF000;
    private static final int FIFO = 0x1000;
    private static final int SOCKET = 0xC000;

    private FileKind() {}

    /**
     * Returns whether a path belongs to the file system of the operating system, rather than to an archive or a memory.
     */
    static boolean isOfSystem(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    /** Returns whether a file is none of the usual, so that its channel is to be looked at as well. */
    static boolean isSpecial(Path path) {
        return isOfSystem(path) && !Files.isRegularFile(path) && Files.exists(path) && !Files.isDirectory(path);
    }

    /**
     * Refuses a special file that must not even be opened.
     *
     * @throws AioException ESPIPE or ENOTSUP, as the dialect has it
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
            return 0; // the open tells what is wrong, if anything is
        }
    }

    /**
     * Refuses a channel of the JDK's that has no offsets. On a thread that nobody interrupts.
     *
     * @throws AioException ESPIPE or ENOTSUP, as the dialect has it
     * @throws IOException if the channel is closed
     */
    static void refuseWithoutOffsets(AioProcess process, FileChannel channel, String description) throws IOException {
        if (channel.getClass().getModule() != FileChannel.class.getModule()) {
            return; // somebody's own, who answers for it
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
