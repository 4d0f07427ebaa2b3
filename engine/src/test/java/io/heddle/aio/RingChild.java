package io.heddle.aio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own for {@link RingEdgeTest}: does with a file what its first argument selects, and prints only the
 * outcome to standard output.
 */
final class RingChild {
    private static final int SIZE = 1 << 14;
    private static final int BLOCKS = 16;
    private static final int ROUNDS = 60;

    private static final List<ByteBuffer> DIRECT = new ArrayList<>();
    private static Object @Nullable [] hog;

    private RingChild() {}

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "direct" -> useUpDirectMemory(path);
            case "refused" -> refuse(path, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), true);
            case "refused-later" -> refuse(path, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), false);
            case "reason" -> explain(path, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), true);
            case "reason-later" -> explain(path, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), false);
            case "canaries" -> exhaust(path, Long.parseLong(arguments[2]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        Runtime.getRuntime().halt(0);
    }

    private static AioFile open(AioProcess process, Path path) throws IOException {
        return process.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }

    private static byte[] pattern(int number) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) (number + 1));
        return bytes;
    }

    /** Writes, syncs and reads, in direct style and not, and compares. */
    private static void useAll(AioProcess process, AioFile file) throws Exception {
        List<ControlBlock> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            ControlBlock block = new ControlBlock(file, ByteBuffer.wrap(pattern(i)), (long) i * SIZE);
            process.write(block);
            blocks.add(block);
        }
        for (ControlBlock block : blocks) {
            while (process.error(block) == Errno.EINPROGRESS) {
                process.suspend(List.of(block));
            }
            check(process.reap(block) == SIZE, "a write is short");
        }
        file.sync(SyncMode.DSYNC);
        ByteBuffer[] parts = {ByteBuffer.allocate(64), ByteBuffer.allocate(BLOCKS * SIZE - 64)};
        check(file.read(parts, 0) == (long) BLOCKS * SIZE, "a vectored read is short");
        for (int i = 0; i < BLOCKS; i++) {
            ByteBuffer read = ByteBuffer.allocate(SIZE);
            check(file.read(read, (long) i * SIZE) == SIZE, "a read is short");
            check(Arrays.equals(read.array(), pattern(i)), "a read finds other bytes");
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    private static long ringTransfers() {
        return AioSystem.of(Dialect.POSIX)
                .tunable("heddle.aio.num_ring_transfers")
                .get();
    }

    // ---- no direct memory

    private static void useUpDirectMemory(Path path) throws Exception {
        try (AioProcess process =
                        AioProcess.configure().backend(BackendKind.URING).open();
                AioFile file = open(process, path)) {
            for (int piece = 1 << 20; piece > 0; piece >>= 10) { // each that is too large costs the JDK half a second
                while (hasDirectMemory(piece)) {
                    check(DIRECT.size() < 1_000_000, "there is a limit");
                }
            }
            useAll(process, file);
            System.out.println("ok " + process.backendName() + " " + ringTransfers());
        }
    }

    private static boolean hasDirectMemory(int bytes) {
        try {
            return DIRECT.add(ByteBuffer.allocateDirect(bytes));
        } catch (OutOfMemoryError usedUp) {
            return false;
        }
    }

    // ---- a filter of system calls

    private static void refuse(Path path, int errno, int call, boolean before) throws Exception {
        if (before) {
            filter(errno, call);
        }
        try (AioProcess process = AioProcess.open();
                AioFile file = open(process, path)) {
            useAll(process, file);
            String name = process.backendName();
            useAll(process, file);
            if (!before) {
                filter(errno, call);
                useAll(process, file);
                useAll(process, file);
            }
            System.out.println("ok " + name + " " + process.backendName() + " " + ringTransfers());
        }
    }

    private static void explain(Path path, int errno, int call, boolean before) throws Exception {
        if (before) {
            filter(errno, call);
        }
        try (AioProcess process = AioProcess.open();
                AioFile file = open(process, path)) {
            useAll(process, file);
            String _ = process.backendName(); // known from here on
            if (!before) {
                filter(errno, call);
                useAll(process, file);
                useAll(process, file);
            }
            System.out.println("ok " + process.backendName() + ", " + process.backendReason());
        }
    }

    /** Makes the kernel refuse a system call of all threads of this JVM, as a container's runtime would. */
    @SuppressWarnings("restricted")
    private static void filter(int errno, int call) throws Exception {
        Linker linker = Linker.nativeLinker();
        var syscall = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        long[] program = { // load the number; if it matches, return the errno; else allow
            0x20L,
            instruction(0x15, 0, 1, call),
            instruction(0x06, 0, 0, 0x5_0000 | errno),
            instruction(0x06, 0, 0, 0x7FFF_0000)
        };
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocateFrom(ValueLayout.JAVA_LONG, program);
            MemorySegment description = arena.allocate(16, 8);
            description.set(ValueLayout.JAVA_SHORT, 0, (short) program.length);
            description.set(ValueLayout.JAVA_LONG, 8, code.address());
            long noNewPrivileges = 38;
            long privileges = invoke(syscall, 157, noNewPrivileges, 1, 0); // prctl
            long filtered = invoke(syscall, 317, 1, 1, description.address()); // seccomp, for all threads
            check(privileges == 0 && filtered == 0, "no filter can be installed");
        }
    }

    private static long instruction(int code, int ifTrue, int ifFalse, int operand) {
        return code | (long) ifTrue << 16 | (long) ifFalse << 24 | (long) operand << 32;
    }

    private static long invoke(java.lang.invoke.MethodHandle syscall, long number, long a, long b, long c)
            throws Exception {
        try {
            return (long) syscall.invokeExact(number, a, b, c, 0L, 0L);
        } catch (Throwable thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    // ---- no memory

    /**
     * Writes canaries while the heap is exhausted again and again: the memory of ended requests is not touched any
     * more.
     */
    private static void exhaust(Path path, long seed) throws Exception {
        try (AioProcess process =
                        AioProcess.configure().backend(BackendKind.URING).open();
                AioFile file = open(process, path)) {
            useAll(process, file);
            Random random = new Random(seed);
            ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
            int errors = 0;
            for (int round = 0; round < ROUNDS; round++) {
                try {
                    if (round % 10 == 0) {
                        useUpHeap();
                    }
                    file.read(buffer.clear(), (long) random.nextInt(BLOCKS) * SIZE);
                } catch (IOException | OutOfMemoryError failed) {
                    errors++;
                }
                hog = null;
                byte canary = (byte) -round;
                for (int i = 0; i < SIZE; i++) {
                    buffer.put(i, canary);
                }
                Thread.onSpinWait();
                for (int i = 0; i < SIZE; i++) {
                    check(buffer.get(i) == canary, "the buffer was written to after its request had ended");
                }
            }
            useAll(process, file);
            System.out.println("ok " + process.backendName() + " " + ringTransfers() + " " + (errors < ROUNDS));
        }
    }

    private static void useUpHeap() {
        int size = 100_000;
        while (size > 10) {
            try {
                Object[] more = new Object[size];
                more[0] = hog;
                hog = more;
            } catch (OutOfMemoryError usedUp) {
                size /= 4;
            }
        }
    }
}
