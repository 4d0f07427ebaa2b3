package io.heddle.bench.soak;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A file of which a part of the calls move fewer bytes than requested, none at all, or move them late. */
final class FlakyChannel extends FileChannel {
    private static final int LATE_NANOS = 1_000_000;

    private final FileChannel file;
    private final double rate;
    private final LongAdder injected;

    FlakyChannel(FileChannel file, double rate, LongAdder injected) {
        this.file = file;
        this.rate = rate;
        this.injected = injected;
    }

    /** Returns how many of the bytes are to be moved. */
    private int allowed(int bytes, boolean canBeNone) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (bytes == 0 || random.nextDouble() >= rate) {
            return bytes;
        }
        injected.increment();
        return switch (random.nextInt(3)) {
            case 0 -> {
                LockSupport.parkNanos(LATE_NANOS);
                yield bytes;
            }
            case 1 -> canBeNone ? 0 : 1;
            default -> Math.max(1, bytes / 2);
        };
    }

    private interface Move {
        int move(ByteBuffer some) throws IOException;
    }

    private int move(ByteBuffer bytes, boolean canBeNone, Move move) throws IOException {
        int count = allowed(bytes.remaining(), canBeNone);
        if (count == bytes.remaining()) {
            return move.move(bytes);
        }
        int limit = bytes.limit();
        bytes.limit(bytes.position() + count);
        try {
            return count == 0 ? 0 : move.move(bytes);
        } finally {
            bytes.limit(limit);
        }
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        return move(bytes, false, some -> file.read(some, position));
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        return move(bytes, true, some -> file.write(some, position));
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return move(bytes, true, file::write);
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
        return file.write(buffers, offset, length);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        file.force(metaData);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }

    // ---- not called by transfers

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        return file.read(bytes);
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
        return file.read(buffers, offset, length);
    }

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
    public FileChannel truncate(long newSize) throws IOException {
        file.truncate(newSize);
        return this;
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
    public MappedByteBuffer map(MapMode mode, long position, long bytes) throws IOException {
        return file.map(mode, position, bytes);
    }

    @Override
    public FileLock lock(long position, long bytes, boolean shared) throws IOException {
        return file.lock(position, bytes, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long bytes, boolean shared) throws IOException {
        return file.tryLock(position, bytes, shared);
    }
}
