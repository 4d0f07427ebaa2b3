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
 * A file's descriptor. A file that is opened by this has no other. Where there was a channel of the JDK's before, whose
 * descriptor is not ours to use, there are two, of the same open file: whatever has become of its name, and whoever may
 * open it.
 */
public final class NativeFile implements Handle {
    private static final int RIGHTS = 0666; // as the JDK; the process's umask takes from it
    private static final int MOST_UNSEEN = 64;
    private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /**
     * Its number. Valid from an {@link #enter} that has succeeded until its {@link #leave}, and while a request is
     * under way.
     */
    public final int descriptor;

    /** Whether it bypasses the page cache: offset, length and address must fit the device's blocks. */
    public final boolean direct;

    /** Returns whether each write goes to the device. */
    final boolean syncs;

    /** By whom its calls are made. */
    final FileCalls system;

    private final FileChannel channel;

    /** The calls on this descriptor. */
    private final FileChannel calls;

    private volatile @Nullable PieceChannel pieces; // made when first needed: most files are not read in such a way

    private boolean appends; // known of adopted ones

    /** Whether the file system tells what is in the page cache. Found out by the first that asks. */
    volatile boolean tellsCached;

    private volatile boolean refusesRing;

    /**
     * So many reads in a row go without a look, after looks in vain. Racing threads may lose a count, which does no
     * harm.
     */
    private int unseen;

    private int unseenLeft; // of these

    // Are looks into the page cache held up, and until when is that believed?
    private volatile boolean heldUp;
    private volatile long heldUpUntil;

    /** Of the descriptor, beside the requests, for which a close waits. */
    private final Users users = new Users();

    /** With a descriptor beside an open channel, or with one that is the only one. */
    NativeFile(int descriptor, int flags, @Nullable FileChannel beside, FileCalls system) {
        this.descriptor = descriptor;
        this.system = system;
        direct = OpenMode.isDirect(flags);
        syncs = (flags & Libc.O_DSYNC) != 0; // a part of O_SYNC
        calls = new DescriptorChannel(this);
        channel = beside == null ? calls : beside;
        tellsCached = !direct;
    }

    /** With a second descriptor of what an open channel has open. */
    static NativeFile beside(FileChannel channel, int descriptor) {
        return new NativeFile(descriptor, Libc.flags(descriptor), channel, FileCalls.KERNEL);
    }

    /**
     * Tells whether what is in the page cache can be had at once, as far as is known.
     *
     * @return whether to {@linkplain Looks#read look}
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
     * Tells whether a read that could be a call as well is to look first. A look in vain costs a system call; where
     * there were many of them in a row, only one read in {@value #MOST_UNSEEN} looks whether that is still so.
     */
    boolean isLookDue() {
        int left = unseenLeft;
        if (left > 0) {
            unseenLeft = left - 1;
        }
        return left <= 0;
    }

    /** A look has found all that it looked for, or it has not. */
    void looked(boolean found) {
        if (!found) {
            unseen = Math.min(2 * unseen + 1, MOST_UNSEEN - 1);
            unseenLeft = unseen;
        } else if (unseen > 0) {
            unseen = 0;
            unseenLeft = 0;
        }
    }

    /** Has reads do without a look for a while, see {@link Looks}. */
    void heldUp() {
        heldUpUntil = System.nanoTime() + HELD_UP_NANOS;
        heldUp = true;
    }

    /**
     * Tells whether io_uring refuses what another way does with this file.
     *
     * @return {@code true} once it has
     */
    public boolean refusesRing() {
        return refusesRing;
    }

    /** Has everything go by another way from now on, as io_uring refuses this file. */
    public void refuseRing() {
        refusesRing = true;
    }

    // ---- opened

    /**
     * Opens a file, if it is regular or absent, and if its options are among those that are known and fit one another.
     *
     * @param path where it is
     * @param options as for {@code FileChannel.open}
     * @return the file, or {@code null} if it is to be opened by the JDK: nothing has happened
     * @throws IOException what {@code FileChannel.open} throws
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
                int _ = Libc.unlink(name); // at once and as far as possible, as the JDK
            }
            return new NativeFile(descriptor, mode.flags(), null, FileCalls.KERNEL);
        } catch (Throwable outOfMemory) {
            int _ = Libc.close(descriptor);
            throw outOfMemory;
        }
    }

    // ---- adopted

    /**
     * Adds a descriptor to a channel.
     *
     * @param channel any
     * @return the file, or {@code null} if the channel's descriptor is not to be found
     * @throws IOException if the channel is closed
     */
    public static @Nullable NativeFile adopt(FileChannel channel) throws IOException {
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
        NativeFile file = new NativeFile(descriptor, found.flags(), channel, FileCalls.KERNEL);
        file.appends = (found.flags() & Libc.O_APPEND) != 0;
        return file;
    }

    // ---- what it is

    /**
     * Finds the descriptor that belongs to a handle.
     *
     * @param handle of a transfer, or {@code null}
     * @return the file, or {@code null} if it has none, or not yet
     */
    public static @Nullable NativeFile of(@Nullable Handle handle) {
        NativeFile file =
                handle instanceof EarlyFile early ? early.joined() : handle instanceof NativeFile known ? known : null;
        // a channel that somebody else has closed says so
        return file == null || file.channel instanceof DescriptorChannel || file.channel.isOpen() ? file : null;
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    /** By which a thread makes calls that is to wait for them: no interrupt closes it. */
    FileChannel calls() {
        return calls;
    }

    /** The same for a virtual thread that reads much at once; {@code null} if this has no calls of its own. */
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

    /** Once only: by the second time the number may be another file's. */
    void closeDescriptor() {
        if (users.close()) {
            int _ = system.close(descriptor);
        }
    }

    // ---- for those who are no requests

    /**
     * Keeps the descriptor open until {@link #leave}: a number that is closed in between may be another file's already.
     *
     * @return {@code false} if it is closed
     */
    public boolean enter() {
        return users.enter();
    }

    /** Lets go of the descriptor. Who leaves last closes it, if that is due. */
    public void leave() {
        if (users.leave()) {
            int _ = system.close(descriptor);
        }
    }
}
