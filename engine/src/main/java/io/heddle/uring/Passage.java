package io.heddle.uring;

import io.heddle.backend.CancelledTransferException;
import io.heddle.backend.Ending;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.ShortTransferException;
import io.heddle.backend.Transfer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A transfer on its way through the ring. It asks the kernel for one piece after the other, until all is moved, the file ends
 * or an error comes; a piece that the page cache holds is read without asking.
 *
 * <p>It has no thread of its own: who begins it goes on to the first question, who reaps the kernel's answer to the next.
 * Used again and again, and by one thread at a time: the queues of the {@link Driver} pass it on.
 */
final class Passage {
    /** The offset of a write to a file that is open for appending: the kernel ignores it. */
    private static final long APPEND = -1;

    /** No device's blocks are larger. */
    private static final int LARGEST_BLOCK = 1 << 12;

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
    private boolean disturbed; // has a cancel come too late for the piece at hand?

    // Who is told of the end: one of the two.
    private @Nullable Ending ending;
    private @Nullable Thread waiter;
    private volatile boolean over;

    Passage(Slot slot) {
        this.slot = slot;
    }

    /**
     * Begins, as far as that goes without waiting.
     *
     * @param whoIsTold told of an end that comes later, or {@code null} if the calling thread waits for it
     * @return whether the transfer is over already
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
        disturbed = false;
        slot.life.begin();
        try {
            look(toMove.memory());
            return advance(toMove, from);
        } catch (IOException | RuntimeException badAddress) { // or memory that its user has closed
            return fail(toMove, badAddress);
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

    /** The kernel has answered: goes on, as far as that goes without waiting; {@code true} if the transfer is over now. */
    boolean answered(int answer) {
        Transfer mine = transfer;
        NativeFile from = file;
        if (mine == null || from == null) {
            throw new IllegalStateException("an answer to a question that nobody has asked");
        }
        try {
            return account(mine, from, answer) || advance(mine, from);
        } catch (RuntimeException badAddress) {
            return fail(mine, badAddress);
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
            if (read == -Libc.EAGAIN) {
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
        int read = slot.looks.read(from, slot.vector(target, asked), at, slot.capture);
        if (read == -Libc.EOPNOTSUPP || read == -Libc.EINVAL) {
            from.tellsCached = false;
            return -Libc.EAGAIN;
        }
        return read;
    }

    /** Where the kernel puts the bytes that it reads, as many as {@link #asked} says. */
    private long target(ByteBuffer into) {
        if (into.isDirect()) {
            return direct(into);
        }
        asked = Math.min(into.remaining(), Slot.LARGEST_BOUNCE);
        return asked <= 0 ? 0 : slot.bounce(asked).address();
    }

    /** Where the kernel finds the bytes to write, as many as {@link #asked} says. */
    private long source(ByteBuffer from) {
        if (from.isDirect()) {
            return direct(from);
        }
        ByteBuffer part = from.duplicate(); // whose position and limit nobody else can move
        asked = Math.min(part.remaining(), Slot.LARGEST_BOUNCE);
        if (asked <= 0) {
            return 0;
        }
        MemorySegment bounce = slot.bounce(asked);
        bounce.asByteBuffer().put(part.limit(part.position() + asked));
        return bounce.address();
    }

    /**
     * Where the bytes at the buffer's position are. Position and limit are read once: taken one after the other, between
     * changes of the buffer's user, they could name bytes beyond its end.
     */
    private long direct(ByteBuffer buffer) {
        MemorySegment bytes = MemorySegment.ofBuffer(buffer);
        asked = (int) bytes.byteSize();
        return bytes.address();
    }

    /** Takes an answer in; {@code true} if it was the last. */
    private boolean account(Transfer mine, NativeFile from, int answer) {
        if (answer == -Libc.EINTR || answer == -Libc.EAGAIN || answer == -Libc.ECANCELED) {
            return false; // once more: a cancel that counts does not come to here
        }
        if (answer < 0) {
            return fail(mine, new IOException(Libc.message(-answer)));
        }
        ByteBuffer here = buffer;
        if (operation.isSync() || here == null) {
            return end(mine);
        }
        if (answer == 0) {
            return operation.isRead() ? end(mine) : fail(mine, new IOException(Libc.message(Libc.EIO)));
        }
        if (operation.isRead() && !here.isDirect()) {
            here.put(slot.bounce(asked).asByteBuffer().limit(answer));
        } else {
            here.position(here.position() + answer);
        }
        moved += answer;
        return endsFile(from, answer) && end(mine);
    }

    /**
     * A direct read that is short has come to the end of the file, which need not be at a block's end. But not if the kernel was
     * to cancel it half-way: then it is asked once more, which is possible at a block's end only.
     */
    private boolean endsFile(NativeFile from, int answer) {
        boolean isShort = from.direct && operation.isRead() && answer < asked;
        boolean wasDisturbed = disturbed && answer % LARGEST_BLOCK == 0;
        disturbed = false;
        return isShort && !wasDisturbed;
    }

    // ---- cancel

    boolean hasMoved() {
        return moved > 0;
    }

    /** A cancel has come too late for the piece at hand, whose answer is about to be passed on. */
    void disturb() {
        disturbed = true;
    }

    /** Nothing was moved, and nothing will be. */
    void cancelled() {
        Transfer mine = transfer;
        if (mine == null) {
            throw new IllegalStateException("nothing to cancel");
        }
        boolean _ = fail(mine, new CancelledTransferException());
    }

    /** The calling thread is about to {@linkplain #await wait} for the answer to a question that moves nothing. */
    void beginQuestion() {
        ending = null;
        waiter = Thread.currentThread();
        over = false;
        slot.life.begin();
    }

    // ---- the end

    private boolean end(Transfer mine) {
        mine.moved(moved);
        return forget();
    }

    private boolean fail(Transfer mine, Exception why) {
        mine.failed(why instanceof IOException io ? ShortTransferException.after(moved, io) : why);
        return forget();
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
     * Parks until the transfer is over, however often the thread is interrupted.
     *
     * @return whether it was
     */
    boolean await() {
        boolean interrupted = false;
        while (!over) {
            LockSupport.park(this);
            interrupted |=
                    Thread.interrupted(); // the transfer has its own end; a pending one would turn the wait into a spin
        }
        return interrupted;
    }
}
