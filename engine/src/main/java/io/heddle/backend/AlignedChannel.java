package io.heddle.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A channel of a file that bypasses the page cache, for heap buffers. JDK 25 moves these through native memory of its
 * own. When it finds a piece in its cache that is not aligned as O_DIRECT requires ({@code
 * Util.getTemporaryAlignedDirectBuffer}), it drops that piece without freeing it. Heap buffers are therefore moved
 * through aligned memory of this channel, which is released with it.
 */
public final class AlignedChannel extends FileChannel {
    private final FileChannel file;
    private final int alignment;

    /** Aligned buffers that are not in use: never more than were ever in use at the same time. */
    private final ConcurrentLinkedDeque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();

    AlignedChannel(FileChannel file, int alignment) {
        this.file = file;
        this.alignment = alignment;
    }

    /**
     * Opens a channel.
     *
     * @param path where the file is
     * @param options as for {@link FileChannel#open(Path, Set, java.nio.file.attribute.FileAttribute...)}
     * @return the JDK's own channel, unless the options ask for O_DIRECT
     * @throws IOException if the file cannot be opened
     */
    public static FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException {
        FileChannel channel = FileChannel.open(path, options);
        if (!DirectOption.isIn(options)) {
            return channel;
        }
        try {
            return new AlignedChannel(
                    channel, Math.toIntExact(Files.getFileStore(path).getBlockSize()));
        } catch (IOException | UnsupportedOperationException unknown) {
            return channel; // not expected: the JDK has queried the same
        }
    }

    // ---- aligned memory

    private ByteBuffer borrow(int bytes) {
        ByteBuffer found = idle.poll();
        if (found == null || found.capacity() < bytes) {
            int blocks = Math.max(1, Math.ceilDiv(bytes, alignment));
            found = ByteBuffer.allocateDirect((blocks + 1) * alignment).alignedSlice(alignment);
        }
        return found.clear().limit(bytes);
    }

    private void giveBack(ByteBuffer borrowed) {
        idle.push(borrowed);
    }

    @FunctionalInterface
    private interface Move {
        int of(ByteBuffer bytes) throws IOException;
    }

    private int read(ByteBuffer bytes, Move move) throws IOException {
        if (bytes.isDirect() || bytes.isReadOnly()) {
            return move.of(bytes);
        }
        ByteBuffer aligned = borrow(bytes.remaining());
        try {
            int read = move.of(aligned);
            if (read > 0) {
                bytes.put(aligned.flip());
            }
            return read;
        } finally {
            giveBack(aligned);
        }
    }

    private int write(ByteBuffer bytes, Move move) throws IOException {
        if (bytes.isDirect()) {
            return move.of(bytes);
        }
        ByteBuffer aligned = borrow(bytes.remaining());
        try {
            aligned.put(bytes.duplicate()).flip();
            int written = move.of(aligned);
            if (written > 0) {
                bytes.position(bytes.position() + written);
            }
            return written;
        } finally {
            giveBack(aligned);
        }
    }

    // ---- reads and writes

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        return read(bytes, file::read);
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        return read(bytes, aligned -> file.read(aligned, position));
    }

    @Override
    public long read(ByteBuffer[] vector, int offset, int length) throws IOException {
        return file.read(vector, offset, length);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return write(bytes, file::write);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        return write(bytes, aligned -> file.write(aligned, position));
    }

    /** Makes one call, as appends require: heap buffers are replaced one by one. */
    @Override
    public long write(ByteBuffer[] vector, int offset, int length) throws IOException {
        ByteBuffer[] aligned = vector.clone();
        try {
            for (int i = offset; i < offset + length; i++) {
                if (!vector[i].isDirect()) {
                    aligned[i] = borrow(vector[i].remaining())
                            .put(vector[i].duplicate())
                            .flip();
                }
            }
            long written = file.write(aligned, offset, length);
            for (int i = offset; i < offset + length; i++) {
                if (aligned[i] != vector[i]) {
                    vector[i].position(vector[i].position() + aligned[i].position());
                }
            }
            return written;
        } finally {
            for (int i = offset; i < offset + length; i++) {
                if (aligned[i] != vector[i]) {
                    giveBack(aligned[i]);
                }
            }
        }
    }

    // ---- delegated to the file

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        file.position(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        file.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
        file.force(metadata);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return file.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        return file.transferFrom(source, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return file.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return file.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }
}
