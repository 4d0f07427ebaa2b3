package io.heddle.aio;

import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a request is to do: POSIX's {@code struct aiocb}. Filled in, submitted to an {@link AioProcess}, and free for
 * the next use once its request was reaped; reuse allocates nothing.
 *
 * <p>Not safe for concurrent use while it is filled in. From submission until it is reaped it belongs to the engine:
 * its setters then throw {@link IllegalStateException}, and the buffer's content, position and limit must not be
 * touched. A buffer whose position or limit is changed in flight makes the request move other bytes of the same buffer,
 * or fail; no memory but the buffer's is ever read or written.
 *
 * <p>In the dialect {@link Dialect#POSIX} it belongs to the engine until its request is done: from that moment on it
 * may be changed and submitted again without having been reaped. What it had to tell of its last use is lost with the
 * submission that accepts it.
 */
public final class ControlBlock {
    /**
     * The largest {@linkplain #priority(int) priority}: {@code AIO_PRIO_DELTA_MAX}, which POSIX leaves to the system
     * and which is 20 in the GNU C library.
     */
    public static final int PRIORITY_MAX = 20;

    private static final Request[] NO_MORE = {};

    // Constants, as they need memory when they are first come to.
    private static final Predicate<Request.State> IS_DONE = Request.State::isDone;
    private static final Predicate<Request.State> IS_KNOWN = Request.State::isKnown;
    private static final Predicate<Request.State> IS_IN_PROGRESS = Request.State::isInProgress;
    private static final ToLongFunction<Request> DONE_ORDER = Request::doneOrder;
    private static final ToLongFunction<Request> SUBMISSION_ORDER = Request::submissionOrder;

    private @Nullable AioFile file;
    private long offset;
    private int priority;
    private Opcode opcode = Opcode.NOP;
    private Sigevent sigevent = Sigevent.none();
    private @Nullable Object attachment;

    /**
     * What the user has set. A request never looks at it again: it moves what it {@linkplain Request#take took} at the
     * call.
     */
    final Memory memory = new Memory();

    final Request request = new Request(this);

    /** Further requests of the same block, where a dialect lets one run that is in flight already. Copied on write. */
    private volatile Request[] more = NO_MORE;

    /** What became of the block's last use, where error() still tells of it when there is no request any more. */
    private volatile @Nullable Errno lastWord;

    /** Makes a block that asks for nothing. */
    public ControlBlock() {}

    /**
     * Makes a block for a read or a write.
     *
     * @param file where
     * @param buffer the bytes from its position to its limit
     * @param offset the byte offset in the file, 0 or more
     */
    public ControlBlock(AioFile file, ByteBuffer buffer, long offset) {
        this.file = Objects.requireNonNull(file, "file");
        memory.set(Objects.requireNonNull(buffer, "buffer"));
        this.offset = offset;
    }

    /**
     * Sets the file, {@code aio_fildes}.
     *
     * @param newFile a file of the process that the block will be submitted to
     * @return this
     * @throws IllegalStateException if the block is in flight
     */
    public ControlBlock file(@Nullable AioFile newFile) {
        requireIdle();
        file = newFile;
        return this;
    }

    /**
     * Sets the buffer, {@code aio_buf} and {@code aio_nbytes}: what is moved are the bytes between its position and its
     * limit at the time of submission. Its position advances by what was moved. Heap and direct buffers will do. Takes
     * the place of buffers or a segment that were set before.
     *
     * @param newBuffer the buffer; a writable one for reads; ignored by fsync. A segment's buffer must be of a shared,
     *     automatic or global arena: other threads move its bytes. If a shared arena is closed before they are moved,
     *     the request fails with EFAULT
     * @return this
     * @throws IllegalStateException if the block is in flight
     */
    public ControlBlock buffer(@Nullable ByteBuffer newBuffer) {
        requireIdle();
        memory.set(newBuffer);
        return this;
    }

    /**
     * Sets a vector of buffers, {@code aio_iov} and {@code aio_iovcnt}: reads fill, and writes empty, one after the
     * other, as {@code aio_readv} and {@code aio_writev} do. Takes the place of a buffer or segment that was set
     * before.
     *
     * <p>The array's elements are taken as they are when the block is submitted. What is put into the array afterwards
     * counts for the next submission.
     *
     * @param newBuffers 1 to 1024 different buffers, in the dialect FREEBSD also none, each from its position to its
     *     limit
     * @return this
     * @throws IllegalStateException if the block is in flight
     */
    public ControlBlock buffers(ByteBuffer... newBuffers) {
        requireIdle();
        memory.set(Objects.requireNonNull(newBuffers, "buffers"));
        return this;
    }

    /**
     * Sets a segment of memory for {@link AioProcess#mlock}, of any size. Takes the place of buffers that were set
     * before; reads and writes need a buffer.
     *
     * @param newSegment a native or mapped segment of a shared, automatic or global arena
     * @return this
     * @throws IllegalStateException if the block is in flight
     */
    public ControlBlock segment(MemorySegment newSegment) {
        requireIdle();
        memory.set(Objects.requireNonNull(newSegment, "segment"));
        return this;
    }

    /**
     * Sets the byte offset in the file, {@code aio_offset}.
     *
     * @param newOffset 0 or more; ignored by fsync and by writes to a file that is open for appending
     * @return this
     * @throws IllegalStateException if the block is in flight
     */
    public ControlBlock offset(long newOffset) {
        requireIdle();
        offset = newOffset;
        return this;
    }

    /**
     * Sets by how much less urgent the request is than others of its process, {@code aio_reqprio}. It matters while
     * requests wait for a worker: those with 0 run first. Nobody starves: of the requests that are queued later, at
     * most 256 for each step of priority run before it. The order of appends to a file, and of a sync after what it
     * covers, comes before.
     *
     * <p>Only reads, writes and locks of memory have one: a sync ignores it. Only the dialect POSIX looks at it, and of
     * the workqueues {@link WorkqueueKind#PROCESS}; the kernels ignore it.
     *
     * @param newPriority 0 to {@link #PRIORITY_MAX}; 0 unless set
     * @return this
     * @throws IllegalStateException if the block is in flight
     */
    public ControlBlock priority(int newPriority) {
        requireIdle();
        priority = newPriority;
        return this;
    }

    /**
     * Sets what {@link AioProcess#listio} does with the block, {@code aio_lio_opcode}. Other calls ignore it.
     *
     * @param newOpcode what to do; {@link Opcode#NOP} unless set
     * @return this
     * @throws IllegalStateException if the block is in flight
     */
    public ControlBlock opcode(Opcode newOpcode) {
        requireIdle();
        opcode = Objects.requireNonNull(newOpcode, "opcode");
        return this;
    }

    /**
     * Sets the notification, {@code aio_sigevent}.
     *
     * @param newSigevent how to tell; {@link Sigevent#none()} unless set
     * @return this
     * @throws IllegalStateException if the block is in flight
     */
    public ControlBlock sigevent(Sigevent newSigevent) {
        requireIdle();
        sigevent = Objects.requireNonNull(newSigevent, "sigevent");
        return this;
    }

    /**
     * Attaches an object for the user's own purposes. May be changed at any time.
     *
     * @param newAttachment any object or {@code null}
     * @return this
     */
    public ControlBlock attachment(@Nullable Object newAttachment) {
        attachment = newAttachment;
        return this;
    }

    // ---- for the other classes of the room: what error() tells of a block without a request

    /** The block's, not its request's: where a block has several, the last one to be stored counts. */
    void remember(@Nullable Errno word) {
        if (lastWord != word) { // hardly ever: the store costs more than the look
            lastWord = word;
        }
    }

    @Nullable
    Errno lastWord() {
        return lastWord;
    }

    // ---- which of the block's requests a call means

    /** Claims a request besides the one that is in flight. */
    synchronized Request claimAnother() {
        for (Request other : more) {
            if (other.claim()) {
                return other;
            }
        }
        Request another = new Request(this);
        another.claim();
        Request[] grown = Arrays.copyOf(more, more.length + 1);
        grown[more.length] = another;
        more = grown;
        return another;
    }

    /** The one that the return call reaps: of those that are done, the first to be. */
    Request toReap() {
        return best(IS_DONE, DONE_ORDER);
    }

    /** The one that the error call asks: of those that are known, the first submitted. */
    Request toAsk() {
        return best(IS_KNOWN, SUBMISSION_ORDER);
    }

    /** The one that the cancel call tries: of those in progress, the first submitted. */
    Request toCancel() {
        return best(IS_IN_PROGRESS, SUBMISSION_ORDER);
    }

    private Request best(Predicate<Request.State> eligible, ToLongFunction<Request> order) {
        Request[] others = more;
        if (others.length == 0) {
            return request;
        }
        Request best = null;
        for (int i = -1; i < others.length; i++) {
            Request candidate = i < 0 ? request : others[i];
            boolean better = best == null || order.applyAsLong(candidate) < order.applyAsLong(best);
            if (eligible.test(candidate.state()) && better) {
                best = candidate;
            }
        }
        return best == null ? request : best;
    }

    /** What a read of this block is. */
    Operation read() {
        return memory.buffers() == null ? Operation.READ : Operation.READV;
    }

    Operation write() {
        return memory.buffers() == null ? Operation.WRITE : Operation.WRITEV;
    }

    private void requireIdle() {
        if (!request.isChangeable()) {
            throw new IllegalStateException(
                    "the control block is in flight: it can be changed again when its request was reaped");
        }
    }

    /**
     * Returns the file.
     *
     * @return the file or {@code null}
     */
    public @Nullable AioFile file() {
        return file;
    }

    /**
     * Returns the buffer.
     *
     * @return the buffer or {@code null}
     */
    public @Nullable ByteBuffer buffer() {
        return memory.buffer();
    }

    /**
     * Returns the vector of buffers.
     *
     * @return the array that was set, or {@code null}
     */
    public ByteBuffer @Nullable [] buffers() {
        return memory.buffers();
    }

    /**
     * Returns the segment.
     *
     * @return the segment or {@code null}
     */
    public @Nullable MemorySegment segment() {
        return memory.segment();
    }

    /**
     * Returns the priority.
     *
     * @return 0 for the most urgent
     */
    public int priority() {
        return priority;
    }

    /**
     * Returns the offset.
     *
     * @return the byte offset
     */
    public long offset() {
        return offset;
    }

    /**
     * Returns what a list call does with the block.
     *
     * @return the opcode
     */
    public Opcode opcode() {
        return opcode;
    }

    /**
     * Returns the notification.
     *
     * @return the notification
     */
    public Sigevent sigevent() {
        return sigevent;
    }

    /**
     * Returns the attached object.
     *
     * @return any object or {@code null}
     */
    public @Nullable Object attachment() {
        return attachment;
    }

    /**
     * Returns the number of the block's request, as it stands in recordings. Unique for each submission in this JVM.
     *
     * @return the number of the request in flight, or of the last one; 0 before the first
     */
    public long requestId() {
        return request.lastId();
    }

    /**
     * Returns how long the last request waited between its submission and the start of its transfer.
     *
     * @return nanoseconds; 0 unless the process keeps times ({@link AioProcessBuilder#timing}) or a recording has kept
     *     them
     */
    public long queuedNanos() {
        return request.queuedNanos();
    }

    /**
     * Returns how long the transfer of the last request took.
     *
     * @return nanoseconds; 0 unless the process keeps times ({@link AioProcessBuilder#timing}) or a recording has kept
     *     them
     */
    public long serviceNanos() {
        return request.serviceNanos();
    }
}
