package io.heddle.uring;

import io.heddle.backend.Backend;
import io.heddle.backend.CancelledTransferException;
import io.heddle.backend.Ending;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.ShortTransferException;
import io.heddle.backend.Transfer;
import io.heddle.backend.Uninterrupted;
import io.heddle.linux.Libc;
import io.heddle.linux.NativeFile;
import io.heddle.time.Parking;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A transfer on its way through the ring. It submits one piece after the other to the kernel, until all is moved, the
 * file ends or an error occurs. A piece that is in the page cache is read directly.
 *
 * <p>It has no thread of its own: the thread that begins it advances it to the first entry, and the thread that reaps a
 * completion to the next one. It is reused, and used by one thread at a time: the queues of the {@link Driver} pass it
 * on.
 *
 * <p>Some errors are due to the ring and not to the transfer. The kernel does part of its work on threads of the
 * submitting thread. It may lack the memory of a thread that has ended (EFAULT), give up because it cannot start a
 * thread (ECANCELED), or refuse an operation altogether. An entry is repeated where that may help. If it does not,
 * another backend continues the transfer; if the error was due to the transfer after all, that backend reports it.
 */
final class Passage {
    /** The next step of a transfer after a completion. */
    enum Step {
        /** The next entry is described. */
        ASKS,
        /** The transfer has completed. */
        ENDS,
        /** Another backend must move the rest. */
        LEAVES
    }

    /** The offset of a write to a file that is open for appending: the kernel ignores it. */
    private static final long APPEND = -1;

    /** The largest block size of a device. */
    private static final int LARGEST_BLOCK = 1 << 12;

    /** The most bytes that the kernel moves at a time: {@code MAX_RW_COUNT}. */
    private static final int LARGEST_PIECE = Integer.MAX_VALUE & -LARGEST_BLOCK;

    /**
     * The number of times in a row that an entry is repeated which the kernel has put off. An entry that the kernel has
     * cancelled, or whose address it did not find, is repeated {@link #MOST_REPEATS} times.
     */
    private static final int MOST_REPEATS_PUT_OFF = 16;

    private static final int MOST_REPEATS = 1;

    final Slot slot;

    // The transfer.
    private @Nullable Transfer transfer;
    private @Nullable NativeFile file;
    private Operation operation = Operation.READ;
    private ByteBuffer @Nullable [] vector;
    private @Nullable ByteBuffer buffer; // the current one
    private int following; // the index of the next one in the vector

    // Its progress.
    private long moved;
    private int asked; // the length of the current piece
    private boolean looksInCache;
    private int repeats; // of the current entry
    private boolean refused; // whether the operation was refused as such

    // The receiver of the completion: one of the two.
    private @Nullable Ending ending;
    private @Nullable Thread waiter;
    private volatile boolean over;
    private boolean left; // whether the waiter was released to have the rest moved by another backend

    Passage(Slot slot) {
        this.slot = slot;
    }

    /**
     * Begins the transfer, as far as possible without waiting. All memory that the transfer will need is allocated
     * here.
     *
     * @param whoIsTold notified of a later completion, or {@code null} if the calling thread waits for it
     * @return whether the transfer has already completed
     * @throws OutOfMemoryError if there is not enough memory; nothing has begun then
     */
    boolean begin(Transfer toMove, NativeFile from, @Nullable Ending whoIsTold) {
        transfer = toMove;
        file = from;
        operation = toMove.operation();
        following = 0;
        moved = 0;
        looksInCache = operation.isRead() && from.canLook();
        ending = whoIsTold;
        waiter = whoIsTold == null ? Thread.currentThread() : null;
        over = false;
        left = false;
        repeats = 0;
        refused = false;
        slot.life.begin();
        boolean begun = false;
        try {
            look(toMove.memory());
            reserve();
            boolean ended = advance(toMove, from);
            begun = true;
            return ended;
        } catch (IOException | RuntimeException badAddress) { // or memory that its user has closed
            begun = true;
            return fail(toMove, badAddress);
        } catch (OutOfMemoryError exhausted) {
            if (moved == 0) {
                throw exhausted;
            }
            begun = true;
            return fail(toMove, exhausted);
        } finally {
            if (!begun) {
                forget();
            }
        }
    }

