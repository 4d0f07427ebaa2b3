package io.heddle.context;

import io.heddle.aio.AioFile;
import io.heddle.time.StackRoom;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request of a completion context: {@code RTFILEAIOREQ}. It is created once, then prepared, submitted and handed
 * out by a wait any number of times; a reused request allocates nothing.
 *
 * <pre>
 *   COMPLETED --prepare--> PREPARED --submit--> SUBMITTED --handed out by a wait, or cancelled--> COMPLETED
 *                           ^    |
 *                           +----+  refused for lack of resources: it can be submitted again as it is
 * </pre>
 *
 * <p>A new request is COMPLETED, with success and 0 bytes. Safe for use by any number of threads; the order of two
 * simultaneous calls is arbitrary. While it is submitted, its buffer must not be touched.
 */
public final class IoRequest implements AutoCloseable {
    /** The states of a request: {@code RTFILEAIOREQSTATE}. */
    public enum State {
        /** It is prepared, and can be submitted. */
        PREPARED,
        /** It belongs to a context: it is queued, runs, or is done and not handed out yet. */
        SUBMITTED,
        /** It has a result, or is new. */
        COMPLETED
    }

    /** All mutable state, including the user's object, which is guarded by the same lock. */
    private final Flight flight = new Flight(this);

    /** Creates a request, {@code RTFileAioReqCreate}. It can be used with any context. */
    public IoRequest() {}

    /**
     * Destroys the request, {@code RTFileAioReqDestroy}. It cannot be used afterwards. Closing it again has no effect.
     *
     * @throws ContextException IN_PROGRESS if it is submitted
     */
    @Override
    public void close() throws ContextException {
        StackRoom.requireMore();
        flight.destroy();
    }

    // ---- prepare

    /**
     * Prepares a read, {@code RTFileAioReqPrepareRead}.
     *
     * @param file a file of the process whose context the request will be submitted to
     * @param offset the byte offset in the file, 0 or more
     * @param buffer writable, with at least one byte between its position and its limit; the two are read again when
     *     the request is submitted. The position advances by the number of bytes read
     * @param user any object or {@code null}, see {@link #user}
     * @throws ContextException INVALID_HANDLE if the request is destroyed, IN_PROGRESS if it is submitted,
     *     INVALID_PARAMETER if the offset or the buffer breaks its rule: the request is unchanged
     */
    public void prepareRead(AioFile file, long offset, ByteBuffer buffer, @Nullable Object user)
            throws ContextException {
        StackRoom.requireMore();
        Objects.requireNonNull(buffer, "buffer");
        flight.prepare(Flight.Action.READ, Objects.requireNonNull(file, "file"), offset, buffer, user);
    }

    /**
     * Prepares a write, {@code RTFileAioReqPrepareWrite}.
     *
     * @param file a file of the process whose context the request will be submitted to
     * @param offset the byte offset in the file, 0 or more; ignored if the file is open for appending
     * @param buffer with at least one byte between its position and its limit. The position advances by the number of
     *     bytes written
     * @param user any object or {@code null}, see {@link #user}
     * @throws ContextException as {@link #prepareRead}
     */
    public void prepareWrite(AioFile file, long offset, ByteBuffer buffer, @Nullable Object user)
            throws ContextException {
        StackRoom.requireMore();
        Objects.requireNonNull(buffer, "buffer");
        flight.prepare(Flight.Action.WRITE, Objects.requireNonNull(file, "file"), offset, buffer, user);
    }

    /**
     * Prepares a flush, {@code RTFileAioReqPrepareFlush}: it waits for the reads and writes on the file that were
     * submitted earlier, and forces data and metadata to the device.
     *
     * @param file a file of the process whose context the request will be submitted to
     * @param user any object or {@code null}, see {@link #user}
     * @throws ContextException INVALID_HANDLE if the request is destroyed, IN_PROGRESS if it is submitted
     */
    public void prepareFlush(AioFile file, @Nullable Object user) throws ContextException {
        StackRoom.requireMore();
        flight.prepare(Flight.Action.FLUSH, Objects.requireNonNull(file, "file"), 0, null, user);
    }

    // ---- attributes

    /**
     * Returns the object that was passed when the request was prepared, {@code RTFileAioReqGetUser}.
     *
     * @return any object or {@code null}; {@code null} if the request is destroyed
     */
    public @Nullable Object user() {
        return flight.user();
    }

    /**
     * Returns the state of the request.
     *
     * @return the state; COMPLETED if the request is destroyed
     */
    public State state() {
        return flight.state();
    }

    /**
     * Returns the request's return code, as {@code RTFileAioReqGetRC} does.
     *
     * @return NOT_SUBMITTED while it is prepared, IN_PROGRESS while it is submitted, then its outcome: SUCCESS,
     *     CANCELED or the transfer's error; INVALID_HANDLE if the request is destroyed
     */
    public ContextStatus status() {
        return flight.status();
    }

    /**
     * Returns how many bytes the request has moved, the other result of {@code RTFileAioReqGetRC}.
     *
     * @return 0 for a flush, for a read at or beyond the end of the file and for a new request
     * @throws ContextException if {@link #status} is not SUCCESS, with that status and, for a failed transfer, its
     *     cause
     */
    public long result() throws ContextException {
        StackRoom.requireMore();
        return flight.result();
    }

    // ---- cancel

    /**
     * Tries to cancel the request, {@code RTFileAioReqCancel}. A cancelled request is COMPLETED immediately with
     * CANCELED, has moved no byte, and no wait hands it out.
     *
     * @return SUCCESS if it is cancelled; IN_PROGRESS if it runs: it completes normally; COMPLETED if it is done: a
     *     wait hands it out; NOT_SUBMITTED if it is not, or no longer, submitted; INVALID_HANDLE if it is destroyed
     */
    public ContextStatus cancel() {
        StackRoom.requireMore();
        return flight.cancel();
    }

    // ---- for the context

    Flight flight() {
        return flight;
    }

    @Override
    public String toString() {
        return "request (" + state() + ", " + status() + ")";
    }
}
