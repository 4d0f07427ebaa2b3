package io.heddle.uring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.heddle.backend.Lifetime;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A channel on the one descriptor that a file has, for what does not go by the ring. No interrupt closes it, in contrast to the
 * JDK's channels, and it has no descriptor of its own.
 *
 * <p>It has what transfers need: reads and writes at an offset, writes at the end, syncs and the size. A call moves as much as
 * the kernel moves at once. Bytes of heap buffers are copied through memory outside of the heap that is no part of the
 * allowance for direct buffers; it begins at a page, as O_DIRECT needs it.
 */
final class DescriptorChannel extends FileChannel {
    /** The most bytes of a heap buffer that are moved at once. */
    private static final int MOST_COPIED = 1 << 20;

    private static final int IOVEC = 16;

    private final NativeFile file;

    DescriptorChannel(NativeFile file) {
        this.file = file;
    }

    private void enter() throws ClosedChannelException {
        if (!file.enter()) {
            throw new ClosedChannelException();
        }
    }

    private static long checked(long answer) throws IOException {
        if (answer < 0) {
            throw new IOException(Libc.message((int) -answer));
        }
        return answer;
    }

    // ---- one buffer

    @FunctionalInterface
    private interface Call {
        long of(int descriptor, MemorySegment memory);
    }

    private long call(Call call, MemorySegment memory) throws IOException {
        long answer;
        do {
            answer = call.of(file.descriptor, memory);
        } while (answer == -Libc.EINTR);
        return checked(answer);
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        if (bytes.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        if (!bytes.hasRemaining()) {
            return 0;
        }
        enter();
        try {
            int read = bytes.isDirect() ? readDirect(bytes, position) : readCopied(bytes, position);
            return read == 0 ? -1 : read;
        } finally {
            file.leave();
        }
    }

    private int readDirect(ByteBuffer bytes, long position) throws IOException {
        int read = (int) call((fd, into) -> Libc.read(fd, into, position), MemorySegment.ofBuffer(bytes));
        bytes.position(bytes.position() + read);
        return read;
    }

    private int readCopied(ByteBuffer bytes, long position) throws IOException {
        MemorySegment copy = borrow(Math.min(bytes.remaining(), MOST_COPIED));
        try {
            int read = (int) call((fd, into) -> Libc.read(fd, into, position), copy);
            bytes.put(copy.asByteBuffer().limit(read));
            return read;
        } finally {
            Libc.unmap(copy);
        }
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        return write(bytes, (fd, from) -> Libc.write(fd, from, position));
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return write(bytes, Libc::append);
    }

    private int write(ByteBuffer bytes, Call call) throws IOException {
        if (!bytes.hasRemaining()) {
            return 0;
        }
        enter();
        try {
            int written = bytes.isDirect() ? (int) call(call, MemorySegment.ofBuffer(bytes)) : writeCopied(bytes, call);
            bytes.position(bytes.position() + written);
            return written;
        } finally {
            file.leave();
        }
    }

    private int writeCopied(ByteBuffer bytes, Call call) throws IOException {
        int length = Math.min(bytes.remaining(), MOST_COPIED);
        MemorySegment copy = borrow(length);
        try {
            copy.asByteBuffer().put(bytes.slice(bytes.position(), length));
            return (int) call(call, copy);
        } finally {
            Libc.unmap(copy);
        }
    }

    private static MemorySegment borrow(long bytes) throws IOException {
        MemorySegment memory = Libc.allocate(bytes);
        if (memory.equals(MemorySegment.NULL)) {
            throw new IOException(Libc.message(Libc.ENOMEM));
        }
        return memory;
    }

    // ---- a vector that is appended

    /** In one call, so that it stays in one piece. What is on the heap or could be freed meanwhile is copied. */
    @Override
    public long write(ByteBuffer[] vector, int offset, int length) throws IOException {
        long copied = 0;
        for (int i = offset; i < offset + length; i++) {
            copied += isCopied(vector[i]) ? vector[i].remaining() : 0;
        }
        enter();
        try {
            MemorySegment memory = borrow((long) IOVEC * length + copied);
            try {
                long written = append(vector, offset, length, memory);
                advance(vector, offset, written);
                return written;
            } finally {
                Libc.unmap(memory);
            }
        } finally {
            file.leave();
        }
    }

    private static boolean isCopied(ByteBuffer bytes) {
        return !bytes.isDirect() || Lifetime.mayEnd(bytes);
    }

    private long append(ByteBuffer[] vector, int offset, int length, MemorySegment memory) throws IOException {
        MemorySegment iovecs = memory.asSlice(0, (long) IOVEC * length);
        MemorySegment copies = memory.asSlice((long) IOVEC * length);
        long at = 0;
        for (int i = 0; i < length; i++) {
            MemorySegment piece = MemorySegment.ofBuffer(vector[offset + i]);
            if (isCopied(vector[offset + i])) {
                piece = copies.asSlice(at, piece.byteSize()).copyFrom(piece);
                at += piece.byteSize();
            }
            iovecs.set(JAVA_LONG, (long) IOVEC * i, piece.address());
            iovecs.set(JAVA_LONG, (long) IOVEC * i + 8, piece.byteSize());
        }
        try {
            return call((fd, all) -> Libc.append(fd, all, length), iovecs);
        } finally {
            Reference.reachabilityFence(vector);
        }
    }

    private static void advance(ByteBuffer[] vector, int offset, long written) {
        long left = written;
        for (int i = offset; left > 0; i++) {
            int part = (int) Math.min(left, vector[i].remaining());
            vector[i].position(vector[i].position() + part);
            left -= part;
        }
    }

    // ---- the rest

    @Override
    public void force(boolean metadata) throws IOException {
        enter();
        try {
            long _ = call((fd, none) -> Libc.sync(fd, metadata), MemorySegment.NULL);
        } finally {
            file.leave();
        }
    }

    @Override
    public long size() throws IOException {
        enter();
        try {
            return checked(Libc.size(file.descriptor));
        } finally {
            file.leave();
        }
    }

    @Override
    protected void implCloseChannel() {
        file.closeDescriptor();
    }

    // ---- what no transfer needs

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("no transfer needs it");
    }

    @Override
    public int read(ByteBuffer bytes) {
        throw unused();
    }

    @Override
    public long read(ByteBuffer[] vector, int offset, int length) {
        throw unused();
    }

    @Override
    public long position() {
        throw unused();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw unused();
    }

    @Override
    public FileChannel truncate(long size) {
        throw unused();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw unused();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw unused();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw unused();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw unused();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw unused();
    }
}
