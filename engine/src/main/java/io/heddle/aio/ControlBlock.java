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
 * The description of a request: POSIX's {@code struct aiocb}. A block is filled in, submitted to an {@link AioProcess},
 * and free for the next use once its request has been reaped; reuse allocates nothing.
 *
 * <p>Not safe for concurrent use while it is filled in. From submission until its request is reaped a block belongs to
 * the engine: its setters throw {@link IllegalStateException}, and the buffer's content, position and limit must not be
 * touched. If the position or limit of a buffer is changed in flight, the request moves other bytes of the same buffer,
 * or fails; memory outside the buffer is never read or written.
 *
 * <p>In the dialect {@link Dialect#POSIX} a block belongs to the engine only until its request is done: from then on it
 * may be changed and submitted again without a reap. The outcome of its last use is lost when a new submission is
 * accepted.
 */
public final class ControlBlock {
    /**
     * The largest {@linkplain #priority(int) priority}: {@code AIO_PRIO_DELTA_MAX}, which POSIX leaves to the
     * implementation and which is 20 in the GNU C library.
     */
    public static final int PRIORITY_MAX = 20;

    private static final Request[] NO_MORE = {};

    // Constants, because the first evaluation of a method reference needs memory.
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
     * The memory that the user has set. A request reads it only at the call, when it {@linkplain Request#take takes}
     * it.
     */
    final Memory memory = new Memory();

    final Request request = new Request(this);

    /** Further requests of the block, in dialects that run a block again while it is in flight. Copied on write. */
    private volatile Request[] more = NO_MORE;

    /** The outcome of the block's last use, if error() returns it even when the block has no request any more. */
    private volatile @Nullable Errno lastWord;

    /** Creates a block with the opcode NOP and no file or buffer. */
    public ControlBlock() {}

    /**
     * Creates a block for a read or a write.
     *
     * @param file the file
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
     * @param newFile a file of the process to which the block will be submitted
     * @return this
     * @throws IllegalStateException if the block is in flight
     */
    public ControlBlock file(@Nullable AioFile newFile) {
        requireIdle();
        file = newFile;
        return this;
    }

    /**
     * Sets the buffer, {@code aio_buf} and {@code aio_nbytes}: the request moves the bytes between its position and its
     * limit at the time of submission. Its position advances by the number of bytes moved. Both heap and direct buffers
     * are supported. Replaces buffers or a segment that were set before.
     *
     * @param newBuffer the buffer; a writable one for reads; ignored by fsync. The buffer of a memory segment must
     *     belong to a shared, automatic or global arena, because other threads move its bytes. If a shared arena is
     *     closed before they are moved, the request fails with EFAULT
     * @return this
     * @throws IllegalStateException if the block is in flight
     */
    public ControlBlock buffer(@Nullable ByteBuffer newBuffer) {
        requireIdle();
        memory.set(newBuffer);
        return this;
    }

    /**
     * Sets a vector of buffers, {@code aio_iov} and {@code aio_iovcnt}: reads fill, and writes drain, one after the
     * other, as {@code aio_readv} and {@code aio_writev} do. Replaces a buffer or segment that was set before.
     *
     * <p>The elements of the array are taken when the block is submitted. Later changes of the array take effect at the
     * next submission.
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
     * Sets a memory segment of any size for {@link AioProcess#mlock}. Replaces buffers that were set before; reads and
     * writes require a buffer.
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
     * Sets by how much less urgent the request is than others of its process, {@code aio_reqprio}. The priority matters
     * while requests wait for a worker: those with priority 0 run first. No request starves: of the requests that are
     * queued later, at most 256 for each step of priority run before it. The order of appends to a file, and of a sync
     * after the requests that it covers, takes precedence.
     *
     * <p>Only reads, writes and locks of memory have a priority: a sync ignores it. Only the dialect POSIX with {@link
     * WorkqueueKind#PROCESS} uses it; the kernels ignore it.
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
     * @param newOpcode the operation; {@link Opcode#NOP} unless set
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
     * @param newSigevent the notification; {@link Sigevent#none()} unless set
     * @return this
     * @throws IllegalStateException if the block is in flight
     */
    public ControlBlock sigevent(Sigevent newSigevent) {
        requireIdle();
        sigevent = Objects.requireNonNull(newSigevent, "sigevent");
        return this;
    }

    /**
     * Attaches an object for the user's own purposes. The attachment may be changed at any time.
     *
     * @param newAttachment any object or {@code null}
     * @return this
     */
    public ControlBlock attachment(@Nullable Object newAttachment) {
        attachment = newAttachment;
        return this;
    }

    // ---- for the other classes of the package: the status of a block without a request

    /**
     * Sets the status. It belongs to the block, not to a request: if the block has several, the last one to be stored
     * counts.
     */
    void remember(@Nullable Errno word) {
        if (lastWord != word) { // rarely true: a store costs more than a read
            lastWord = word;
        }
    }

    @Nullable
    Errno lastWord() {
        return lastWord;
    }

    // ---- the request of the block to which a call applies

    /** Claims a request in addition to the one in flight. */
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

    /** Returns the request that the return call reaps: of those that are done, the first that was. */
    Request toReap() {
        return best(IS_DONE, DONE_ORDER);
    }

    /** Returns the request whose status the error call returns: of those that are known, the first submitted. */
    Request toAsk() {
        return best(IS_KNOWN, SUBMISSION_ORDER);
    }

    /** Returns the request that the cancel call tries to cancel: of those in progress, the first submitted. */
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

    /** Returns the operation of a read of this block. */
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
     * @return 0 for the most urgent, to {@link #PRIORITY_MAX}
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
     * Returns the number of the block's request, by which recordings name it. Unique for each submission in this JVM.
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
