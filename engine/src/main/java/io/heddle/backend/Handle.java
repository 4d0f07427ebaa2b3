package io.heddle.backend;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** The state that a backend keeps of a file that it has opened or taken over. */
public interface Handle extends Closeable {
    /**
     * Returns the file's channel, for everything that the backend does not do itself.
     *
     * @return a channel of the same file, which is closed with this
     */
    FileChannel channel();

    /**
     * Returns the file's current size. An interrupted thread may call this; it stays interrupted, and the file stays
     * open.
     *
     * @return bytes
     * @throws IOException if the file is closed, or its size cannot be determined
     */
    default long size() throws IOException {
        return Uninterrupted.call(channel()::size);
    }

    /**
     * Returns whether a channel that was taken over is known to be open for appending.
     *
     * @return {@code false} if that is not known
     */
    default boolean isAppending() {
        return false;
    }
}
