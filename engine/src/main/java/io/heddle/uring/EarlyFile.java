package io.heddle.uring;

import io.heddle.backend.AlignedChannel;
import io.heddle.backend.Handle;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that was opened before it was known whether there is a ring. */
final class EarlyFile implements Handle {
    private final FileChannel channel;
    private final Set<? extends OpenOption> options;
    private final AutoBackend backend;
    private boolean closed; // guarded by this, as are the changes of the next
    private volatile @Nullable NativeFile joined;

    private EarlyFile(FileChannel channel, Set<? extends OpenOption> options, AutoBackend backend) {
        this.channel = channel;
        this.options = options;
        this.backend = backend;
    }

    /** Opens a file, or returns {@code null} as {@link NativeFile#open} does. */
    static @Nullable EarlyFile open(Path path, Set<? extends OpenOption> options, AutoBackend backend) {
        if (!NativeFile.isPossible(path, options)) {
            return null;
        }
        try {
            return new EarlyFile(AlignedChannel.open(path, options), options, backend);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException toBeTold) {
            return null;
        }
    }

    /** There is a ring: requests that begin from now on may use it. On a thread that nobody interrupts. */
    synchronized void join() {
        if (!closed) {
            joined = NativeFile.of(channel, options);
        }
    }

    @Nullable
    NativeFile joined() {
        return joined;
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        backend.closed(this);
        synchronized (this) {
            closed = true;
            NativeFile file = joined;
            if (file == null) {
                channel.close();
            } else {
                file.close();
            }
        }
    }
}
