package io.heddle.uring;

import io.heddle.backend.Backend;
import io.heddle.backend.Handle;
import io.heddle.backend.Memory;
import io.heddle.backend.ShortTransferException;
import io.heddle.backend.Transfer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The backend on io_uring. A read is answered from the page cache at once where that holds it; everything else goes through
 * the ring while the worker is parked. What is no plain read, write or sync of a file that was opened by this backend is done
 * by another.
 */
public final class UringBackend implements Backend {
    /** The offset of a write to a file that is open for appending: the kernel ignores it. */
    private static final long APPEND = -1;

    private static final int ENTRIES = 1024;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Backend others;
    private final Slots slots = new Slots();
    private final Driver driver;

    /** With a ring and threads of the caller's choice. */
    UringBackend(Ring ring, ThreadFactory factory, Backend others) {
        this.others = others;
        driver = new Driver(ring, slots, factory);
    }

    private static ThreadFactory platformThreads() {
        return Thread.ofPlatform()
                .name("heddle-uring-", 1)
                .daemon(true)
                .inheritInheritableThreadLocals(false)
                .factory();
    }

    /** What came of the look for io_uring: a backend, or the reason why there is none. */
    public sealed interface Probe {
        /**
         * It can be used.
         *
         * @param backend the one of this JVM
         */
        record Usable(UringBackend backend) implements Probe {}

        /**
         * It cannot.
         *
         * @param reason why, in a few words
         */
        record Unusable(String reason) implements Probe {}
    }