    private void look(Memory memory) throws IOException {
        vector = null;
        buffer = null;
        switch (operation) {
            case READ -> buffer = memory.writableBytes();
            case WRITE -> buffer = memory.bytes();
            case READV -> vector = memory.writableVector();
            case WRITEV -> vector = memory.vector();
            case SYNC, DSYNC -> {}
            case NOP, MLOCK -> throw new IllegalStateException("not for the ring");
        }
    }

    /** Allocates memory of the slot through which heap buffers are moved. */
    private void reserve() {
        int most = heapBytes(buffer);
        ByteBuffer[] all = vector;
        if (all != null) {
            for (ByteBuffer each : all) {
                most = Math.max(most, heapBytes(each));
            }
        }
        if (most > 0) {
            slot.reserve(Math.min(most, Slot.LARGEST_BOUNCE));
        }
    }

    private static int heapBytes(@Nullable ByteBuffer bytes) {
        return bytes == null || bytes.isDirect() ? 0 : bytes.remaining();
    }

    /** Handles a completion, and continues as far as possible without waiting. */
    Step answered(int answer) {
        Transfer mine = transfer;
        NativeFile from = file;
        if (mine == null || from == null) {
            throw new IllegalStateException("an answer to a question that nobody has asked");
        }
        try {
            if (answer < 0) {
                return refused(mine, -answer);
            }
            boolean ends = account(mine, from, answer) || advance(mine, from);
            return ends ? Step.ENDS : Step.ASKS;
        } catch (Throwable failed) { // a bad address or a lack of memory, which ends this transfer alone
            boolean _ = fail(mine, failed);
            return Step.ENDS;
        }
    }

    /**
     * Describes the entry of the next piece, or of the sync. Pieces in the page cache are read at this point. Returns
     * whether the transfer has completed.
     */
    private boolean advance(Transfer mine, NativeFile from) {
        if (operation.isSync()) {
            slot.ask(Ring.OP_FSYNC, from.descriptor, 0, 0, 0, operation == Operation.DSYNC ? Ring.FSYNC_DATASYNC : 0);
            return false;
        }
        while (true) {
            ByteBuffer here = current();
            if (here == null) {
                return end(mine);
            }
            long address = operation.isRead() ? target(here) : source(here);
            if (asked <= 0) { // its user has moved position or limit meanwhile
                return fail(mine, new IOException("Bad address"));
            }
            long at = mine.isAppending() ? APPEND : mine.offset() + moved;
            if (!operation.isRead()) {
                slot.ask(Ring.OP_WRITE, from.descriptor, address, asked, at, 0);
                return false;
            }
            int read = looksInCache ? readCached(from, address, at) : -Libc.EAGAIN;
            if (read < 0) { // the ring reports an error, if there is one
                looksInCache = false; // the following bytes are most likely not cached either
                slot.ask(Ring.OP_READ, from.descriptor, address, asked, at, 0);
                return false;
            }
            if (account(mine, from, read)) {
                return true;
            }
        }
    }

    /** Returns the current buffer or, if it has no bytes or room left, the next one that has. */
    private @Nullable ByteBuffer current() {
        ByteBuffer here = buffer;
        ByteBuffer[] all = vector;
        while (all != null && (here == null || !here.hasRemaining())) {
            here = following < all.length ? all[following++] : null;
            if (here == null) {
                break;
            }
        }
        buffer = here;
        return here == null || !here.hasRemaining() ? null : here;
    }

    private int readCached(NativeFile from, long target, long at) {
        return slot.looks.read(from, slot.vector(target, asked), at, slot.capture);
    }

