package io.heddle.backend;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes one or many buffers by blocking calls on a channel. A read stops at the end of the file; a write
 * continues until all bytes are written. An error after the first bytes is a {@link ShortTransferException}.
 *
 * <p>A {@code FileChannel} has no vectored call that takes an offset: buffers are moved one after the other, each at
 * the offset where the previous one has ended. Only an append has a call for the entire vector, and uses it, so that no
 * other writer of the file can write in between.
 */
final class ChannelIo {
    /**
     * The number of consecutive calls that may take no byte. The channel of a regular file always takes some or fails.
     */
    private static final int FRUITLESS_TRIES = 16;

    private ChannelIo() {}

    // ---- reads

    /**
     * Reads until the buffer is full or the file ends. One call of the channel may move less, as the kernel does: at
     * most 2 GiB less a page, and about a page of a file in {@code /proc}.
     */
    static long read(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
        long moved = 0;
        try {
            while (bytes.hasRemaining()) {
                int read = readSome(file, bytes, offset + moved);
                if (read <= 0) { // -1 is the end of the file
                    break;
                }
                moved += read;
            }
        } catch (IOException failed) {
            if (!isEnd(file, offset, moved)) {
                throw ShortTransferException.after(moved, failed);
            }
        }
        return moved;
    }

    /**
     * Returns whether the file has ended: with O_DIRECT the next read fails at the end of a file that does not end with
     * a block.
     */
    private static boolean isEnd(FileChannel file, long offset, long moved) throws IOException {
        return moved > 0 && file.isOpen() && offset + moved >= file.size();
    }

    static long readVector(FileChannel file, ByteBuffer[] vector, long offset) throws IOException {
        long moved = 0;
        for (ByteBuffer bytes : vector) {
            try {
                moved += read(file, bytes, offset + moved);
            } catch (IOException failed) {
                throw ShortTransferException.after(moved, failed);
            }
            if (bytes.hasRemaining()) {
                return moved;
            }
        }
        return moved;
    }

    // ---- writes at an offset

    static long write(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
        int start = bytes.position();
        int fruitless = 0;
        try {
            do {
                int taken = writeSome(file, bytes, offset + ((long) bytes.position() - start));
                fruitless = fruitless(fruitless, taken, bytes.remaining());
            } while (bytes.hasRemaining());
        } catch (IOException failed) {
            throw ShortTransferException.after((long) bytes.position() - start, failed);
        }
        return (long) bytes.position() - start;
    }

    static long writeVector(FileChannel file, ByteBuffer[] vector, long offset) throws IOException {
        long moved = 0;
        for (ByteBuffer bytes : vector) {
            try {
                moved += write(file, bytes, offset + moved);
            } catch (IOException failed) {
                throw ShortTransferException.after(moved, failed);
            }
            if (bytes.hasRemaining()) {
                return moved;
            }
        }
        return moved;
    }

    // ---- writes at the end

    static long append(FileChannel file, ByteBuffer bytes) throws IOException {
        int start = bytes.position();
        int fruitless = 0;
        try {
            do {
                int taken = appendAll(file, bytes);
                fruitless = fruitless(fruitless, taken, bytes.remaining());
            } while (bytes.hasRemaining());
        } catch (IOException failed) {
            throw ShortTransferException.after((long) bytes.position() - start, failed);
        }
        return (long) bytes.position() - start;
    }

    static long appendVector(FileChannel file, ByteBuffer[] vector) throws IOException {
        long moved = 0;
        int fruitless = 0;
        int first = 0;
        try {
            do {
                long taken = appendAll(file, vector, first);
                moved += taken;
                while (first < vector.length && !vector[first].hasRemaining()) {
                    first++;
                }
                fruitless = fruitless(fruitless, taken, vector.length - first);
            } while (first < vector.length);
        } catch (IOException failed) {
            throw ShortTransferException.after(moved, failed);
        }
        return moved;
    }

    // ---- one call; see Bounces for how heap buffers are moved

