package io.heddle.linux;

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
 * The blocking calls on a descriptor, in the form of a channel. Unlike the JDK's channels it is not closed by an
 * interrupt, so that a user's thread can make the calls.
 *
 * <p>It supports what transfers need: reads and writes at an offset, appends, syncs and the size. A call moves as much
 * as the kernel moves at once. Bytes of heap buffers are copied through page-aligned memory, as O_DIRECT requires,
 * which is outside of the heap and does not count towards the limit of direct buffers. They are moved in pieces, except
 * where a call is expensive or the bytes must stay together: transfers that go to the device itself use large pieces,
 * and an append is one call. Memory for these is mapped for the call.
 */
class DescriptorChannel extends FileChannel {
    /** The largest number of bytes of a heap buffer that are moved to or from the device at once. */
    private static final int MOST_COPIED = 1 << 20;

    private static final int IOVEC = 16;

    private final NativeFile file;
    private final FileCalls system;

    DescriptorChannel(NativeFile file) {
        this.file = file;
        system = file.system;
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

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        if (bytes.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        if (!bytes.hasRemaining()) {
            return 0;
        }
        int most = file.direct ? MOST_COPIED : Scratch.ROOM;
        int read = move(Libc.SYS_PREAD64, bytes, position, most);
        return read == 0 ? -1 : read;
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        int most = file.direct || file.syncs ? MOST_COPIED : Scratch.ROOM;
        return bytes.hasRemaining() ? move(Libc.SYS_PWRITE64, bytes, position, most) : 0;
    }

    /** Writes at the descriptor's position, or at the end of a file that is open for appending. */
    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return bytes.hasRemaining() ? move(Libc.SYS_WRITE, bytes, 0, Integer.MAX_VALUE) : 0;
    }

    private int move(long call, ByteBuffer bytes, long position, int mostCopied) throws IOException {
        enter();
        try {
            Scratch scratch = system.scratches.borrow();
            try {
                return bytes.isDirect()
                        ? moveDirect(call, bytes, position, scratch)
                        : moveCopied(call, bytes, position, mostCopied, scratch);
            } finally {
                system.scratches.giveBack(scratch);
            }
        } finally {
            file.leave();
        }
    }

    /**
     * Moves the bytes of a direct buffer. A separate call, which costs more, keeps memory alive that could be freed
     * meanwhile.
     */
    private int moveDirect(long call, ByteBuffer bytes, long position, Scratch scratch) throws IOException {
        MemorySegment memory = MemorySegment.ofBuffer(bytes); // position and limit are read once
        boolean isHeld = Lifetime.mayEnd(bytes);
        long answer;
        try {
            do {
                answer = isHeld
                        ? system.holding(call, file.descriptor, memory, position, scratch.capture)
                        : system.move(
                                call, file.descriptor, memory.address(), memory.byteSize(), position, scratch.capture);
            } while (answer == -Libc.EINTR);
        } finally {
            Reference.reachabilityFence(bytes);
        }
        int moved = (int) checked(answer);
        bytes.position(bytes.position() + moved);
        return moved;
    }

    private int moveCopied(long call, ByteBuffer bytes, long position, int mostCopied, Scratch scratch)
            throws IOException {
        int length = Math.min(bytes.remaining(), mostCopied);
        if (length <= Scratch.ROOM) {
            return moveCopied(call, bytes, position, scratch.bytes(), scratch.room(), length, scratch.capture);
        }
        MemorySegment mapped = borrow(length);
        try {
            return moveCopied(call, bytes, position, mapped.asByteBuffer(), mapped.address(), length, scratch.capture);
        } finally {
            system.unmap(mapped);
        }
    }

    private int moveCopied(
            long call, ByteBuffer bytes, long offset, ByteBuffer copy, long address, int length, MemorySegment capture)
            throws IOException {
        boolean reads = call == Libc.SYS_PREAD64;
        int position = bytes.position();
        if (!reads) {
            copy.put(0, bytes, position, length); // checks the bounds again
        }
        long answer;
        do {
            answer = system.move(call, file.descriptor, address, length, offset, capture);
        } while (answer == -Libc.EINTR);
        int moved = (int) checked(answer);
        if (reads) {
            bytes.put(position, copy, 0, moved);
        }
        bytes.position(position + moved);
        return moved;
    }

    private MemorySegment borrow(long bytes) throws IOException {
        MemorySegment memory = system.allocate(bytes);
        if (memory.equals(MemorySegment.NULL)) {
            throw new IOException(Libc.message(Libc.ENOMEM));
        }
        return memory;
    }

    // ---- a vector that is appended

    /**
     * Writes a vector by one call, so that it stays contiguous. Bytes that are on the heap, or in memory that could be
     * freed meanwhile, are copied.
     */
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
                system.unmap(memory);
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
            long answer;
            do {
                answer = system.append(file.descriptor, iovecs, length);
            } while (answer == -Libc.EINTR);
            return checked(answer);
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

    // ---- syncs, size, close

    @Override
    public void force(boolean metadata) throws IOException {
        enter();
        try {
            long answer;
            try {
                answer = sync(metadata);
            } catch (OutOfMemoryError beforeTheCall) {
                // the system was not called: no write is lost, so this is no failed flush
                throw new IOException(Libc.message(Libc.EAGAIN));
            }
            long _ = checked(answer);
        } finally {
            file.leave();
        }
    }

    private long sync(boolean metadata) {
        Scratch scratch = system.scratches.borrow();
        try {
            long answer;
            do {
                answer = system.sync(file.descriptor, metadata, scratch.capture);
            } while (answer == -Libc.EINTR);
            return answer;
        } finally {
            system.scratches.giveBack(scratch);
        }
    }

    @Override
    public long size() throws IOException {
        enter();
        try {
            return checked(system.size(file.descriptor));
        } finally {
            file.leave();
        }
    }

    @Override
    protected void implCloseChannel() {
        file.closeDescriptor();
    }

    // ---- not needed by transfers

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
