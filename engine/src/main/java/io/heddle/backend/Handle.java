package io.heddle.backend;

import java.io.Closeable;
import java.nio.channels.FileChannel;

/** What a backend keeps of a file that it has opened itself. */
public interface Handle extends Closeable {
    /**
     * Returns the file's channel, for all that the backend does not do by itself.
     *
     * @return a channel of the same file, which is closed with this
     */
    FileChannel channel();
}
