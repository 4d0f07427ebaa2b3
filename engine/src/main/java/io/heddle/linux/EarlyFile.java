package io.heddle.linux;

import io.heddle.backend.AlignedChannel;
import io.heddle.backend.Handle;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that was opened or adopted before it was known whether a backend on descriptors can be used. When the file
 * joins that backend, it gets a second descriptor of the file that its channel has open, because the channel may be in
 * use.
 */
final class EarlyFile implements Handle {
    private final FileChannel channel;
    private final Descriptors.@Nullable Found adopted;
    private final AutoBackend backend;
    private boolean closed; // guarded by this, as are writes of joined
    private volatile @Nullable NativeFile joined;

    private EarlyFile(FileChannel channel, Descriptors.@Nullable Found adopted, AutoBackend backend) {
        this.channel = channel;
        this.adopted = adopted;
        this.backend = backend;
    }

    /** Opens a file, or returns {@code null} as {@link NativeFile#open} does. */
    static @Nullable EarlyFile open(Path path, Set<? extends OpenOption> options, AutoBackend backend)
            throws IOException {
        return isForDescriptor(path, options) ? new EarlyFile(AlignedChannel.open(path, options), null, backend) : null;
    }

    /** Without native access there is no quicker way to find out what {@link Libc#openRegular} does. */
    private static boolean isForDescriptor(Path path, Set<? extends OpenOption> options) {
        return PathBytes.areIn(path)
                && OpenMode.of(options) != null
                && (Files.isRegularFile(path) || !Files.exists(path));
    }

    /** Takes over a channel, or returns {@code null} if its descriptor cannot be found. */
    static @Nullable EarlyFile adopt(FileChannel channel, AutoBackend backend) throws IOException {
        Descriptors.Found found = NativeFile.descriptorOf(channel);
        return found == null ? null : new EarlyFile(channel, found, backend);
    }

    // ---- such a backend was chosen: requests that begin from now on may use it

    /**
     * Moves the channel's position, which is not in use. Returns {@code false} if there is no descriptor to search for.
     */
    synchronized boolean move(long position) {
        try {
            if (closed || joined != null) {
                return false;
            }
            if (adopted != null) {
                joined = NativeFile.adopt(channel, adopted);
                return false;
            }
            channel.position(position);
            return true;
        } catch (IOException closedUnderneath) {
            return false;
        }
    }

    /**
     * Joins by a descriptor that was at the channel's position, if it is at the next position as well. Returns {@code
     * false} if the file needs another search.
     */
    synchronized boolean join(int descriptor, long next) {
        if (closed) {
            return true;
        }
        int second = Libc.duplicate(descriptor);
        if (second < 0) {
            return false;
        }
        boolean found = false;
        try {
            channel.position(next);
            found = Libc.position(second) == next;
        } catch (IOException closedUnderneath) {
            return true;
        } finally {
            if (!found) {
                int _ = Libc.close(second);
            }
        }
        if (found) {
            joined = NativeFile.beside(channel, second);
        }
        return found;
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
    public boolean isAppending() {
        return adopted != null && (adopted.flags() & Libc.O_APPEND) != 0;
    }

    @Override
    public long size() throws IOException {
        NativeFile file = joined;
        return file == null ? Handle.super.size() : file.size();
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
