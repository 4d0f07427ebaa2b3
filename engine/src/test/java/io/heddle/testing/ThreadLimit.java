package io.heddle.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Prevents the system from starting more threads for this JVM: by a cgroup for root, as a container's limit of pids
 * does, and by RLIMIT_NPROC for other users. For a JVM of its own.
 */
public abstract sealed class ThreadLimit implements AutoCloseable {
    /** Returns the available limit, or throws an exception whose message is the reason why there is none. */
    public static ThreadLimit find() throws Exception {
        ThreadLimit limit = System.getProperty("user.name").equals("root") ? new Pids() : new Nproc();
        limit.set();
        boolean holds = !canStartThread();
        limit.lift();
        if (!holds) {
            limit.close();
            throw new IOException(limit + " has no effect");
        }
        return limit;
    }

    /** Returns whether a thread can be started now. */
    public static boolean canStartThread() throws InterruptedException {
        try {
            Thread.ofPlatform().start(() -> {}).join();
            return true;
        } catch (OutOfMemoryError none) {
            return false;
        }
    }

    /** Makes every start of a thread fail from now on. */
    public abstract void set() throws Exception;

    /** Allows threads to be started again. */
    public abstract void lift() throws Exception;

    @Override
    public void close() throws IOException {}

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }

    /** A cgroup with the pids controller, of version 1 or 2. */
    private static final class Pids extends ThreadLimit {
        private static final Path ROOT = Path.of("/sys/fs/cgroup");

        private final Path group;

        Pids() throws IOException {
            Path version1 = ROOT.resolve("pids");
            group = (Files.isDirectory(version1) ? version1 : ROOT)
                    .resolve("heddle-test-" + ProcessHandle.current().pid());
            Files.createDirectory(group);
            try {
                if (!Files.exists(group.resolve("pids.max"))) {
                    throw new IOException(group + " has no pids.max");
                }
                write(group.resolve("cgroup.procs"), "0");
            } catch (IOException unusable) {
                Files.delete(group);
                throw unusable;
            }
        }

        private static void write(Path file, String value) throws IOException {
            Files.writeString(file, value);
        }

        @Override
        public void set() throws IOException {
            write(group.resolve("pids.max"), "1"); // fewer than there are: threads that end make no room
        }

        @Override
        public void lift() throws IOException {
            write(group.resolve("pids.max"), "max");
        }

        @Override
        public void close() throws IOException {
            lift();
            write(group.resolveSibling("cgroup.procs"), "0");
            Files.delete(group);
        }
    }

    /** The limit of the threads of one user. */
    private static final class Nproc extends ThreadLimit {
        private static final int RLIMIT_NPROC = 6;
        private static final int SIZE = 16;

        private final MethodHandle get = link("getrlimit");
        private final MethodHandle set = link("setrlimit");
        private final long usual;

        Nproc() throws Exception {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment limit = arena.allocate(SIZE, Long.BYTES);
                call(get, limit);
                usual = limit.get(ValueLayout.JAVA_LONG, 0);
            }
        }

        @SuppressWarnings("restricted")
        private static MethodHandle link(String name) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        }

        private static void call(MethodHandle function, MemorySegment limit) throws Exception {
            int status;
            try {
                status = (int) function.invokeExact(RLIMIT_NPROC, limit);
            } catch (Throwable thrown) {
                throw new IllegalStateException(thrown);
            }
            if (status != 0) {
                throw new IOException("no limit of threads can be read or set");
            }
        }

        private void set(long most) throws Exception {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment limit = arena.allocate(SIZE, Long.BYTES);
                call(get, limit);
                limit.set(ValueLayout.JAVA_LONG, 0, most);
                call(set, limit);
            }
        }

        @Override
        public void set() throws Exception {
            set(1);
        }

        @Override
        public void lift() throws Exception {
            set(usual);
        }
    }
}
