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
 * A transfer on its way through the ring. It asks the kernel for one piece after the other, until all is moved, the
 * file ends or an error comes; a piece that the page cache holds is read without asking.
 *
 * <p>It has no thread of its own: who begins it goes on to the first question, who reaps the kernel's answer to the
 * next. Used again and again, and by one thread at a time: the queues of the {@link Driver} pass it on.
 *
 * <p>Some errors are the ring's and not the transfer's. The kernel does part of its work on threads of the one that has
 * submitted, and may do without that one's memory when it has ended (EFAULT), give up for want of a thread (ECANCELED),
 * or refuse an operation altogether. Such a question is asked again, and if that does not help the transfer is moved on
 * by another backend, from where it stands: if the error was the transfer's after all, that one will say so.
 */
final class Passage {
    /** What becomes of a transfer after an answer. */
    enum Step {
        /** The next question is described. */
        ASKS,
        /** It is over. */
        ENDS,
        /** Another backend has to move the rest. */
        LEAVES
    }

    /** The offset of a write to a file that is open for appending: the kernel ignores it. */
    private static final long APPEND = -1;

    /** No device's blocks are larger. */
    private static final int LARGEST_BLOCK = 1 << 12;

    /** The kernel moves no more at a time: {@code MAX_RW_COUNT}. */
    private static final int LARGEST_PIECE = Integer.MAX_VALUE & -LARGEST_BLOCK;

    /**
     * How often in a row a question is asked again that the kernel has put off or cancelled, or whose address it did
     * not find.
     */
    private static final int MOST_REPEATS_PUT_OFF = 16;

    private static final int MOST_REPEATS = 1;

    final Slot slot;

    // What is to be moved.
    private @Nullable Transfer transfer;
    private @Nullable NativeFile file;
    private Operation operation = Operation.READ;
    private ByteBuffer @Nullable [] vector;
    private @Nullable ByteBuffer buffer; // the one at hand
    private int following; // in the vector

    // How far it has come.
    private long moved;
    private int asked; // the bytes of the piece at hand
    private boolean looksInCache;
    private int repeats; // of the question at hand
    private boolean refused; // was it refused as such?

    // Who is told of the end: one of the two.
    private @Nullable Ending ending;
    private @Nullable Thread waiter;
    private volatile boolean over;
    private boolean left; // was the waiter let go to have the rest moved by another backend?

    Passage(Slot slot) {
        this.slot = slot;
    }

    /**
     * Begins, as far as that goes without waiting. All memory that the transfer will need is had here.
     *
     * @param whoIsTold told of an end that comes later, or {@code null} if the calling thread waits for it
     * @return whether the transfer is over already
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

    /** Heap buffers are moved through memory of the slot's. */
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

