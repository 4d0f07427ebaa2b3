package io.heddle.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * One io_uring: two queues in memory that is shared with the kernel. One thread at a time may prepare and submit, one at a
 * time wait and reap.
 *
 * <p>Source: io_uring_setup(2) and io_uring_enter(2); the layouts are those of {@code linux/io_uring.h}.
 */
final class Ring implements Queues, AutoCloseable {
    /** Who is told of completions. */
    interface Sink {
        void completed(long userData, int result);
    }

    static final byte OP_FSYNC = 3;
    static final byte OP_ASYNC_CANCEL = 14;
    static final byte OP_READ = 22;
    static final byte OP_WRITE = 23;
    static final int FSYNC_DATASYNC = 1;

    private static final int SETUP_CLAMP = 1 << 4;
    private static final int FEATURE_SINGLE_MMAP = 1;
    private static final int FEATURE_NODROP = 1 << 1;
    private static final int FEATURE_EXT_ARG = 1 << 8;
    private static final int NEEDED = FEATURE_SINGLE_MMAP | FEATURE_NODROP | FEATURE_EXT_ARG;

    private static final long OFFSET_OF_ENTRIES = 0x1000_0000L;
    private static final int SQE_BYTES = 64;
    private static final int CQE_BYTES = 16;

    private static final VarHandle INT = JAVA_INT.varHandle();

    private final Arena arena = Arena.ofShared();
    private final int fd;
    private final int entries;
    private final int completions;
    private final MemorySegment queues;
    private final MemorySegment submissions;
    private final MemorySegment submitCapture = arena.allocate(Libc.CAPTURE_BYTES, 8);
    private final MemorySegment waitCapture = arena.allocate(Libc.CAPTURE_BYTES, 8);
    private final MemorySegment wait = arena.allocate(24, 8);

    private final long sqHead;
    private final long sqTail;
    private final long cqHead;
    private final long cqTail;
    private final long cqes;
    private final int sqMask;
    private final int cqMask;

    /**
     * Opens a ring.
     *
     * @param wanted how many submissions it is to hold, a power of two
     * @param waitNanos how long {@link #await} waits
     * @throws IOException if the kernel does not allow it, or lacks a feature
     */
    Ring(int wanted, long waitNanos) throws IOException {
        MemorySegment params = arena.allocate(120, 8);
        params.set(JAVA_INT, 8, SETUP_CLAMP);
        fd = Libc.setup(wanted, params, submitCapture);
        if (fd < 0) {
            arena.close();
            throw new IOException("io_uring_setup: " + Libc.message(-fd) + hint(-fd));
        }
        int features = params.get(JAVA_INT, 20);
        entries = params.get(JAVA_INT, 0);
        completions = params.get(JAVA_INT, 4);
        // struct io_sqring_offsets is at 40: head, tail, ring_mask, ring_entries, flags, dropped, array
        sqHead = params.get(JAVA_INT, 40);
        sqTail = params.get(JAVA_INT, 44);
        long array = params.get(JAVA_INT, 64);
        // struct io_cqring_offsets is at 80: head, tail, ring_mask, ring_entries, overflow, cqes
        cqHead = params.get(JAVA_INT, 80);
        cqTail = params.get(JAVA_INT, 84);
        cqes = params.get(JAVA_INT, 100);
        long bytes = Math.max(array + 4L * entries, cqes + (long) CQE_BYTES * completions);
        boolean usable = (features & NEEDED) == NEEDED;
        queues = usable ? Libc.map(fd, bytes, 0, submitCapture) : MemorySegment.NULL;
        submissions = usable
                ? Libc.map(fd, (long) SQE_BYTES * entries, OFFSET_OF_ENTRIES, submitCapture)
                : MemorySegment.NULL;
        if (queues.address() == 0 || submissions.address() == 0) {
            close();
            throw new IOException(usable ? "the ring cannot be mapped" : "the kernel's io_uring is too old");
        }
        sqMask = queues.get(JAVA_INT, params.get(JAVA_INT, 48));
        cqMask = queues.get(JAVA_INT, params.get(JAVA_INT, 88));
        for (int i = 0; i < entries; i++) {
            queues.set(JAVA_INT, array + 4L * i, i);
        }
        describeWait(waitNanos);
    }

    /** What is mostly the matter, for those who look for the reason why there is no ring. */
    static String hint(int errno) {
        return switch (errno) {
            case Libc.EPERM -> " (kernel.io_uring_disabled, or the container's filter of system calls)";
            case Libc.ENOMEM ->
                " (is RLIMIT_MEMLOCK, ulimit -l, large enough? Kernels before 5.12 count a ring against it)";
            case Libc.ENOSYS ->
                " (the kernel is older than 5.1 or built without io_uring, or a filter of system calls)";
            default -> "";
        };
    }

    /** A {@code struct io_uring_getevents_arg}: no signal mask, and a time-out. */
    private void describeWait(long nanos) {
        MemorySegment time = arena.allocate(16, 8);
        time.set(JAVA_LONG, 0, nanos / 1_000_000_000);
        time.set(JAVA_LONG, 8, nanos % 1_000_000_000);
        wait.set(JAVA_LONG, 16, time.address());
    }

    @Override
    public int entries() {
        return entries;
    }

    @Override
    public int completions() {
        return completions;
    }

    // ---- the submitter's side

    @Override
    public void prepare(byte operation, int file, long address, int length, long offset, int flags, long userData) {
        int tail = queues.get(JAVA_INT, sqTail);
        long at = (long) SQE_BYTES * (tail & sqMask);
        submissions.set(JAVA_LONG, at, 0L);
        submissions.set(JAVA_BYTE, at, operation);
        submissions.set(JAVA_INT, at + 4, file);
        submissions.set(JAVA_LONG, at + 8, offset);
        submissions.set(JAVA_LONG, at + 16, address);
        submissions.set(JAVA_INT, at + 24, length);
        submissions.set(JAVA_INT, at + 28, flags);
        submissions.set(JAVA_LONG, at + 32, userData);
        submissions.set(JAVA_LONG, at + 40, 0L);
        submissions.set(JAVA_LONG, at + 48, 0L);
        submissions.set(JAVA_LONG, at + 56, 0L);
        INT.setRelease(queues, sqTail, tail + 1);
    }

    @Override
    public int submit(int count) {
        return Libc.submit(fd, count, submitCapture);
    }

    @Override
    public int untaken() {
        return queues.get(JAVA_INT, sqTail) - (int) INT.getAcquire(queues, sqHead);
    }

    @Override
    public void unprepare() {
        INT.setRelease(queues, sqTail, (int) INT.getAcquire(queues, sqHead));
    }

    // ---- the reaper's side

    @Override
    public int await() {
        return Libc.await(fd, wait, waitCapture);
    }

    @Override
    public int reap(Sink sink, int most) {
        int head = queues.get(JAVA_INT, cqHead);
        int all = (int) INT.getAcquire(queues, cqTail);
        int tail = head + Math.min(all - head, most);
        for (int next = head; next != tail; next++) {
            long at = cqes + (long) CQE_BYTES * (next & cqMask);
            sink.completed(queues.get(JAVA_LONG, at), queues.get(JAVA_INT, at + 8));
        }
        INT.setRelease(queues, cqHead, tail);
        return tail - head;
    }

    /** Nothing may be in flight. */
    @Override
    public void close() {
        if (submissions.address() != 0) {
            Libc.unmap(submissions);
        }
        if (queues.address() != 0) {
            Libc.unmap(queues);
        }
        int _ = Libc.close(fd);
        arena.close();
    }
}
