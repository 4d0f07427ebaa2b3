package io.heddle.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.heddle.linux.Libc;
import io.heddle.linux.NativeMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * One io_uring: two queues in memory that is shared with the kernel. At any time one thread may prepare and submit, and
 * one wait and reap. The ring can be closed while it is not used, and opened again.
 *
 * <p>Source: io_uring_setup(2) and io_uring_enter(2); the layouts are those of {@code linux/io_uring.h}.
 */
final class Ring implements Queues, AutoCloseable {
    /** Receives completions. */
    interface Sink {
        void completed(long userData, int result);
    }

    /** Thrown if the ring cannot be opened. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        final boolean passing;

        RefusedException(String message, boolean passing) {
            super(message);
            this.passing = passing;
        }
    }

    static final byte OP_NOP = 0;
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

    private static final long SYS_IO_URING_SETUP = 425;
    private static final long SYS_IO_URING_ENTER = 426;
    private static final long ENTER_GETEVENTS = 1;
    private static final long ENTER_EXT_ARG = 8;

    private static final long OFFSET_OF_ENTRIES = 0x1000_0000L;
    private static final int SQE_BYTES = 64;
    private static final int CQE_BYTES = 16;

    // The layout of the memory besides the queues: two places for an errno, an io_uring_getevents_arg, its time, the
    // parameters.
    private static final long WORK_BYTES = 256;
    private static final long AT_SUBMIT_CAPTURE = 0;
    private static final long AT_WAIT_CAPTURE = 16;
    private static final long AT_WAIT = 32;
    private static final long WAIT_BYTES = 24;
    private static final long AT_TIME = 64;
    private static final long TIME_BYTES = 16;
    private static final long AT_PARAMS = 128;
    private static final long PARAMS_BYTES = 120;

    private static final int CLOSED = -1;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final VarHandle INT = JAVA_INT.varHandle();

    private final NativeMemory memory;
    private final int wanted;
    private int entries;
    private int completions;
    private String step = "io_uring_setup"; // the step at which an open has failed

    // While it is open.
    private int fd = CLOSED;
    private MemorySegment work = MemorySegment.NULL;
    private MemorySegment queues = MemorySegment.NULL;
    private MemorySegment submissions = MemorySegment.NULL;
    private MemorySegment submitCapture = MemorySegment.NULL;
    private MemorySegment waitCapture = MemorySegment.NULL;
    private MemorySegment wait = MemorySegment.NULL;
    private MemorySegment time = MemorySegment.NULL;

    private long sqHead;
    private long sqTail;
    private long cqHead;
    private long cqTail;
    private long cqes;
    private int sqMask;
    private int cqMask;

    /**
     * Opens a ring.
     *
     * @param wanted the number of submission entries, a power of two
     * @param memory allocates the ring's own memory
     * @throws RefusedException if the kernel does not allow it, or lacks a feature
     */
    Ring(int wanted, NativeMemory memory) throws RefusedException {
        this.wanted = wanted;
        this.memory = memory;
        int error = open();
        if (error == -Libc.EOPNOTSUPP) {
            throw new RefusedException("the kernel's io_uring is too old", false);
        }
        if (error != 0) {
            throw new RefusedException(step + ": " + Libc.message(-error) + hint(-error), Libc.isPassing(-error));
        }
    }

