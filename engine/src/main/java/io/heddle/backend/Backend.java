package io.heddle.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Moves the bytes of transfers. Implementations are safe for use by any number of threads. */
public interface Backend {
    /**
     * Returns the name of the backend in traces and options.
     *
     * @return a short name in lower case
     */
    String name();

    /**
     * Opens a file, if the backend needs more than its channel.
     *
     * @param path the file's path
     * @param options as for {@link java.nio.channels.FileChannel#open(Path, Set,
     *     java.nio.file.attribute.FileAttribute...)}
     * @return the file; or {@code null}, without any effect on the file, if a channel is to be opened instead
     * @throws IOException as {@code FileChannel.open}: if the file cannot be opened
     */
    default @Nullable Handle open(Path path, Set<? extends OpenOption> options) throws IOException {
        return null;
    }

    /**
     * Takes over an open channel, if the backend needs more than the channel. Called by a thread that is never
     * interrupted.
     *
     * @param channel any; its position is unchanged afterwards
     * @return the file, or {@code null} if the backend needs only the channel or can obtain nothing more
     * @throws IOException if the channel is closed
     */
    default @Nullable Handle adopt(FileChannel channel) throws IOException {
        return null;
    }

    /** The result of {@link #readNow} if the read would have to wait. */
    int WOULD_WAIT = -1;

    /**
     * Fills a buffer on the calling thread, if that does not require waiting.
     *
     * @param handle a file that this backend has opened
     * @param into a writable buffer with room; its position advances if bytes are read
     * @param offset the byte offset in the file, 0 or more
     * @return the number of bytes read: all that there is room for, or 0 at the end of the file; or {@link #WOULD_WAIT}
     *     if nothing has happened
     */
    default int readNow(Handle handle, ByteBuffer into, long offset) {
        return WOULD_WAIT;
    }

    /**
     * Returns whether this backend can do a transfer asynchronously: whether the transfer can be {@linkplain #begin
     * begun} without a worker that waits for its completion. The transfer may still be {@linkplain #move moved}
     * instead. A sync may be {@linkplain Transfer#strengthen strengthened} before it is begun.
     *
     * @param transfer the transfer
     * @return whether {@link #begin} accepts it
     */
    default boolean takesWhole(Transfer transfer) {
        return false;
    }

    /**
     * Returns whether {@link #move} of a transfer is known to return without waiting for anything.
     *
     * @param transfer the transfer
     * @return {@code false} unless it moves no bytes, and calls no code but the engine's
     */
    default boolean movesAtOnce(Transfer transfer) {
        return false;
    }

    /**
     * Begins a transfer that this backend {@linkplain #takesWhole does asynchronously}, and does not wait for its
     * completion. If the calling thread {@linkplain Transfer#isWaitedFor waits for it} anyway, this may take as long as
     * {@link #move}.
     *
     * @param transfer the transfer; the caller must not touch it before it has completed
     * @param ending notified of the completion, unless the transfer completes within this call
     * @return {@code true} if the transfer has already completed; then {@code ending} is not notified
     */
    default boolean begin(Transfer transfer, Ending ending) {
        throw new UnsupportedOperationException(name() + " takes no transfer whole");
    }

    /**
     * Tries to cancel a transfer that was {@linkplain #begin begun}. Interrupts nothing, and may wait for a short time
     * until the outcome is known. The caller must not hold a lock that the transfer's {@link Ending} takes.
     *
     * @param ticket the ticket of {@linkplain Transfer#ticket() the transfer}; harmless if the transfer has completed
     *     or was described anew
     * @return {@code true} if this call has ended the transfer with a {@link CancelledTransferException}, and no byte
     *     was or will be moved: its ending was notified on the calling thread. {@code false} if the transfer continues
     *     unaffected, or has completed
     */
    default boolean cancel(long ticket) {
        return false;
    }

    /**
     * Does one transfer and returns when it has completed. Meanwhile a virtual thread parks, or holds its carrier, for
     * which {@link Carriers} compensates.
     *
     * <p>An interrupt does not end the transfer early. No interrupt may be pending on a platform thread that calls
     * this.
     *
     * @param transfer the transfer
     * @return the number of bytes moved, 0 at the end of the file and for a sync
     * @throws ShortTransferException if an error occurred after a part was moved
     * @throws IOException if nothing was moved because of an error
     */
    long move(Transfer transfer) throws IOException;
}
