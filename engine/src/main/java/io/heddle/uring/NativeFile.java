package io.heddle.uring;

import io.heddle.backend.Handle;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file's descriptor. A file that is opened by this has no other: what does not go by the ring goes by a channel on the same
 * descriptor. Where there was a channel of the JDK's before, whose descriptor is not ours to use, there are two, of the same open
 * file: whatever has become of its name, and whoever may open it.
 */
final class NativeFile implements Handle {
    private static final int RIGHTS = 0666; // as the JDK; the process's umask takes from it
    private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    final int descriptor;

    /** Does it bypass the page cache? Then offset, length and address must fit the device's blocks. */
    final boolean direct;

    private final FileChannel channel;

    /** Does the channel use this descriptor, rather than one of its own? */
    private final boolean isOwn;

    private boolean appends; // known of adopted ones

    /** Does the file system tell what is in the page cache? Found out by the first that asks. */
    volatile boolean tellsCached;

    /** Does the ring refuse what another backend can do with it? Then it goes by that one. */
    volatile boolean refusesRing;

    // Are looks into the page cache held up, and until when is that believed?
    private volatile boolean heldUp;
    private volatile long heldUpUntil;

    /** Of the descriptor, beside the requests, for which a close waits. */
    private final Users users = new Users();

    /** With a descriptor beside an open channel. */
    NativeFile(int descriptor, boolean direct, FileChannel channel) {
        this.descriptor = descriptor;
        this.direct = direct;
        tellsCached = !direct;
        this.channel = channel;
        isOwn = false;
    }

    /** With a descriptor that is the only one. */
    private NativeFile(int descriptor, boolean direct) {
        this.descriptor = descriptor;
        this.direct = direct;
        tellsCached = !direct;
        channel = new DescriptorChannel(this);
        isOwn = true;
    }

    /** Can what is in the page cache be had at once, as far as is known? */
    boolean canLook() {
        if (!tellsCached) {
            return false;
        }
        if (heldUp && System.nanoTime() - heldUpUntil >= 0) {
            heldUp = false;
        }
        return !heldUp;
    }

    /** Has reads go by the ring for a while, see {@link Looks}. */
    void heldUp() {
        heldUpUntil = System.nanoTime() + HELD_UP_NANOS;
        heldUp = true;
    }

    // ---- opened

    /**
     * Opens a file, if it is regular or absent, and if its options are among those that are known and fit one another.
     *
     * @return the file, or {@code null} if it is to be opened by the JDK: nothing has happened
     * @throws IOException what {@code FileChannel.open} throws
     */
    static @Nullable NativeFile open(Path path, Set<? extends OpenOption> options) throws IOException {
        OpenMode mode = mode(path, options);
        if (mode == null) {
            return null;
        }
        byte[] name = PathBytes.of(path);
        int descriptor = Libc.open(name, mode.flags(), RIGHTS);
        if (descriptor < 0) {
            throw mode.failure(path, -descriptor);
        }
        try {
            if (mode.deleteOnClose()) {
                int _ = Libc.unlink(name); // at once and as far as possible, as the JDK
            }
            return new NativeFile(descriptor, mode.direct());
        } catch (Throwable outOfMemory) {
            int _ = Libc.close(descriptor);
            throw outOfMemory;
        }
    }

    /** Returns how to open a file, or {@code null} if it is none for the ring: a device, a folder, or one in an archive. */
    static @Nullable OpenMode mode(Path path, Set<? extends OpenOption> options) {
        OpenMode mode = PathBytes.areIn(path) ? OpenMode.of(options) : null;
        return mode != null && (Files.isRegularFile(path) || !Files.exists(path)) ? mode : null;
    }

    // ---- adopted

    /** Adds a descriptor to a channel, or returns {@code null} if the channel has none that is known. */
    static @Nullable NativeFile adopt(FileChannel channel) throws IOException {
        Descriptors.Found found = descriptorOf(channel);
        return found == null ? null : adopt(channel, found);
    }

    /** Finds the descriptor of a channel, if it is one of the JDK's and of a regular file. */
    static Descriptors.@Nullable Found descriptorOf(FileChannel channel) throws IOException {
        return channel.getClass().getModule() == FileChannel.class.getModule() ? Descriptors.find(channel) : null;
    }

    /** The same when its descriptor was found before: that is its own as long as it is open. */
    static @Nullable NativeFile adopt(FileChannel channel, Descriptors.Found found) {
        int descriptor = Libc.duplicate(found.number());
        if (descriptor < 0) {
            return null;
        }
        if (!channel.isOpen() || Libc.size(descriptor) < 0) {
            int _ = Libc.close(descriptor);
            return null;
        }
        NativeFile file = new NativeFile(descriptor, OpenMode.isDirect(found.flags()), channel);
        file.appends = (found.flags() & Libc.O_APPEND) != 0;
        return file;
    }

    // ---- what it is

    /** What the backend has of a transfer's file, if it has anything. */
    static @Nullable NativeFile of(@Nullable Handle handle) {
        NativeFile file =
                handle instanceof EarlyFile early ? early.joined() : handle instanceof NativeFile known ? known : null;
        // a channel that somebody else has closed says so
        return file == null || file.isOwn || file.channel.isOpen() ? file : null;
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    @Override
    public boolean isAppending() {
        return appends;
    }

    @Override
    public long size() throws IOException {
        if (!enter()) {
            throw new ClosedChannelException();
        }
        try {
            long size = Libc.size(descriptor);
            if (size < 0) {
                throw new IOException(Libc.message((int) -size));
            }
            return size;
        } finally {
            leave();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            closeDescriptor();
        }
    }

    /** Once only: by the second time the number may be another file's. */
    void closeDescriptor() {
        if (users.close()) {
            int _ = Libc.close(descriptor);
        }
    }

    // ---- for those who are no requests

    /**
     * Keeps the descriptor open until {@link #leave}: a number that is closed in between may be another file's already.
     *
     * @return {@code false} if it is closed
     */
    boolean enter() {
        return users.enter();
    }

    /** Who leaves last closes the descriptor, if that is due. */
    void leave() {
        if (users.leave()) {
            int _ = Libc.close(descriptor);
        }
    }
}
