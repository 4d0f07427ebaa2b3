package io.heddle.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Reads and writes of one or many buffers by blocking calls on a channel. A read stops where the file does; a write goes on
 * until all bytes are written. An error after the first bytes is a {@link ShortTransferException}.
 *
 * <p>A {@code FileChannel} has no vectored call that takes an offset: buffers are moved one after the other, each where the
 * one before has ended. Only appends have a call for the whole vector, and use it, so that no other writer of the file gets
 * in between.
 */
final class ChannelIo {
    /** How often in a row a channel may take no byte at all; a regular file's always takes some or fails. */
    private static final int FRUITLESS_TRIES = 16;

    private ChannelIo() {}

    // ---- reads

    /**
     * Reads until the buffer is full or the file ends. A channel moves less at once where the kernel does: at most 2 GiB less a
     * page, and of a file in {@code /proc} a page or so.
     */
    static long read(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
        long moved = 0;
        try {
            while (bytes.hasRemaining()) {
                int read = file.read(bytes, offset + moved);
                if (read <= 0) { // -1 is the end
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

    /** With O_DIRECT the next read is refused at the end of a file that does not end with a block. */
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
                int taken = file.write(bytes, offset + ((long) bytes.position() - start));
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
                int taken = file.write(bytes);
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
                long taken = file.write(vector, first, vector.length - first);
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

    // ---- what both have in common

    /** Counts the tries in a row that have moved nothing although something is left. */
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
