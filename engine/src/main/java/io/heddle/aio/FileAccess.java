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

/** What a file may be used for. */
record FileAccess(boolean readable, boolean writable, boolean appending, String description) {
    /** No file at all. */
    static final FileAccess NONE = new FileAccess(false, false, false, "no file");

    static FileAccess of(Path path, Set<OpenOption> options) {
        boolean appending = options.contains(StandardOpenOption.APPEND);
        boolean writable = appending || options.contains(StandardOpenOption.WRITE);
        boolean readable = !writable || options.contains(StandardOpenOption.READ);
        return new FileAccess(readable, writable, appending, path.toString());
    }

    /** Finds out what an open channel allows: it checks its mode before it looks at the (empty) buffer. */
    static FileAccess of(FileChannel channel, boolean appending) throws IOException {
        return new FileAccess(canRead(channel), canWrite(channel), appending, "adopted channel");
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
