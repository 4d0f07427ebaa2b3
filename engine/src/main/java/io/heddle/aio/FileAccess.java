package io.heddle.aio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The permitted uses of a file, and its alignment. */
record FileAccess(boolean readable, boolean writable, boolean appending, int alignment, String description) {
    /** The access of no file at all. */
    static final FileAccess NONE = new FileAccess(false, false, false, Alignment.NONE, "no file");

    /** The description of a file without a path. */
    static final String ADOPTED = "adopted channel";

    static FileAccess of(Path path, Set<OpenOption> options) {
        boolean appending = options.contains(StandardOpenOption.APPEND);
        boolean writable = appending || options.contains(StandardOpenOption.WRITE);
        boolean readable = !writable || options.contains(StandardOpenOption.READ);
        return new FileAccess(readable, writable, appending, Alignment.NONE, path.toString());
    }

    /**
     * Determines what an open channel permits: the channel checks its mode before it examines the (empty) buffer.
     * Called by a thread that is never interrupted.
     */
    static FileAccess of(FileChannel channel, boolean appending) throws IOException {
        return new FileAccess(canRead(channel), canWrite(channel), appending, Alignment.NONE, ADOPTED);
    }

    FileAccess aligned(int newAlignment) {
        return new FileAccess(readable, writable, appending, newAlignment, description);
    }

    FileAccess appends() {
        return new FileAccess(readable, writable, true, alignment, description);
    }

    private static boolean canRead(FileChannel channel) throws IOException {
        try {
            channel.read(ByteBuffer.allocate(0), 0);
            return true;
        } catch (NonReadableChannelException no) {
            return false;
        }
    }

    private static boolean canWrite(FileChannel channel) throws IOException {
        try {
            channel.write(ByteBuffer.allocate(0), 0);
            return true;
        } catch (NonWritableChannelException no) {
            return false;
        }
    }
}
