package io.heddle.backend;

import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Moves the bytes of transfers. Implementations may be used by any number of threads. */
public interface Backend {
    /**
     * Returns what the backend is called in traces and options.
     *
     * @return a short name in lower case
     */
    String name();

    /**
     * Opens a file, if the backend needs more of it than a channel.
     *
     * @param path where it is
     * @param options as for {@link java.nio.channels.FileChannel#open(Path, Set, java.nio.file.attribute.FileAttribute...)}
     * @return the file, or {@code null} if it is to be opened by its channel: then that also tells what is wrong with it
     */
    default @Nullable Handle open(Path path, Set<? extends OpenOption> options) {
        return null;
    }

    /**
     * Does one transfer and returns when it is done. A virtual thread parks meanwhile; its carrier is free.
     *
     * <p>No interrupt shortens it, and none may be pending on a platform thread that calls it.
     *
     * @param transfer what to move
     * @return the number of bytes moved, 0 at the end of the file and for a sync
     * @throws ShortTransferException if an error came after a part was moved
     * @throws IOException if nothing was moved because of an error
     */
    long move(Transfer transfer) throws IOException;
}
