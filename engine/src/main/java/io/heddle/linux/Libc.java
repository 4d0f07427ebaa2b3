package io.heddle.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * System calls, each by the C library's {@code syscall}. Each returns a number of 0 or more, or the negative {@code
 * errno}. May only be used where native access is granted. Safe for use by any number of threads.
 *
 * <p>Linking a function generates classes. The first function takes 100 ms or more of a JVM's start, each further one
 * of another shape 20 ms. A single function, whose arguments are all {@code long}, therefore serves all calls.
 */
@SuppressWarnings("restricted") // native access is checked before this class is used
public final class Libc {
    /** Operation not permitted. */
    public static final int EPERM = 1;

    /** No such file or directory. */
    public static final int ENOENT = 2;

    /** Interrupted system call. */
    public static final int EINTR = 4;

    /** Input/output error. */
    public static final int EIO = 5;

    /** Bad file descriptor. */
    public static final int EBADF = 9;

    /** Resource temporarily unavailable. */
    public static final int EAGAIN = 11;

    /** Cannot allocate memory. */
    public static final int ENOMEM = 12;

    /** Permission denied. */
    public static final int EACCES = 13;

    /** Bad address. */
    public static final int EFAULT = 14;

    /** Device or resource busy. */
    public static final int EBUSY = 16;

    /** File exists. */
    public static final int EEXIST = 17;

    /** Not a directory. */
    public static final int ENOTDIR = 20;

    /** Is a directory. */
    public static final int EISDIR = 21;

    /** Invalid argument. */
    public static final int EINVAL = 22;

    /** Too many open files in system. */
    public static final int ENFILE = 23;

    /** Too many open files. */
    public static final int EMFILE = 24;

    /** Function not implemented. */
    public static final int ENOSYS = 38;

    /** Too many levels of symbolic links. */
    public static final int ELOOP = 40;

    /** Invalid request descriptor. */
    public static final int EBADR = 53;

    /** Timer expired. */
    public static final int ETIME = 62;

    /** Operation not supported. */
    public static final int EOPNOTSUPP = 95;

    /** Operation already in progress. */
    public static final int EALREADY = 114;

    /** Operation canceled. */
    public static final int ECANCELED = 125;

    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_TRUNC = 0x200;
    static final int O_APPEND = 0x400;
    static final int O_DSYNC = 0x1000;
    static final int O_SYNC = 0x10_1000;
    static final int O_CLOEXEC = 0x8_0000;

    // The numbers of x86_64, and those that the later architectures share.
    private static final boolean IS_X86 = System.getProperty("os.arch").equals("amd64");
    private static final long SYS_MEMFD_CREATE = IS_X86 ? 319 : 279;
    private static final long SYS_MMAP = IS_X86 ? 9 : 222;
    private static final long SYS_MUNMAP = IS_X86 ? 11 : 215;
    private static final long SYS_OPENAT = IS_X86 ? 257 : 56;
    private static final long SYS_CLOSE = IS_X86 ? 3 : 57;
    private static final long SYS_PREADV2 = IS_X86 ? 327 : 286;
    private static final long SYS_UNLINKAT = IS_X86 ? 263 : 35;
    private static final long SYS_LSEEK = IS_X86 ? 8 : 62;
    private static final long SYS_FCNTL = IS_X86 ? 72 : 25;
    private static final long SYS_STATX = IS_X86 ? 332 : 291;
    static final long SYS_PREAD64 = IS_X86 ? 17 : 67;
    static final long SYS_PWRITE64 = IS_X86 ? 18 : 68;
    static final long SYS_WRITE = IS_X86 ? 1 : 64;
    private static final long SYS_WRITEV = IS_X86 ? 20 : 66;
    private static final long SYS_FSYNC = IS_X86 ? 74 : 82;
    private static final long SYS_FDATASYNC = IS_X86 ? 75 : 83;

    private static final long AT_FDCWD = -100;
    private static final long RWF_NOWAIT = 8;
    private static final long PROT_READ_WRITE = 3;
    private static final long MAP_SHARED_POPULATE = 0x8001;
    private static final long MFD_CLOEXEC = 1;

    /** The number of bytes into which a call stores its {@code errno}: on Linux a single {@code int}. */
    public static final long CAPTURE_BYTES = 4;

