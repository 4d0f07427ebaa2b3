package io.heddle.linux;

import io.heddle.backend.Handle;
import io.heddle.backend.Uninterrupted;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file's descriptor. A file that this class has opened has no other descriptor. A file with an existing channel of
 * the JDK, whose descriptor belongs to the JDK, has two descriptors of the same open file. These stay valid whatever
 * happens to the file's name and permissions.
 */
public final class NativeFile implements Handle {
    private static final int RIGHTS = 0666; // as in the JDK; reduced by the process's umask
    private static final int MOST_UNSEEN = 64;
    private static final long FIRST_HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /**
     * The descriptor's number. Valid from an {@link #enter} that has succeeded until its {@link #leave}, and while a
     * request is in progress.
     */
    public final int descriptor;

    /** Whether the file bypasses the page cache: offset, length and address must fit the device's blocks. */
    public final boolean direct;

    /** Whether each write goes to the device. */
    final boolean syncs;

    /** The system calls on this file. */
    final FileCalls system;

    private final FileChannel channel;

    /** A channel that makes blocking calls on this descriptor. */
    private final FileChannel calls;

    private volatile @Nullable PieceChannel pieces; // created on first use: most files are never read in pieces

    private boolean appends; // known of adopted files

    /** Whether the file system reports what is in the page cache; assumed until a probe is refused. */
    volatile boolean tellsCached;

    private volatile boolean refusesRing;

    /**
     * The number of consecutive reads that skip the cache probe after probes in vain. Racing threads may lose a count,
     * which does no harm.
     */
    private int unseen;

    private int unseenLeft; // how many of these are left

    // Whether cache probes are delayed, and until when that is assumed.
    private volatile boolean heldUp;
    private volatile long heldUpUntil;
    private long heldUpNanos; // racing threads may both double it, which does no harm

    /** The users of the descriptor other than requests, for which a close waits. */
    private final Users users = new Users();

    /** Creates a file with a descriptor in addition to that of an open channel, or with the only one. */
    NativeFile(int descriptor, int flags, @Nullable FileChannel beside, FileCalls system) {
        this.descriptor = descriptor;
        this.system = system;
        direct = OpenMode.isDirect(flags);
        syncs = (flags & Libc.O_DSYNC) != 0; // a part of O_SYNC
        calls = new DescriptorChannel(this);
        channel = beside == null ? calls : beside;
        tellsCached = !direct;
    }

    /** Creates a file with a second descriptor of the file that a channel has open. */
    static NativeFile beside(FileChannel channel, int descriptor) {
        return new NativeFile(descriptor, Libc.flags(descriptor), channel, FileCalls.KERNEL);
    }

    /**
     * Returns whether bytes in the page cache can be read immediately, as far as is known.
     *
     * @return whether to make a {@linkplain Looks#read cache probe}
     */
    public boolean canLook() {
        if (!tellsCached) {
            return false;
        }
        if (heldUp && System.nanoTime() - heldUpUntil >= 0) {
            heldUp = false;
        }
        return !heldUp;
    }

    /**
     * Returns whether a read that could be a blocking call must make a cache probe first. A probe in vain costs a
     * system call. After many of these in a row only one read in {@value #MOST_UNSEEN} makes one.
     */
    boolean isLookDue() {
        int left = unseenLeft;
        if (left > 0) {
            unseenLeft = left - 1;
        }
        return left <= 0;
    }

    /** Records whether a cache probe has found all bytes. */
    void looked(boolean found) {
        if (!found) {
            unseen = Math.min(2 * unseen + 1, MOST_UNSEEN - 1);
            unseenLeft = unseen;
        } else if (unseen > 0) {
            unseen = 0;
            unseenLeft = 0;
        }
    }

    /**
     * Disables cache probes for a while, see {@link Looks}: for 2 ms, and for twice as long each time when probes are
     * delayed again soon after, up to 50 ms. On a busy machine a thread that was descheduled twice looks like one that
     * waits for a device, but only the device goes on delaying.
     */
    void heldUp() {
        long _ = heldUp(System.nanoTime());
    }

    /** For tests, with a time of their own. Returns for how long, in nanoseconds. */
    long heldUp(long now) {
        boolean again = heldUpNanos > 0 && now - heldUpUntil < LONGEST_HELD_UP_NANOS;
        heldUpNanos = again ? Math.min(2 * heldUpNanos, LONGEST_HELD_UP_NANOS) : FIRST_HELD_UP_NANOS;
        heldUpUntil = now + heldUpNanos;
        heldUp = true;
        return heldUpNanos;
    }

    /**
     * Returns whether io_uring has refused an operation on this file that another backend has done.
     *
     * @return {@code true} once it has
     */
    public boolean refusesRing() {
        return refusesRing;
    }

