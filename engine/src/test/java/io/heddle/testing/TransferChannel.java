package io.heddle.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A channel that supports only the calls of transfers: reads and writes at an offset, appends, and forces. */
public abstract class TransferChannel extends FileChannel {
    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("no transfer calls it");
    }

    // ---- supported by some subclasses

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        throw unused();
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
        throw unused();
    }

    @Override
    public long size() throws IOException {
        throw unused();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        // nothing is open
    }

    // ---- supported by none

    @Override
    public final int read(ByteBuffer bytes) {
        throw unused();
    }

    @Override
    public final long read(ByteBuffer[] buffers, int offset, int length) {
        throw unused();
    }

    @Override
    public final long position() {
        throw unused();
    }

    @Override
    public final FileChannel position(long newPosition) {
        throw unused();
    }

    @Override
    public final FileChannel truncate(long size) {
        throw unused();
    }

    @Override
    public final long transferTo(long position, long count, WritableByteChannel target) {
        throw unused();
    }

    @Override
    public final long transferFrom(ReadableByteChannel source, long position, long count) {
        throw unused();
    }

    @Override
    public final MappedByteBuffer map(MapMode mode, long position, long size) {
        throw unused();
    }

    @Override
    public final FileLock lock(long position, long size, boolean shared) {
        throw unused();
    }

    @Override
    public final @Nullable FileLock tryLock(long position, long size, boolean shared) {
        throw unused();
    }
}
