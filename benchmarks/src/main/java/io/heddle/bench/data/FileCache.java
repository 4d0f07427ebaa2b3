package io.heddle.bench.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Drops one file from the page cache by {@code posix_fadvise}, which needs no root and leaves other files' pages. */
public final class FileCache {
    private static final int DONT_NEED = 4; // POSIX_FADV_DONTNEED of Linux, except on s390
    private static final int READ_ONLY = 0;

    private FileCache() {}

    @SuppressWarnings("restricted") // the launcher and the forks grant native access
    private static final class Calls {
        static final MethodHandle OPEN = call(
                "open",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        static final MethodHandle ADVISE = call(
                "posix_fadvise",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT));
        static final MethodHandle CLOSE =
                call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        private static MethodHandle call(String name, FunctionDescriptor type, Linker.Option... options) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type, options);
        }
    }

    /**
     * Drops the clean pages of a file; written data must have been synced.
     *
     * @param file the file
     * @throws IOException if that is refused
     */
    public static void drop(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(file.toAbsolutePath().toString());
            int descriptor = (int) Calls.OPEN.invokeExact(name, READ_ONLY);
            if (descriptor < 0) {
                throw new IOException(file + ": cannot be opened to drop its page cache");
            }
            int refused = (int) Calls.ADVISE.invokeExact(descriptor, 0L, 0L, DONT_NEED);
            int _ = (int) Calls.CLOSE.invokeExact(descriptor);
            if (refused != 0) {
                throw new IOException(file + ": posix_fadvise is refused with " + refused);
            }
        } catch (IOException | RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible); // the handles throw no checked exception
        }
    }
}
