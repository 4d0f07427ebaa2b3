package io.heddle.uring;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The system calls that the ring needs, each by the C library's {@code syscall}. Each answers a number of 0 or more, or the
 * negative {@code errno}. Only to be touched where native access is granted.
 *
 * <p>Linking a function spins classes: the first takes 100 ms and more of a JVM's start, each further one of another shape
 * 20 ms. That is why there is one for all, whose arguments are all {@code long}.
 */
@SuppressWarnings("restricted") // native access was asked for before this class is touched
final class Libc {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EBUSY = 16;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;
    static final int ETIME = 62;
    static final int EOPNOTSUPP = 95;
    static final int EALREADY = 114;
    static final int ECANCELED = 125;

    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_TRUNC = 0x200;
    static final int O_APPEND = 0x400;
    static final int O_DSYNC = 0x1000;
    static final int O_SYNC = 0x10_1000;
    static final int O_CLOEXEC = 0x8_0000;

    // The numbers of x86_64, and those that the architectures after it have in common.
    private static final boolean IS_X86 = System.getProperty("os.arch").equals("amd64");
    private static final long SYS_MMAP = IS_X86 ? 9 : 222;
    private static final long SYS_MUNMAP = IS_X86 ? 11 : 215;
    private static final long SYS_OPENAT = IS_X86 ? 257 : 56;
    private static final long SYS_CLOSE = IS_X86 ? 3 : 57;
    private static final long SYS_PREADV2 = IS_X86 ? 327 : 286;
    private static final long SYS_IO_URING_SETUP = 425;
    private static final long SYS_IO_URING_ENTER = 426;

    private static final long AT_FDCWD = -100;
    private static final long RWF_NOWAIT = 8;
    private static final long PROT_READ_WRITE = 3;
    private static final long MAP_SHARED_POPULATE = 0x8001;
    private static final long ENTER_GETEVENTS = 1;
    private static final long ENTER_EXT_ARG = 8;

    /** Bytes of the place where a call leaves its {@code errno}: on Linux an {@code int} and nothing else. */
    static final long CAPTURE_BYTES = 4;

    private static final MethodHandle SYSCALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));

    /** Linked when the first error has to be put into words, which is seldom. */
    private static final class Messages {
        static final MethodHandle STRERROR = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("strerror"),
                        FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    private Libc() {}

    private static long call(MemorySegment capture, long number, long a, long b, long c, long d, long e, long f) {
        try {
            long returned = (long) SYSCALL.invokeExact(capture, number, a, b, c, d, e, f);
            return returned >= 0 ? returned : -capture.get(JAVA_INT, 0);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** What cannot happen: none of the handles throws but for wrong types. */
    private static AssertionError impossible(Throwable thrown) {
        return new AssertionError("a call of the C library threw", thrown);
    }

    /** Makes a ring; {@code params} is a {@code struct io_uring_params}. */
    static int setup(int entries, MemorySegment params, MemorySegment capture) {
        return (int) call(capture, SYS_IO_URING_SETUP, entries, params.address(), 0, 0, 0, 0);
    }

    /** Submits so many entries. */
    static int submit(int ring, int count, MemorySegment capture) {
        return (int) call(capture, SYS_IO_URING_ENTER, ring, count, 0, 0, 0, 0);
    }

    /** Waits for a completion; {@code wait} is a {@code struct io_uring_getevents_arg}, which has the time-out. */
    static int await(int ring, MemorySegment wait, MemorySegment capture) {
        return (int) call(
                capture,
                SYS_IO_URING_ENTER,
                ring,
                0,
                1,
                ENTER_GETEVENTS | ENTER_EXT_ARG,
                wait.address(),
                wait.byteSize());
    }

    /** Maps a part of a ring; {@link MemorySegment#NULL} if that is not possible. */
    static MemorySegment map(int ring, long bytes, long offset, MemorySegment capture) {
        long address = call(capture, SYS_MMAP, 0, bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, ring, offset);
        return address < 0
                ? MemorySegment.NULL
                : MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    static void unmap(MemorySegment mapped) {
        try (Arena arena = Arena.ofConfined()) {
            long _ = call(capture(arena), SYS_MUNMAP, mapped.address(), mapped.byteSize(), 0, 0, 0, 0);
        }
    }

    static int open(String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            return (int) call(capture(arena), SYS_OPENAT, AT_FDCWD, name, flags, mode, 0, 0);
        }
    }

    static int close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(capture(arena), SYS_CLOSE, fd, 0, 0, 0, 0, 0);
        }
    }

    private static MemorySegment capture(Arena arena) {
        return arena.allocate(CAPTURE_BYTES, CAPTURE_BYTES);
    }

    /** Reads what is in the page cache, and nothing else: EAGAIN if the first byte is not. */
    static int readCached(int fd, long vector, long offset, MemorySegment capture) {
        long highHalf = 0; // is for machines whose words are half as long
        return (int) call(capture, SYS_PREADV2, fd, vector, 1, offset, highHalf, RWF_NOWAIT);
    }

    /** The message of an error, as the JDK's own exceptions have it. */
    static String message(int errno) {
        try {
            MemorySegment text = (MemorySegment) Messages.STRERROR.invokeExact(errno);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }
}
