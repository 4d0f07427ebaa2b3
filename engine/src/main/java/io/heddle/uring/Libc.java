package io.heddle.uring;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of the C library that the ring needs. Each answers as a system call does: a number of 0 or more, or the
 * negative {@code errno}. Only to be touched where native access is granted.
 */
@SuppressWarnings("restricted") // native access was asked for before this class is touched
final class Libc {
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EBUSY = 16;
    static final int EINVAL = 22;
    static final int ETIME = 62;
    static final int EOPNOTSUPP = 95;

    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_TRUNC = 0x200;
    static final int O_APPEND = 0x400;
    static final int O_DSYNC = 0x1000;
    static final int O_SYNC = 0x10_1000;
    static final int O_CLOEXEC = 0x8_0000;

    private static final int SYS_IO_URING_SETUP = 425; // the same number on every architecture, as are the next two
    private static final int SYS_IO_URING_ENTER = 426;
    private static final int RWF_NOWAIT = 8;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED_POPULATE = 0x8001;
    private static final int ENTER_GETEVENTS = 1;
    private static final int ENTER_EXT_ARG = 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** Bytes of the place where a call leaves its {@code errno}. */
    static final long CAPTURE_BYTES = CAPTURE.byteSize();

    private static final MethodHandle SYSCALL = function(
            "syscall",
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            1);
    private static final MethodHandle MMAP = function(
            "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG), -1);
    private static final MethodHandle MUNMAP =
            function("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG), -1);
    private static final MethodHandle OPEN =
            function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), 2);
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), -1);
    private static final MethodHandle PREADV2 = function(
            "preadv2", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT), -1);
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Libc() {}

    private static MethodHandle function(String name, FunctionDescriptor descriptor, int firstVariadic) {
        Linker.Option errno = Linker.Option.captureCallState("errno");
        MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
        return firstVariadic < 0
                ? LINKER.downcallHandle(address, descriptor, errno)
                : LINKER.downcallHandle(address, descriptor, errno, Linker.Option.firstVariadicArg(firstVariadic));
    }

    private static long answer(long returned, MemorySegment capture) {
        return returned >= 0 ? returned : -(int) ERRNO.get(capture, 0L);
    }

    /** What cannot happen: none of the handles throws but for wrong types. */
    private static AssertionError impossible(Throwable thrown) {
        return new AssertionError("a call of the C library threw", thrown);
    }

    /** Makes a ring; {@code params} is a {@code struct io_uring_params}. */
    static int setup(int entries, MemorySegment params, MemorySegment capture) {
        try {
            long fd = (long) SYSCALL.invokeExact(
                    capture, (long) SYS_IO_URING_SETUP, (long) entries, params.address(), 0L, 0L, 0L, 0L);
            return (int) answer(fd, capture);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** Submits so many entries. */
    static int submit(int ring, int count, MemorySegment capture) {
        try {
            long taken = (long)
                    SYSCALL.invokeExact(capture, (long) SYS_IO_URING_ENTER, (long) ring, (long) count, 0L, 0L, 0L, 0L);
            return (int) answer(taken, capture);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** Waits for a completion; {@code wait} is a {@code struct io_uring_getevents_arg}, which has the time-out. */
    static int await(int ring, MemorySegment wait, MemorySegment capture) {
        try {
            long answered = (long) SYSCALL.invokeExact(
                    capture,
                    (long) SYS_IO_URING_ENTER,
                    (long) ring,
                    0L,
                    1L,
                    (long) (ENTER_GETEVENTS | ENTER_EXT_ARG),
                    wait.address(),
                    wait.byteSize());
            return (int) answer(answered, capture);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** Maps a part of a ring; {@link MemorySegment#NULL} if that is not possible. */
    static MemorySegment map(int ring, long bytes, long offset, MemorySegment capture) {
        try {
            MemorySegment mapped = (MemorySegment) MMAP.invokeExact(
                    capture, MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, ring, offset);
            return mapped.address() == -1 ? MemorySegment.NULL : mapped.reinterpret(bytes);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static void unmap(MemorySegment mapped) {
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) MUNMAP.invokeExact(arena.allocate(CAPTURE), mapped, mapped.byteSize());
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int open(String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = arena.allocate(CAPTURE);
            int fd = (int) OPEN.invokeExact(capture, arena.allocateFrom(path), flags, mode);
            return (int) answer(fd, capture);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static int close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = arena.allocate(CAPTURE);
            return (int) answer((int) CLOSE.invokeExact(capture, fd), capture);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** Reads what is in the page cache, and nothing else: EAGAIN if the first byte is not. */
    static int readCached(int fd, long vector, long offset, MemorySegment capture) {
        try {
            long read = (long) PREADV2.invokeExact(capture, fd, vector, 1, offset, RWF_NOWAIT);
            return (int) answer(read, capture);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** The message of an error, as the JDK's own exceptions have it. */
    static String message(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }
}