    /**
     * Looks whether io_uring can be used here.
     *
     * @param others does what is not for the ring
     * @return a backend, or the reason
     */
    public static Probe probe(Backend others) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return new Probe.Unusable("the system is not Linux");
        }
        if (!UringBackend.class.getModule().isNativeAccessEnabled()) {
            return new Probe.Unusable("native access is not granted (--enable-native-access)");
        }
        try {
            return new Probe.Usable(new UringBackend(new Ring(ENTRIES, IDLE_NANOS), platformThreads(), others));
        } catch (IOException refused) {
            return new Probe.Unusable(String.valueOf(refused.getMessage()));
        } catch (LinkageError | RuntimeException unknownLibrary) {
            return new Probe.Unusable("the C library lacks a function: " + unknownLibrary.getMessage());
        }
    }

    @Override
    public String name() {
        return "uring";
    }

    @Override
    public @Nullable Handle open(Path path, Set<? extends OpenOption> options) {
        return NativeFile.open(path, options);
    }

    @Override
    public long move(Transfer transfer) throws IOException {
        if (!(transfer.handle() instanceof NativeFile file) || !isForTheRing(transfer)) {
            return others.move(transfer);
        }
        Memory memory = transfer.memory();
        long offset = transfer.isAppending() ? APPEND : transfer.offset();
        Slot slot = slots.borrow();
        try {
            return switch (transfer.operation()) {
                case READ -> read(slot, file, memory.writableBytes(), offset);
                case READV -> readVector(slot, file, memory.writableVector(), offset);
                case WRITE -> write(slot, file, memory.bytes(), offset);
                case WRITEV -> writeVector(slot, file, memory.vector(), offset);
                case SYNC -> sync(slot, file, 0);
                case DSYNC -> sync(slot, file, Ring.FSYNC_DATASYNC);
                case NOP, MLOCK -> throw new IllegalStateException("not for the ring");
            };
        } finally {
            slots.giveBack(slot);
        }
    }

    /** A vector is moved buffer by buffer, so one that is appended would not stay in one piece. */
    private static boolean isForTheRing(Transfer transfer) {
        return switch (transfer.operation()) {
            case READ, READV, WRITE, SYNC, DSYNC -> true;
            case WRITEV -> !transfer.isAppending();
            case NOP, MLOCK -> false;
        };
    }

    // ---- read

    private long read(Slot slot, NativeFile file, ByteBuffer buffer, long offset) throws IOException {
        int start = buffer.position();
        int error = 0;
        while (buffer.hasRemaining()) {
            int asked = piece(buffer);
            int read = readPiece(slot, file, buffer, asked, offset + buffer.position() - start);
            if (read <= 0) {
                error = -read; // or 0: the end of the file
                break;
            }
            if (buffer.isDirect()) {
                buffer.position(buffer.position() + read);
            } else {
                buffer.put(slot.bounce(asked).asByteBuffer().limit(read));
            }
            if (file.direct && read < asked) {
                break; // the end of the file, which need not be at a block's end
            }
        }
        return moved(buffer, start, error);
    }

    private long readVector(Slot slot, NativeFile file, ByteBuffer[] vector, long offset) throws IOException {
        long moved = 0;
        for (ByteBuffer buffer : vector) {
            int asked = buffer.remaining();
            long read;
            try {
                read = read(slot, file, buffer, offset + moved);
            } catch (IOException failed) {
                throw ShortTransferException.after(moved, failed);
            }
            moved += read;
            if (read < asked) {
                return moved;
            }
        }
        return moved;
    }

    private int readPiece(Slot slot, NativeFile file, ByteBuffer buffer, int length, long offset) {
        long address = buffer.isDirect() ? address(buffer) : slot.bounce(length).address();
        while (true) {
            int read = -Libc.EAGAIN;
            if (file.tellsCached) {
                read = Libc.readCached(file.descriptor, slot.vector(address, length), offset, slot.capture);
                if (read == -Libc.EOPNOTSUPP || read == -Libc.EINVAL) {
                    file.tellsCached = false;
                    read = -Libc.EAGAIN;
                }
            }
            if (read == -Libc.EAGAIN) {
                slot.ask(Ring.OP_READ, file.descriptor, address, length, offset, 0);
                read = driver.submitAndWait(slot);
            }
            if (read != -Libc.EINTR && read != -Libc.EAGAIN) {
                return read;
            }
        }
    }

    // ---- write

    private long write(Slot slot, NativeFile file, ByteBuffer buffer, long offset) throws IOException {
        int start = buffer.position();
        int error = 0;
        while (buffer.hasRemaining()) {
            int length = piece(buffer);
            long address;
            if (buffer.isDirect()) {
                address = address(buffer);
            } else {
                MemorySegment bounce = slot.bounce(length);
                bounce.asByteBuffer().put(buffer.duplicate().limit(buffer.position() + length));
                address = bounce.address();
            }
            long at = offset == APPEND ? APPEND : offset + buffer.position() - start;
            slot.ask(Ring.OP_WRITE, file.descriptor, address, length, at, 0);
            int written = driver.submitAndWait(slot);
            if (written > 0) {
                buffer.position(buffer.position() + written);
            } else if (written != -Libc.EINTR && written != -Libc.EAGAIN) {
                error = written == 0 ? Libc.EIO : -written;
                break;
            }
        }
        return moved(buffer, start, error);
    }

    private long writeVector(Slot slot, NativeFile file, ByteBuffer[] vector, long offset) throws IOException {
        long moved = 0;
        for (ByteBuffer buffer : vector) {
            int asked = buffer.remaining();
            long written;
            try {
                written = write(slot, file, buffer, offset + moved);
            } catch (IOException failed) {
                throw ShortTransferException.after(moved, failed);
            }
            moved += written;
            if (written < asked) {
                return moved;
            }
        }
        return moved;
    }

    // ---- sync

    private long sync(Slot slot, NativeFile file, int flags) throws IOException {
        while (true) {
            slot.ask(Ring.OP_FSYNC, file.descriptor, 0, 0, 0, flags);
            int answer = driver.submitAndWait(slot);
            if (answer >= 0) {
                return 0;
            }
            if (answer != -Libc.EINTR && answer != -Libc.EAGAIN) {
                throw new IOException(Libc.message(-answer));
            }
        }
    }

    // ---- common

    private static int piece(ByteBuffer buffer) {
        return buffer.isDirect() ? buffer.remaining() : Math.min(buffer.remaining(), Slot.LARGEST_BOUNCE);
    }

    /** Where the bytes at the buffer's position are. */
    private static long address(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer).address();
    }

    private static long moved(ByteBuffer buffer, int start, int error) throws IOException {
        int moved = buffer.position() - start;
        if (error != 0) {
            throw ShortTransferException.after(moved, new IOException(Libc.message(error)));
        }
        return moved;
    }
}