    @Override
    public int open() {
        if (fd >= 0 && queues.address() != 0 && submissions.address() != 0) {
            return 0;
        }
        close(); // completes a close that an Error has ended
        boolean opened = false;
        try {
            work = memory.allocate(WORK_BYTES);
            submitCapture = work.asSlice(AT_SUBMIT_CAPTURE, Libc.CAPTURE_BYTES);
            waitCapture = work.asSlice(AT_WAIT_CAPTURE, Libc.CAPTURE_BYTES);
            time = work.asSlice(AT_TIME, TIME_BYTES);
            wait = work.asSlice(AT_WAIT, WAIT_BYTES); // no signal mask, and a time
            wait.set(JAVA_LONG, 16, time.address());
            int error = map(work.asSlice(AT_PARAMS, PARAMS_BYTES));
            opened = error == 0;
            return error;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    private int map(MemorySegment params) {
        params.set(JAVA_INT, 8, SETUP_CLAMP);
        int made = (int) Libc.call(submitCapture, SYS_IO_URING_SETUP, wanted, params.address(), 0, 0, 0, 0);
        if (made < 0) {
            return made;
        }
        fd = made;
        int features = params.get(JAVA_INT, 20);
        if ((features & NEEDED) != NEEDED) {
            return -Libc.EOPNOTSUPP;
        }
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
        queues = Libc.map(fd, bytes, 0, submitCapture);
        submissions = Libc.map(fd, (long) SQE_BYTES * entries, OFFSET_OF_ENTRIES, submitCapture);
        if (queues.address() == 0 || submissions.address() == 0) {
            step = "mmap of the ring";
            return -Math.max(1, submitCapture.get(JAVA_INT, 0));
        }
        sqMask = queues.get(JAVA_INT, params.get(JAVA_INT, 48));
        cqMask = queues.get(JAVA_INT, params.get(JAVA_INT, 88));
        for (int i = 0; i < entries; i++) {
            queues.set(JAVA_INT, array + 4L * i, i);
        }
        return 0;
    }

    /** Returns advice on the usual cause of an error. */
    static String hint(int errno) {
        return switch (errno) {
            case Libc.EPERM, Libc.EACCES ->
                "; a container's seccomp profile must allow io_uring_setup, io_uring_enter and io_uring_register, and"
                        + " kernel.io_uring_disabled must be 0";
            case Libc.ENOMEM ->
                "; kernels before 5.12 count a ring against RLIMIT_MEMLOCK (ulimit -l), and a container's limit of "
                        + "memory"
                        + " must leave room for it";
            case Libc.ENOSYS ->
                "; the kernel must be 5.11 or newer and built with io_uring, and a container's seccomp profile must "
                        + "allow"
                        + " io_uring_setup, io_uring_enter and io_uring_register";
            default -> "";
        };
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
        return (int) Libc.call(submitCapture, SYS_IO_URING_ENTER, fd, count, 0, 0, 0, 0);
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
    public int await(long nanos) {
        time.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
        time.set(JAVA_LONG, 8, nanos % NANOS_PER_SECOND);
        return (int) Libc.call(
                waitCapture,
                SYS_IO_URING_ENTER,
                fd,
                0,
                1,
                ENTER_GETEVENTS | ENTER_EXT_ARG,
                wait.address(),
                wait.byteSize());
    }

    /** Advances the head before the sink is notified: whatever the sink throws, nothing is delivered twice. */
    @Override
    public int reap(Sink sink, int most) {
        int head = queues.get(JAVA_INT, cqHead);
        int all = (int) INT.getAcquire(queues, cqTail);
        int count = Math.min(all - head, most);
        for (int i = 0; i < count; i++) {
            long at = cqes + (long) CQE_BYTES * (head & cqMask);
            long userData = queues.get(JAVA_LONG, at);
            int result = queues.get(JAVA_INT, at + 8);
            head++;
            INT.setRelease(queues, cqHead, head);
            sink.completed(userData, result);
        }
        return count;
    }

    @Override
    public void close() {
        MemorySegment toUnmap = submissions;
        submissions = MemorySegment.NULL;
        if (toUnmap.address() != 0) {
            Libc.unmap(toUnmap);
        }
        toUnmap = queues;
        queues = MemorySegment.NULL;
        if (toUnmap.address() != 0) {
            Libc.unmap(toUnmap);
        }
        int toClose = fd;
        fd = CLOSED;
        if (toClose >= 0) {
            int _ = Libc.close(toClose);
        }
        toUnmap = work;
        work = MemorySegment.NULL;
        if (toUnmap.address() != 0) {
            memory.free(toUnmap);
        }
    }
}
