package io.heddle.backend;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** What a backend keeps of a file that it has opened or taken over itself. */
public interface Handle extends Closeable {
    /**
     * Returns the file's channel, for all that the backend does not do by itself.
     *
     * @return a channel of the same file, which is closed with this
     */
    FileChannel channel();

    /**
     * Returns the file's size at this moment. An interrupted thread may call this; it stays interrupted, and the file
     * open.
     *
     * @return bytes
     * @throws IOException if the file is closed, or its size cannot be told
     */
    default long size() throws IOException {
        return Uninterrupted.call(channel()::size);
    }

    /**
     * Tells whether a channel that was taken over is known to be open for appending.
     *
     * @return {@code false} if that is not known
     */
    default boolean isAppending() {
        return false;
    }
}
