package io.heddle.backend;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The C library's {@code mlock} and {@code munlock}. Must be loaded only where native access is granted, because
 * creating the handles is a restricted operation.
 */
final class NativeLock {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final @Nullable MethodHandle MLOCK = find("mlock");
    private static final @Nullable MethodHandle MUNLOCK = find("munlock");

    // The systems share these numbers, except for EAGAIN.
    private static final int EPERM = 1;
    private static final int EAGAIN_OF_LINUX = 11;
    private static final int ENOMEM = 12;
    private static final int EINVAL = 22;
    private static final int EAGAIN_OF_BSD = 35;

    private NativeLock() {}

    @SuppressWarnings("restricted") // PageLock checks the access first
    private static @Nullable MethodHandle find(String name) {
        try {
            Linker linker = Linker.nativeLinker();
            FunctionDescriptor signature =
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
            Linker.Option keepsErrno = Linker.Option.captureCallState("errno");
            return linker.defaultLookup()
                    .find(name)
                    .map(function -> linker.downcallHandle(function, signature, keepsErrno))
                    .orElse(null);
        } catch (UnsupportedOperationException | IllegalArgumentException noLinkerOrErrno) {
            return null;
        }
    }

    static boolean isAvailable() {
        return MLOCK != null && MUNLOCK != null;
    }

    static void lock(MemorySegment pages) throws IOException {
        call("mlock", MLOCK, pages);
    }

    static void unlock(MemorySegment pages) throws IOException {
        call("munlock", MUNLOCK, pages);
    }

    /** Calls a function. The linker keeps the segment's arena open during the call. */
    private static void call(String name, @Nullable MethodHandle function, MemorySegment pages) throws IOException {
        if (function == null) {
            throw new IOException("Operation not supported: " + name);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int failed = (int) function.invokeExact(state, pages, pages.byteSize());
            if (failed != 0) {
                int errno = (int) ERRNO.get(state, 0L);
                throw new IOException(text(errno) + ": " + name + " of " + pages.byteSize() + " bytes" + hint(errno));
            }
        } catch (IOException | RuntimeException | Error known) {
            throw known;
        } catch (Throwable impossible) { // declared by the handle's signature
            throw new IOException(impossible);
        }
    }

    /** Returns the C library's text, by which callers recognize the error. */
    private static String text(int errno) {
        return switch (errno) {
            case EPERM -> "Operation not permitted";
            case EAGAIN_OF_LINUX, EAGAIN_OF_BSD -> "Resource temporarily unavailable";
            case ENOMEM -> "Cannot allocate memory";
            case EINVAL -> "Invalid argument";
            default -> "Input/output error: errno " + errno;
        };
    }

    private static String hint(int errno) {
        return errno == EINVAL ? "" : ", is RLIMIT_MEMLOCK (ulimit -l) large enough?";
    }
}