    /** Returns the address to which the kernel reads; {@link #asked} is the number of bytes. */
    private long target(ByteBuffer into) {
        if (into.isDirect()) {
            return direct(into);
        }
        asked = Math.min(into.remaining(), slot.bounced().capacity());
        return slot.bounce();
    }

    /** Returns the address from which the kernel writes; {@link #asked} is the number of bytes. */
    private long source(ByteBuffer from) {
        if (from.isDirect()) {
            return direct(from);
        }
        int position = from.position();
        ByteBuffer bounced = slot.bounced();
        asked = Math.min(from.limit() - position, bounced.capacity());
        if (asked > 0) {
            bounced.put(0, from, position, asked); // checks the bounds again
        }
        return slot.bounce();
    }

    /**
     * Returns the address of the buffer's position. Position and limit are read once: if they were read one after the
     * other, between changes by the buffer's user, they could designate bytes beyond the end of its memory.
     */
    private long direct(ByteBuffer buffer) {
        MemorySegment bytes = MemorySegment.ofBuffer(buffer);
        asked = (int) Math.min(bytes.byteSize(), LARGEST_PIECE);
        return bytes.address();
    }

    /** Handles a completion without error; returns whether the transfer has completed. */
    private boolean account(Transfer mine, NativeFile from, int answer) {
        repeats = 0;
        ByteBuffer here = buffer;
        if (operation.isSync() || here == null) {
            return end(mine);
        }
        if (answer == 0) {
            return operation.isRead() ? end(mine) : fail(mine, new IOException(Libc.message(Libc.EIO)));
        }
        int position = here.position();
        if (operation.isRead() && !here.isDirect()) {
            here.put(position, slot.bounced(), 0, answer);
        }
        here.position(position + answer);
        moved += answer;
        return endsFile(from, answer) && end(mine);
    }

    /** Handles a completion with an error. A successful cancel is handled before. */
    private Step refused(Transfer mine, int errno) {
        if (operation.isSync() && (errno == Libc.ENOMEM || errno == Libc.EOPNOTSUPP)) {
            // An error of the file system, which reports it once: a second flush would report success for writes that
            // the first has lost.
            boolean _ = fail(mine, new IOException(Libc.message(errno)));
            return Step.ENDS;
        }
        return switch (errno) {
            case Libc.EINTR, Libc.EAGAIN -> repeat(MOST_REPEATS_PUT_OFF);
            case Libc.EFAULT, Libc.ECANCELED -> repeat(slot.recalls > 0 ? 0 : MOST_REPEATS);
            case Libc.EPERM, Libc.EACCES, Libc.ENOSYS, Libc.EINVAL, Libc.EOPNOTSUPP -> {
                refused = true;
                yield Step.LEAVES;
            }
            case Libc.ENOMEM -> Step.LEAVES; // the kernel lacks memory for the entry
            default -> {
                boolean _ = fail(mine, new IOException(Libc.message(errno)));
                yield Step.ENDS;
            }
        };
    }

    /** Repeats the entry, which is still described, unless it was repeated too often. */
    private Step repeat(int most) {
        repeats++;
        return repeats > most ? Step.LEAVES : Step.ASKS;
    }

    /**
     * Returns whether a direct read has reached the end of the file. A short read that does not end at a block's end
     * has, and cannot be continued. One that ends at a block's end may have: then the kernel is queried once more.
     */
    private boolean endsFile(NativeFile from, int answer) {
        return from.direct && operation.isRead() && answer < asked && answer % LARGEST_BLOCK != 0;
    }

    // ---- cancel

    boolean hasMoved() {
        return moved > 0;
    }

    /** Ends the transfer as cancelled: nothing was or will be moved. */
    void cancelled() {
        Transfer mine = transfer;
        if (mine == null) {
            throw new IllegalStateException("nothing to cancel");
        }
        Exception told;
        try {
            told = new CancelledTransferException();
        } catch (OutOfMemoryError exhausted) {
            boolean _ = fail(mine, exhausted);
            return;
        }
        boolean _ = fail(mine, told);
    }

