package io.heddle.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
     * @param options as for {@link java.nio.channels.FileChannel#open(Path, Set,
     *     java.nio.file.attribute.FileAttribute...)}
     * @return the file, or {@code null} if it is to be opened by its channel, and nothing has happened to it
     * @throws IOException what {@code FileChannel.open} throws: it cannot be opened
     */
    default @Nullable Handle open(Path path, Set<? extends OpenOption> options) throws IOException {
        return null;
    }

    /**
     * Takes over an open channel, if the backend needs more of it. Called by a thread that nobody interrupts.
     *
     * @param channel any; its position is the same afterwards
     * @return the file, or {@code null} if the channel is all that is needed, or to be had
     * @throws IOException if the channel is closed
     */
    default @Nullable Handle adopt(FileChannel channel) throws IOException {
        return null;
    }

    /** What {@link #readNow} answers if the read would have to wait. */
    int WOULD_WAIT = -1;

    /**
     * Reads into a whole buffer if that takes no waiting, on the calling thread.
     *
     * @param handle what this backend has opened
     * @param into a writable buffer with room; its position advances if the read is done
     * @param offset the byte offset in the file, 0 or more
     * @return the bytes read: all that there is room for, or 0 at the end of the file; or {@link #WOULD_WAIT}, and
     *     nothing has happened
     */
    default int readNow(Handle handle, ByteBuffer into, long offset) {
        return WOULD_WAIT;
    }

    /**
     * Tells whether a transfer can be {@linkplain #begin begun} without a worker that waits for its end. It may be
     * {@linkplain #move moved} all the same; and a sync may be {@linkplain Transfer#strengthen strengthened} before it
     * is begun.
     *
     * @param transfer what to move
     * @return whether this backend takes it whole
     */
    default boolean takesWhole(Transfer transfer) {
        return false;
    }

    /**
     * Begins a transfer that this backend {@linkplain #takesWhole takes whole}, and does not wait for its end. Where
     * the calling thread {@linkplain Transfer#isWaitedFor waits for it} anyway, it may take as long as {@link #move}.
     *
     * @param transfer what to move; not to be touched before it is over
     * @param ending told of the end, unless it comes at once
     * @return whether the transfer is over already; then {@code ending} is not told
     */
    default boolean begin(Transfer transfer, Ending ending) {
        throw new UnsupportedOperationException(name() + " takes no transfer whole");
    }

    /**
     * Tries to cancel a transfer that was {@linkplain #begin begun}. Interrupts nothing, and may wait for a short time
     * until it is known whether it was possible. No lock may be held that the transfer's {@link Ending} takes.
     *
     * @param ticket the {@linkplain Transfer#ticket() transfer's}; it does no harm if that is over, or described anew
     * @return {@code true} if the transfer has ended by this with a {@link CancelledTransferException}, and no byte was
     *     or will be moved: its ending has been told, on the calling thread. {@code false} if it goes on as if nothing
     *     had happened, or is over
     */
    default boolean cancel(long ticket) {
        return false;
    }

    /**
     * Does one transfer and returns when it is done. A virtual thread parks meanwhile, or holds its carrier, for which
     * {@link Carriers} makes up.
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
