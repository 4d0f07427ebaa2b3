package io.heddle.aio;

import io.heddle.backend.AlignedChannel;
import io.heddle.backend.Handle;
import io.heddle.backend.Uninterrupted;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The files of a process: its table of descriptors. A closed file remains until its last request is reaped. */
final class OpenFiles {
    private static final int NO_DESCRIPTOR = -1;
    private static final int FIRST_DESCRIPTOR = 3;

    private final AioProcess process;
    private final Set<AioFile> files = ConcurrentHashMap.newKeySet(1);
    private @Nullable AioFile nowhere; // guarded by this
    private final AtomicInteger descriptors = new AtomicInteger(FIRST_DESCRIPTOR);

    OpenFiles(AioProcess process) {
        this.process = process;
    }

    AioFile open(Path path, OpenOption... options) throws IOException {
        process.life().refuseAfterExit();
        Set<OpenOption> all = options.length == 0 ? Set.of() : new HashSet<>(List.of(options));
        FileAccess access = FileAccess.of(path, all);
        return FileKind.isOfSystem(path) ? Uninterrupted.here(() -> open(path, all, access)) : open(path, all, access);
    }

    private AioFile open(Path path, Set<OpenOption> all, FileAccess access) throws IOException {
        Handle handle = process.backend().open(path, all);
        FileChannel channel = handle == null ? openWithOffsets(path, all) : handle.channel();
        int alignment = Alignment.of(path, all);
        return add(channel, handle, alignment == Alignment.NONE ? access : access.aligned(alignment));
    }

    /** Opens a channel. The backend opens only regular files; the others may be of any kind. */
    private FileChannel openWithOffsets(Path path, Set<OpenOption> options) throws IOException {
        if (!FileKind.isSpecial(path)) {
            return openChannel(path, options);
        }
        FileKind.refuseBeforeOpen(process, path);
        FileChannel channel = openChannel(path, options);
        refuseWithoutOffsets(channel, path);
        return channel;
    }

    /**
     * Opens a channel uninterruptibly in other file systems: they may read an archive by a channel that an interrupt
     * would close for all its users.
     */
    private static FileChannel openChannel(Path path, Set<OpenOption> options) throws IOException {
        if (FileKind.isOfSystem(path)) {
            return AlignedChannel.open(path, options);
        }
        try {
            return Uninterrupted.call(() -> AlignedChannel.open(path, options));
        } catch (UnsupportedOperationException none) {
            String scheme = path.getFileSystem().provider().getScheme();
            throw new UnsupportedOperationException(
                    path + " is in a file system of the provider \"" + scheme + "\", which opens no FileChannel with "
                            + options + ": a file of another file system needs one",
                    none);
        }
    }

    private void refuseWithoutOffsets(FileChannel channel, Path path) throws IOException {
        try {
            Uninterrupted.call(() -> {
                FileKind.refuseWithoutOffsets(process, channel, path.toString());
                return channel;
            });
        } catch (Throwable refused) {
            channel.close();
            throw refused;
        }
    }

    AioFile adopt(FileChannel channel, OpenOption... options) throws IOException {
        process.life().refuseAfterExit();
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        boolean appending = List.of(options).contains(StandardOpenOption.APPEND);
        return Uninterrupted.call(() -> {
            FileKind.refuseWithoutOffsets(process, channel, FileAccess.ADOPTED);
            FileAccess access = FileAccess.of(channel, appending);
            Handle handle = process.backend().adopt(channel);
            return add(channel, handle, handle != null && handle.isAppending() ? access.appends() : access);
        });
    }

    private AioFile add(FileChannel channel, @Nullable Handle handle, FileAccess access) throws IOException {
        AioFile file = new AioFile(process, descriptors.getAndIncrement(), channel, handle, access);
        files.add(file);
        try {
            process.life().refuseAfterExit(); // an exit in between may not have seen the file
        } catch (AioException exited) {
            file.closeAndWait();
            throw exited;
        }
        return file;
    }

    /** Returns the file of requests that have none: NOPs that a dialect queues, and locks of memory. */
    synchronized AioFile nowhere() {
        AioFile known = nowhere;
        if (known == null) {
            known = new AioFile(process, NO_DESCRIPTOR, null, null, FileAccess.NONE);
            nowhere = known;
            files.add(known);
        }
        return known;
    }

    void forgetIfEmpty(AioFile file) {
        if (file.requests().isClosedAndEmpty()) {
            files.remove(file);
        }
    }

    List<AioFile> all() {
        return new ArrayList<>(files);
    }

    /** Unparks all threads that wait for a request of these files, without a reason. */
    void wakeParked() {
        for (AioFile file : files) {
            file.requests().wakeParked();
        }
    }

    /** Closes every file, at the end of an exit: no request is left to wait for. */
    void closeAll() throws IOException {
        IOException first = null;
        for (AioFile file : files) {
            try {
                file.closeAndWait();
            } catch (IOException failed) {
                if (first == null) {
                    first = failed;
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