    /** Prepares the calling thread to {@linkplain #await wait} for the completion of an entry that moves nothing. */
    void beginQuestion() {
        ending = null;
        waiter = Thread.currentThread();
        over = false;
        slot.life.begin();
    }

    // ---- by another backend

    /** Releases the waiter, which must have the rest moved by another backend. Returns whether there is a waiter. */
    boolean leaveToWaiter() {
        if (waiter == null) {
            return false;
        }
        left = true;
        LockSupport.unpark(release());
        return true;
    }

    /** Returns whether the waiter was released for that purpose. */
    boolean isLeft() {
        return left;
    }

    /**
     * Has the rest moved by another backend, and ends the transfer. The kernel must not have an entry of it.
     *
     * <p>The buffers' positions are those after the bytes that were moved. The calling thread's interrupt status is
     * kept.
     */
    void moveBy(Backend others) {
        Transfer mine = transfer;
        NativeFile from = file;
        if (mine == null || from == null) {
            throw new IllegalStateException("nothing is left");
        }
        Transfer transferOfRest = null;
        mine.beforeCall(); // an operation that the kernel has refused has flushed nothing
        try {
            Memory rest = new Memory();
            ByteBuffer[] all = vector;
            if (all != null) {
                rest.set(all);
            } else {
                rest.set(buffer);
            }
            Transfer described = new Transfer();
            described.describe(operation, from.channel(), from, rest, mine.offset() + moved, mine.isAppending());
            transferOfRest = described;
            moved += Uninterrupted.call(() -> others.move(described)); // an interrupt would close a channel
            if (refused) {
                from.refuseRing(); // the ring refuses what another backend does
            }
            boolean _ = end(mine);
        } catch (Throwable failed) {
            if (transferOfRest != null && !transferOfRest.isBeforeCall()) {
                mine.called();
            }
            boolean _ = fail(mine, failed);
        }
    }

    // ---- the end

    private boolean end(Transfer mine) {
        mine.moved(moved);
        return forget();
    }

    private boolean fail(Transfer mine, Throwable why) {
        Throwable told = why;
        if (why instanceof IOException io && (moved > 0 || io instanceof ShortTransferException)) {
            try {
                told = ShortTransferException.after(moved, io);
            } catch (OutOfMemoryError exhausted) { // the number of bytes moved cannot be reported
                told = exhausted;
            }
        }
        mine.failed(told);
        return forget();
    }

    /** Ends the transfer with an error. The kernel does not have it, or its completion cannot be received. */
    void fail(Throwable why) {
        Transfer mine = transfer;
        if (mine != null) {
            boolean _ = fail(mine, why);
        }
    }

    private boolean forget() {
        transfer = null;
        file = null;
        buffer = null;
        vector = null;
        slot.life.end();
        return true;
    }

    /**
     * Returns the receiver of the completion, or {@code null} if a thread waits for it. Must be called before the
     * passage is reused.
     */
    @Nullable
    Ending ending() {
        Ending told = ending;
        ending = null;
        over = told != null;
        return told;
    }

    /** Releases the waiter, and returns it to be unparked. It owns the passage from here on. */
    @Nullable
    Thread release() {
        Thread waiting = waiter;
        waiter = null;
        over = true;
        return waiting;
    }

    boolean isOver() {
        return over;
    }

    /**
     * Parks until the transfer has completed, however often the thread is interrupted. Throws nothing, because the
     * kernel has the memory.
     *
     * @return whether the thread was interrupted
     */
    boolean await() {
        boolean interrupted = false;
        while (!over) {
            try {
                Parking.park(this);
                // An interrupt does not end the transfer; a pending one would turn the wait into a spin.
                interrupted |= Thread.interrupted();
            } catch (Throwable exhausted) {
                // the wait continues, if only as a spin
            }
        }
        return interrupted;
    }
}