    /** The kernel has answered: goes on, as far as that goes without waiting. */
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
        } catch (Throwable failed) { // a bad address, or no memory: it is this transfer's
            boolean _ = fail(mine, failed);
            return Step.ENDS;
        }
    }

    /** Finds the next piece and describes it to the kernel, unless there is none or it can be had at once. */
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
            if (read < 0) { // if there is an error, the ring tells it
                looksInCache = false; // what follows is not there either, most likely
                slot.ask(Ring.OP_READ, from.descriptor, address, asked, at, 0);
                return false;
            }
            if (account(mine, from, read)) {
                return true;
            }
        }
    }

    /** The buffer at hand or, if it has no room or no bytes left, the next that has. */
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

    /** Where the kernel puts the bytes that it reads, as many as {@link #asked} says. */
    private long target(ByteBuffer into) {
        if (into.isDirect()) {
            return direct(into);
        }
        asked = Math.min(into.remaining(), slot.bounced().capacity());
        return slot.bounce();
    }

    /** Where the kernel finds the bytes to write, as many as {@link #asked} says. */
    private long source(ByteBuffer from) {
        if (from.isDirect()) {
            return direct(from);
        }
        int position = from.position();
        ByteBuffer bounced = slot.bounced();
        asked = Math.min(from.limit() - position, bounced.capacity());
        if (asked > 0) {
            bounced.put(0, from, position, asked); // which checks the bounds once more
        }
        return slot.bounce();
    }

    /**
     * Where the bytes at the buffer's position are. Position and limit are read once: taken one after the other,
     * between changes of the buffer's user, they could name bytes beyond its end.
     */
    private long direct(ByteBuffer buffer) {
        MemorySegment bytes = MemorySegment.ofBuffer(buffer);
        asked = (int) Math.min(bytes.byteSize(), LARGEST_PIECE);
        return bytes.address();
    }

    /** Takes an answer in that is no error; {@code true} if it was the last. */
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

    /** Takes an error in. A cancel that counts does not come to here. */
    private Step refused(Transfer mine, int errno) {
        if (operation.isSync() && (errno == Libc.ENOMEM || errno == Libc.EOPNOTSUPP)) {
            // The file system's own, which it tells once: a second flush would say success of what the first has lost.
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
            case Libc.ENOMEM -> Step.LEAVES; // of the kernel's, for its entry
            default -> {
                boolean _ = fail(mine, new IOException(Libc.message(errno)));
                yield Step.ENDS;
            }
        };
    }

    /** The question is described still, unless it was asked too often. */
    private Step repeat(int most) {
        repeats++;
        return repeats > most ? Step.LEAVES : Step.ASKS;
    }

    /**
     * A direct read that is short of a block's end has come to the end of the file, and cannot be continued. One that
     * is short at a block's end may have: then the kernel is asked once more.
     */
    private boolean endsFile(NativeFile from, int answer) {
        return from.direct && operation.isRead() && answer < asked && answer % LARGEST_BLOCK != 0;
    }

    // ---- cancel

    boolean hasMoved() {
        return moved > 0;
    }

    /** Nothing was moved, and nothing will be. */
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

    /** The calling thread is about to {@linkplain #await wait} for the answer to a question that moves nothing. */
    void beginQuestion() {
        ending = null;
        waiter = Thread.currentThread();
        over = false;
        slot.life.begin();
    }

    // ---- by another backend

    /** The waiter is to have the rest moved by another backend. Returns whether there is a waiter. */
    boolean leaveToWaiter() {
        if (waiter == null) {
            return false;
        }
        left = true;
        LockSupport.unpark(release());
        return true;
    }

    /** Returns whether the waiter was let go for that. */
    boolean isLeft() {
        return left;
    }

    /**
     * Has what is left moved by another backend, and ends the transfer. The kernel has no question of it.
     *
     * <p>The buffers stand where the bytes that were moved have left them. The calling thread's interrupt status stays.
     */
    void moveBy(Backend others) {
        Transfer mine = transfer;
        NativeFile from = file;
        if (mine == null || from == null) {
            throw new IllegalStateException("nothing is left");
        }
        Transfer transferOfRest = null;
        mine.beforeCall(); // what the kernel has refused to do has flushed nothing
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
                from.refuseRing(); // what the ring refuses, and another way does not
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
            } catch (OutOfMemoryError exhausted) { // so how much was moved cannot be told
                told = exhausted;
            }
        }
        mine.failed(told);
        return forget();
    }

    /** Ends the transfer, which the kernel does not have, with an error. */
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

    /** Who is told of the end, if nobody waits for it. To be asked before the passage is used anew. */
    @Nullable
    Ending ending() {
        Ending told = ending;
        ending = null;
        over = told != null;
        return told;
    }

    /** Lets the waiter go, who is to be woken and has the passage from here on. */
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
     * Parks until the transfer is over, however often the thread is interrupted. Throws nothing: the kernel has the
     * memory.
     *
     * @return whether it was
     */
    boolean await() {
        boolean interrupted = false;
        while (!over) {
            try {
                Parking.park(this);
                // The transfer has its own end; a pending one would turn the wait into a spin.
                interrupted |= Thread.interrupted();
            } catch (Throwable exhausted) {
                // waits as well as it can
            }
        }
        return interrupted;
    }
}
