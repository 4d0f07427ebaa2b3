package io.heddle.bench.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Makes the kernel refuse {@code io_uring_setup} to all threads of this JVM with EPERM, by a filter of system calls
 * such as the runtime of a container installs. It cannot be removed.
 */
final class NoRing {
    private static final int IO_URING_SETUP = 425; // on all architectures
    private static final int EPERM = 1;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final long SET_MODE_FILTER = 1;
    private static final long ALL_THREADS = 1; // SECCOMP_FILTER_FLAG_TSYNC

    // struct sock_filter: the values of BPF_LD | BPF_W | BPF_ABS and so on of linux/filter.h and linux/seccomp.h.
    private static final int LOAD_NUMBER = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int REFUSE = 0x5_0000;
    private static final int ALLOW = 0x7FFF_0000;

    private NoRing() {}

    @SuppressWarnings("restricted") // the forks grant native access
    static void install() throws IOException {
        Linker linker = Linker.nativeLinker();
        MethodHandle prctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("prctl"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        MethodHandle syscall = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(1));
        long[] program = {
            instruction(LOAD_NUMBER, 0, 0, 0),
            instruction(JUMP_IF_EQUAL, 0, 1, IO_URING_SETUP),
            instruction(RETURN, 0, 0, REFUSE | EPERM),
            instruction(RETURN, 0, 0, ALLOW)
        };
        long seccomp = System.getProperty("os.arch").equals("amd64") ? 317 : 277;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment description = arena.allocate(ValueLayout.JAVA_LONG, 2);
            description.set(ValueLayout.JAVA_SHORT, 0, (short) program.length);
            description.setAtIndex(
                    ValueLayout.JAVA_LONG,
                    1,
                    arena.allocateFrom(ValueLayout.JAVA_LONG, program).address());
            int refused = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
            long answer = (long) syscall.invokeExact(seccomp, SET_MODE_FILTER, ALL_THREADS, description);
            if (refused != 0 || answer != 0) {
                throw new IOException("no filter of system calls can be installed");
            }
        } catch (IOException | RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible); // the handles throw no checked exception
        }
    }

    private static long instruction(int code, int ifTrue, int ifFalse, int operand) {
        return code | (long) ifTrue << 16 | (long) ifFalse << 24 | Integer.toUnsignedLong(operand) << 32;
    }
}