    private static int readSome(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
        if (!Bounces.areFor(file, bytes)) {
            return file.read(bytes, offset);
        }
        ByteBuffer bounce = Bounces.PIECES.borrow(bytes.remaining());
        if (bounce == null) {
            ByteBuffer piece = bytes.slice(bytes.position(), Bounces.SMALL);
            return advanced(bytes, file.read(piece, offset));
        }
        try {
            int read = file.read(bounce, offset);
            if (read > 0) {
                bytes.put(bytes.position(), bounce, 0, read);
            }
            return advanced(bytes, read);
        } finally {
            Bounces.PIECES.giveBack(bounce);
        }
    }

    private static int writeSome(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
        if (!Bounces.areFor(file, bytes)) {
            return file.write(bytes, offset);
        }
        Bounces pool = bytes.remaining() > Bounces.PIECES.size() ? Bounces.LARGE : Bounces.PIECES;
        ByteBuffer bounce = pool.borrow(bytes.remaining());
        if (bounce == null && pool == Bounces.LARGE) {
            pool = Bounces.PIECES;
            bounce = pool.borrow(bytes.remaining());
        }
        if (bounce == null) {
            return advanced(bytes, file.write(bytes.slice(bytes.position(), Bounces.SMALL), offset));
        }
        try {
            bounce.put(0, bytes, bytes.position(), bounce.limit());
            return advanced(bytes, file.write(bounce, offset));
        } finally {
            pool.giveBack(bounce);
        }
    }

    private static int advanced(ByteBuffer bytes, int moved) {
        if (moved > 0) {
            bytes.position(bytes.position() + moved);
        }
        return moved;
    }

    /**
     * Makes one call, as appends require: a buffer too large for the pool is copied to memory allocated for the call.
     */
    private static int appendAll(FileChannel file, ByteBuffer bytes) throws IOException {
        if (!Bounces.areFor(file, bytes)) {
            return file.write(bytes);
        }
        int length = bytes.remaining();
        ByteBuffer bounce = length > Bounces.PIECES.size() ? null : Bounces.PIECES.borrow(length);
        if (bounce != null) {
            try {
                bounce.put(0, bytes, bytes.position(), length);
                return advanced(bytes, file.write(bounce));
            } finally {
                Bounces.PIECES.giveBack(bounce);
            }
        }
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer copy = allocate(arena, length);
            if (copy == null) {
                return file.write(bytes);
            }
            copy.put(0, bytes, bytes.position(), length);
            return advanced(bytes, file.write(copy));
        }
    }

    private static long appendAll(FileChannel file, ByteBuffer[] vector, int first) throws IOException {
        long heap = 0;
        for (int i = first; i < vector.length; i++) {
            heap += vector[i].isDirect() ? 0 : vector[i].remaining();
        }
        boolean isOurs = heap > Bounces.SMALL
                && heap <= Integer.MAX_VALUE
                && file.getClass().getModule() == FileChannel.class.getModule();
        if (!isOurs) {
            return file.write(vector, first, vector.length - first);
        }
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer copies = allocate(arena, (int) heap);
            return copies == null
                    ? file.write(vector, first, vector.length - first)
                    : appendCopied(file, vector, first, copies);
        }
    }

    private static long appendCopied(FileChannel file, ByteBuffer[] vector, int first, ByteBuffer copies)
            throws IOException {
        ByteBuffer[] copied = vector.clone();
        for (int i = first; i < vector.length; i++) {
            if (!vector[i].isDirect()) {
                ByteBuffer copy = copies.slice(copies.position(), vector[i].remaining());
                copied[i] = copy;
                copies.put(vector[i].duplicate());
            }
        }
        long taken = file.write(copied, first, vector.length - first);
        for (int i = first; i < vector.length; i++) {
            if (copied[i] != vector[i]) {
                vector[i].position(vector[i].position() + copied[i].position());
            }
        }
        return taken;
    }

    private static @Nullable ByteBuffer allocate(Arena arena, int bytes) {
        try {
            return arena.allocate(bytes).asByteBuffer();
        } catch (OutOfMemoryError exhausted) {
            return null;
        }
    }

    // ---- common to writes and appends

    /** Counts the consecutive calls that have moved nothing although bytes are left. */
    private static int fruitless(int before, long taken, int left) throws IOException {
        if (taken > 0 || left == 0) {
            return 0;
        }
        if (before + 1 >= FRUITLESS_TRIES) {
            throw new IOException("the channel has taken no byte in " + FRUITLESS_TRIES + " writes in a row");
        }
        return before + 1;
    }
}
