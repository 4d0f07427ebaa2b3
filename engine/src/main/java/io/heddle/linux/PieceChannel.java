package io.heddle.linux;

import io.heddle.backend.Lifetime;
import io.heddle.backend.Uninterrupted;
import io.heddle.time.Parking;
import io.heddle.time.Ticker;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The calls of a virtual thread that reads much at once. A copy of a megabyte occupies a processor for a tenth of a
 * millisecond. If the reserve compensated for copies as it does for waits, many such threads would become as many
 * threads of the system, all of them computing, and every other thread would wait for its turn among them. Cached bytes
 * are therefore copied in pieces, and the thread leaves its carrier about once a piece. For a piece that is not cached
 * it waits, and the reserve compensates for its carrier.
 */
final class PieceChannel extends DescriptorChannel {
    /** The size of a piece: a copy of some twenty microseconds. */
    static final int PIECE = 1 << 18;

    private final NativeFile file;

    PieceChannel(NativeFile file) {
        super(file);
        this.file = file;
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        ByteBuffer piece = bytes.slice(bytes.position(), Math.min(bytes.remaining(), PIECE));
        int read = readCached(piece, position);
        if (read < 0) {
            read = Uninterrupted.here(() -> super.read(piece, position));
        }
        if (read > 0) {
            bytes.position(bytes.position() + read);
        }
        if (ThreadLocalRandom.current().nextInt(PIECE) < read) {
            Parking.parkNanos(Ticker.SYSTEM, this, 1); // see NativeBackend
        }
        return read;
    }

    /**
     * Reads a part of a piece from the page cache. Returns its length, or a negative number if nothing is cached or
     * that is unknown.
     */
    private int readCached(ByteBuffer piece, long position) throws IOException {
        if (!file.canLook() || Lifetime.mayEnd(piece)) {
            return -1;
        }
        if (!file.enter()) {
            throw new ClosedChannelException();
        }
        try {
            Scratch scratch = file.system.scratches.borrow();
            try {
                boolean direct = piece.isDirect();
                int length = direct ? piece.remaining() : Math.min(piece.remaining(), Scratch.ROOM);
                long address = direct ? MemorySegment.ofBuffer(piece).address() : scratch.room();
                int read = scratch.looks.read(file, scratch.vector(address, length), position, scratch.capture);
                if (!direct && read > 0) {
                    piece.put(0, scratch.bytes(), 0, read);
                }
                return read == 0 ? -1 : read; // the call itself reports the end of the file
            } finally {
                file.system.scratches.giveBack(scratch);
                Reference.reachabilityFence(piece);
            }
        } finally {
            file.leave();
        }
    }
}