    /** Keeps all later transfers of this file off io_uring, which refuses the file. */
    public void refuseRing() {
        refusesRing = true;
    }

    // ---- opening

    /**
     * Opens a file, if it is regular or absent, and if its options are known and consistent.
     *
     * @param path the file's path
     * @param options as for {@code FileChannel.open}
     * @return the file; or {@code null}, without any effect, if the JDK must open it
     * @throws IOException as {@code FileChannel.open}
     */
    public static @Nullable NativeFile open(Path path, Set<? extends OpenOption> options) throws IOException {
        OpenMode mode = PathBytes.areIn(path) ? OpenMode.of(options) : null;
        if (mode == null) {
            return null;
        }
        byte[] name = PathBytes.of(path);
        int descriptor = Libc.openRegular(name, mode.flags(), RIGHTS);
        if (descriptor == Libc.NOT_REGULAR) {
            return null;
        }
        if (descriptor < 0) {
            throw mode.failure(path, -descriptor);
        }
        try {
            if (mode.deleteOnClose()) {
                int _ = Libc.unlink(name); // immediately and ignoring failures, as the JDK does
            }
            return new NativeFile(descriptor, mode.flags(), null, FileCalls.KERNEL);
        } catch (Throwable outOfMemory) {
            int _ = Libc.close(descriptor);
            throw outOfMemory;
        }
    }

    // ---- adopting

    /**
     * Adds a descriptor to a channel.
     *
     * @param channel any
     * @return the file, or {@code null} if the channel's descriptor cannot be found
     * @throws IOException if the channel is closed
     */
    public static @Nullable NativeFile adopt(FileChannel channel) throws IOException {
        Descriptors.Found found = descriptorOf(channel);
        return found == null ? null : adopt(channel, found);
    }

    /** Finds the descriptor of a channel, if it is a channel of the JDK and of a regular file. */
    static Descriptors.@Nullable Found descriptorOf(FileChannel channel) throws IOException {
        return channel.getClass().getModule() == FileChannel.class.getModule() ? Descriptors.find(channel) : null;
    }

    /**
     * Adds a descriptor to a channel whose descriptor was found before. It belongs to the channel as long as that is
     * open.
     */
    static @Nullable NativeFile adopt(FileChannel channel, Descriptors.Found found) {
        int descriptor = Libc.duplicate(found.number());
        if (descriptor < 0) {
            return null;
        }
        if (!channel.isOpen() || Libc.size(descriptor) < 0) {
            int _ = Libc.close(descriptor);
            return null;
        }
        NativeFile file = new NativeFile(descriptor, found.flags(), channel, FileCalls.KERNEL);
        file.appends = (found.flags() & Libc.O_APPEND) != 0;
        return file;
    }

    // ---- access

    /**
     * Returns the file that belongs to a handle.
     *
     * @param handle the handle of a transfer, or {@code null}
     * @return the file, or {@code null} if there is no descriptor, or not yet
     */
    public static @Nullable NativeFile of(@Nullable Handle handle) {
        NativeFile file =
                handle instanceof EarlyFile early ? early.joined() : handle instanceof NativeFile known ? known : null;
        // if the channel was closed from outside, the call on it reports that
        return file == null || file.channel instanceof DescriptorChannel || file.channel.isOpen() ? file : null;
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    /** Returns the channel for blocking calls; no interrupt closes it. */
    FileChannel calls() {
        return calls;
    }

    /**
     * Returns the channel for blocking calls of a virtual thread that reads much at once; {@code null} if there is
     * none.
     */
    @Nullable
    FileChannel pieces() {
        PieceChannel made = pieces;
        if (made == null && calls instanceof DescriptorChannel) {
            made = new PieceChannel(this);
            pieces = made;
        }
        return made;
    }

    @Override
    public boolean isAppending() {
        return appends;
    }

    @Override
    public long size() throws IOException {
        return Uninterrupted.here(() -> {
            if (!enter()) {
                throw new ClosedChannelException();
            }
            try {
                long size = system.size(descriptor);
                if (size < 0) {
                    throw new IOException(Libc.message((int) -size));
                }
                return size;
            } finally {
                leave();
            }
        });
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            closeDescriptor();
        }
    }

    /** Closes the descriptor once: a second time its number may belong to another file. */
    void closeDescriptor() {
        if (users.close()) {
            int _ = system.close(descriptor);
        }
    }

    // ---- for users that are not requests

    /**
     * Keeps the descriptor open until {@link #leave}: after a close the number may already belong to another file.
     *
     * @return {@code false} if it is closed
     */
    public boolean enter() {
        return users.enter();
    }

    /** Releases the descriptor. The last user closes it, if a close is pending. */
    public void leave() {
        if (users.leave()) {
            int _ = system.close(descriptor);
        }
    }
}
