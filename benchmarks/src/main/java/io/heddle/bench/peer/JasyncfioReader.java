package io.heddle.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import one.jasyncfio.AsyncFile;
import one.jasyncfio.EventExecutor;
import one.jasyncfio.OpenOption;

/** Reads by jasyncfio, where its native library can be loaded. */
final class JasyncfioReader {
    private JasyncfioReader() {}

    static BlockReader open(Path path, boolean direct) throws IOException {
        try {
            EventExecutor executor = EventExecutor.initDefault();
            OpenOption[] options = direct
                    ? new OpenOption[] {OpenOption.READ_ONLY, OpenOption.DIRECT}
                    : new OpenOption[] {OpenOption.READ_ONLY};
            AsyncFile file = AsyncFile.open(path, executor, options).get();
            return new Owned(
                    (buffer, offset) ->
                            file.read(buffer, offset, buffer.remaining()).get(),
                    () -> close(file, executor));
        } catch (LinkageError | ExecutionException | RuntimeException unusable) {
            throw new IOException("jasyncfio does not run here", unusable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private static void close(AsyncFile file, EventExecutor executor) throws IOException {
        try {
            file.close().get();
            executor.close();
        } catch (Exception failed) {
            throw new IOException("jasyncfio cannot be closed", failed);
        }
    }
}