    private static final MethodHandle SYSCALL = Linkage.link();

    /**
     * Links functions of the C library. The linker caches what it has linked. A call before {@link Libc} is initialised
     * therefore does most of the work for which the initialiser might lack memory, and an Error thrown here makes no
     * class unusable.
     */
    static final class Linkage {
        private Linkage() {}

        static MethodHandle link() {
            return link(
                    "syscall",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));
        }

        static MethodHandle link(String name, FunctionDescriptor shape, Linker.Option... options) {
            return Linker.nativeLinker().downcallHandle(find(name), shape, options);
        }

        /**
         * Finds a function. If no descriptor was free when the JDK's own lookup was first used, it finds no function
         * for the rest of the JVM's life. A lookup in the C library needs no descriptor, because the library is already
         * loaded.
         */
        private static MemorySegment find(String name) {
            return Linker.nativeLinker()
                    .defaultLookup()
                    .find(name)
                    .orElseGet(() -> SymbolLookup.libraryLookup("libc.so.6", Arena.global())
                            .findOrThrow(name));
        }
    }

    /**
     * The C library's {@code strerror}, linked for the first error whose message is not known here. It is not a
     * constant of a class: an initialiser that fails for lack of memory fails for ever.
     */
    private static volatile @Nullable MethodHandle strerror;

    private Libc() {}

    /**
     * Makes a system call of up to six arguments.
     *
     * @param capture receives the {@code errno}; at least {@link #CAPTURE_BYTES} long
     * @param number the number of the call on this architecture
     * @param a the first argument
     * @param b the second
     * @param c the third
     * @param d the fourth
     * @param e the fifth
     * @param f the sixth
     * @return the result of the call, or the negative {@code errno}
     */
    public static long call(MemorySegment capture, long number, long a, long b, long c, long d, long e, long f) {
        try {
            long returned = (long) SYSCALL.invokeExact(capture, number, a, b, c, d, e, f);
            return returned >= 0 ? returned : -capture.get(JAVA_INT, 0);
        } catch (VirtualMachineError exhausted) { // before the call: after it neither heap nor stack is needed
            throw exhausted;
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /**
     * Returns whether an error is temporary: the same call may succeed once other users have released resources.
     *
     * @param errno the error, a positive number
     * @return {@code false} if it is a refusal
     */
    public static boolean isPassing(int errno) {
        return switch (errno) {
            case EINTR, EAGAIN, ENOMEM, EBUSY, ENFILE, EMFILE -> true;
            default -> false;
        };
    }

    /** Returns the error for a throwable that cannot occur: the handles throw only for wrong types. */
    private static AssertionError impossible(Throwable thrown) {
        return new AssertionError("a call of the C library threw", thrown);
    }

    /**
     * Maps a part of the file behind a descriptor, shared with the kernel and populated from the start.
     *
     * @param fd the descriptor
     * @param bytes the length
     * @param offset the byte offset at which the part begins
     * @param capture receives the {@code errno}
     * @return the memory, or {@link MemorySegment#NULL} if it cannot be mapped
     */
    public static MemorySegment map(int fd, long bytes, long offset, MemorySegment capture) {
        long address = call(capture, SYS_MMAP, 0, bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, fd, offset);
        return address < 0
                ? MemorySegment.NULL
                : MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    /**
     * Maps new private memory.
     *
     * @throws OutOfMemoryError if the kernel has none
     */
    static MemorySegment mapAnonymous(long bytes) {
        MemorySegment memory = allocate(bytes);
        if (memory.address() == 0) {
            throw new OutOfMemoryError("mmap of " + bytes + " bytes");
        }
        return memory;
    }

    /**
     * Creates a file in memory, which has no name in any directory.
     *
     * @param name the name shown in {@code /proc}, ended by a zero
     * @param capture receives the {@code errno}
     * @return its descriptor, or the negative {@code errno}
     */
    public static int memoryFile(MemorySegment name, MemorySegment capture) {
        return (int) call(capture, SYS_MEMFD_CREATE, name.address(), MFD_CLOEXEC, 0, 0, 0, 0);
    }

    /**
     * Unmaps memory.
     *
     * @param mapped the entire mapping
     */
    public static void unmap(MemorySegment mapped) {
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

    /**
     * Opens a regular file, or one that is to be created, by the bytes of its path. What kind of file it is must be
     * known before: the open of a FIFO waits for its other end, and that of a device may have an effect.
     *
     * @return its descriptor, the negative {@code errno} of the open, or {@link #NOT_REGULAR} if it was not tried
     */
    static int openRegular(byte[] path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = name(arena, path);
            MemorySegment capture = capture(arena);
            if (!isRegularOrAbsent(arena, name, capture)) {
                return NOT_REGULAR;
            }
            long opened;
            do {
                opened = call(capture, SYS_OPENAT, AT_FDCWD, name.address(), flags, mode, 0, 0);
            } while (opened == -EINTR);
            return (int) opened;
        }
    }

    /** What keeps the name from being followed keeps it from being opened as well, with the same error. */
    private static boolean isRegularOrAbsent(Arena arena, MemorySegment name, MemorySegment capture) {
        MemorySegment stat = arena.allocate(STATX_BYTES, Long.BYTES);
        long answer = statx(capture, AT_FDCWD, name.address(), 0, stat);
        return answer < 0
                ? answer == -ENOENT || answer == -EACCES || answer == -ENOTDIR || answer == -ELOOP
                : isRegular(stat);
    }

    private static long statx(MemorySegment capture, long directory, long name, long flags, MemorySegment stat) {
        return call(
                capture,
                SYS_STATX,
                directory,
                name,
                flags | AT_STATX_SYNC_AS_STAT,
                STATX_TYPE_AND_SIZE,
                stat.address(),
                0);
    }

    private static boolean isRegular(MemorySegment stat) {
        return (stat.get(JAVA_SHORT, STATX_MODE) & S_IFMT) == S_IFREG;
    }

    /** Removes the name of a file. */
    static int unlink(byte[] path) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(
                    capture(arena), SYS_UNLINKAT, AT_FDCWD, name(arena, path).address(), 0, 0, 0, 0);
        }
    }

    private static MemorySegment name(Arena arena, byte[] path) {
        MemorySegment name = arena.allocate(path.length + 1L); // ends with a 0
        MemorySegment.copy(path, 0, name, JAVA_BYTE, 0, path.length);
        return name;
    }

    /**
     * Closes a descriptor.
     *
     * @param fd the descriptor, which is released whatever the result is
     * @return 0, or the negative {@code errno}
     */
    public static int close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(capture(arena), SYS_CLOSE, fd, 0, 0, 0, 0, 0);
        }
    }

    private static MemorySegment capture(Arena arena) {
        return arena.allocate(CAPTURE_BYTES, CAPTURE_BYTES);
    }

    /** Reads bytes from the page cache alone; EAGAIN if the first byte is not cached. */
    static int readCached(int fd, long vector, long offset, MemorySegment capture) {
        long highHalf = 0; // used on 32-bit machines only
        return (int) call(capture, SYS_PREADV2, fd, vector, 1, offset, highHalf, RWF_NOWAIT);
    }

    /**
     * Returns the message of an error, as in the JDK's own exceptions.
     *
     * @param errno the error, a positive number
     * @return the C library's text
     */
    public static String message(int errno) {
        return switch (errno) { // the most frequent ones: an error may be reported when memory is nearly exhausted
            case EPERM -> "Operation not permitted";
            case EINTR -> "Interrupted system call";
            case EIO -> "Input/output error";
            case EBADF -> "Bad file descriptor";
            case EAGAIN -> "Resource temporarily unavailable";
            case ENOMEM -> "Cannot allocate memory";
            case EACCES -> "Permission denied";
            case EFAULT -> "Bad address";
            case EINVAL -> "Invalid argument";
            case ENFILE -> "Too many open files in system";
            case EMFILE -> "Too many open files";
            case ENOSYS -> "Function not implemented";
            case EOPNOTSUPP -> "Operation not supported";
            case ECANCELED -> "Operation canceled";
            default -> strerror(errno);
        };
    }

    private static String strerror(int errno) {
        try {
            MethodHandle function = strerror;
            if (function == null) {
                function = Linkage.link("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
                strerror = function;
            }
            MemorySegment text = (MemorySegment) function.invokeExact(errno);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (VirtualMachineError exhausted) {
            throw exhausted;
        } catch (LinkageError notToBeLoaded) {
            return "errno " + errno;
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    // ---- the blocking calls on a file

    private static final long F_DUPFD_CLOEXEC = 1030;
    private static final long F_GETFL = 3;
    private static final long SEEK_CUR = 1;
    private static final long AT_EMPTY_PATH = 0x1000;
    private static final long AT_STATX_SYNC_AS_STAT = 0;
    private static final long STATX_TYPE_AND_SIZE = 0x201;

    /** The file is of another kind, or its kind cannot be found out. No {@code errno}. */
    static final int NOT_REGULAR = Integer.MIN_VALUE;

    private static final int STATX_BYTES = 256;
    private static final int STATX_MODE = 28; // offsets in struct statx
    private static final int STATX_SIZE = 40;
    private static final int S_IFMT = 0xF000;
    private static final int S_IFREG = 0x8000;
    private static final long PRIVATE_ANONYMOUS = 0x22;

    /**
     * A {@code syscall} that takes a segment, whose arena cannot be closed during the call. It is linked on first use,
     * possibly when memory is nearly exhausted. It is therefore not a constant of a class, whose initialiser would fail
     * for ever.
     */
    private static volatile @Nullable MethodHandle holdingCall;

    private static MethodHandle holdingCall() {
        MethodHandle linked = holdingCall;
        if (linked == null) {
            linked = Linkage.link(
                    "syscall",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));
            holdingCall = linked;
        }
        return linked;
    }

    /** Returns a second descriptor of what a descriptor refers to. */
    static int duplicate(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(capture(arena), SYS_FCNTL, fd, F_DUPFD_CLOEXEC, 0, 0, 0, 0);
        }
    }

    /** Returns the flags that a descriptor was opened with. */
    static int flags(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(capture(arena), SYS_FCNTL, fd, F_GETFL, 0, 0, 0, 0);
        }
    }

    /** Returns the position of a descriptor; ESPIPE if it has none. */
    static long position(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            return call(capture(arena), SYS_LSEEK, fd, 0, SEEK_CUR, 0, 0, 0);
        }
    }

    /** Returns the size of a file; EINVAL if the file is not regular. */
    static long size(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stat = arena.allocate(STATX_BYTES, Long.BYTES);
            long emptyName = stat.address() + STATX_BYTES - 1;
            long answer = statx(capture(arena), fd, emptyName, AT_EMPTY_PATH, stat);
            return answer < 0 ? answer : isRegular(stat) ? stat.get(JAVA_LONG, STATX_SIZE) : -EINVAL;
        }
    }

    /** Forces data, or data and metadata, to the device. */
    static int sync(int fd, boolean metadata, MemorySegment capture) {
        return (int) call(capture, metadata ? SYS_FSYNC : SYS_FDATASYNC, fd, 0, 0, 0, 0, 0);
    }

    /** Moves bytes by {@code pread64}, {@code pwrite64} or {@code write}, which ignores the offset. */
    static long move(long number, int fd, long address, long length, long offset, MemorySegment capture) {
        return call(capture, number, fd, address, length, offset, 0, 0);
    }

    /** Moves bytes as {@link #move} does, and keeps the arena of the memory open meanwhile. */
    static long holding(long number, int fd, MemorySegment memory, long offset, MemorySegment capture) {
        try {
            long returned =
                    (long) holdingCall().invokeExact(capture, number, (long) fd, memory, memory.byteSize(), offset, 0L);
            return returned >= 0 ? returned : -capture.get(JAVA_INT, 0);
        } catch (RuntimeException | Error closedOrConfined) {
            throw closedOrConfined;
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /**
     * Writes a vector of {@code struct iovec} at the end of a file that is open for appending, or at the descriptor's
     * position.
     */
    static long append(int fd, MemorySegment vector, int count) {
        try (Arena arena = Arena.ofConfined()) {
            return call(capture(arena), SYS_WRITEV, fd, vector.address(), count, 0, 0, 0);
        }
    }

    /**
     * Maps memory that counts towards no limit of the JVM, and must be {@linkplain #unmap unmapped}; returns NULL if
     * there is none.
     */
    static MemorySegment allocate(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            long address = call(capture(arena), SYS_MMAP, 0, bytes, PROT_READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
            return address < 0
                    ? MemorySegment.NULL
                    : MemorySegment.ofAddress(address).reinterpret(bytes);
        }
    }
}
