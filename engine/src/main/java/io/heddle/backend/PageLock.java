package io.heddle.backend;

import io.heddle.time.Failures;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Brings the pages of memory in and locks them there: {@code mlock} where the engine has native access, else a read of
 * each page, which brings it in and leaves it to the system how long it stays. Whether access is granted is asked
 * before anything restricted is touched, so that a JVM without {@code --enable-native-access} has nothing to warn of.
 */
public final class PageLock {
    private static final int PAGE = 4096; // the smallest there is: touching a larger page twice is harmless
    private static final AtomicBoolean NOTICED = new AtomicBoolean();

    /** Somebody else than the owner of a confined segment, whoever that is. Never started, and keeps nothing alive. */
    private static final Thread ANOTHER =
            Thread.ofPlatform().inheritInheritableThreadLocals(false).unstarted(() -> {});

    static {
        ANOTHER.setContextClassLoader(null);
    }

    private PageLock() {}

    /**
     * Tells whether memory is locked, rather than brought in only.
     *
     * @return whether native access is granted and the system has {@code mlock}
     */
    public static boolean isNative() {
        return PageLock.class.getModule().isNativeAccessEnabled() && NativeLock.isAvailable();
    }

    /**
     * Tells why memory cannot be locked.
     *
     * @param memory the memory
     * @return the broken rule, or {@code null} if it can be
     */
    public static @Nullable String refusal(Memory memory) {
        MemorySegment pages = pages(memory);
        if (memory.buffers() != null) {
            return "buffers is set, an MLOCK needs one buffer or a segment";
        }
        if (pages == null) {
            return "buffer is null, an MLOCK needs one, or a segment";
        }
        if (!pages.isNative()) {
            return "the memory is on the heap, where the collector moves it: an MLOCK needs a direct or mapped "
                    + "buffer or a"
                    + " native segment";
        }
        if (!pages.scope().isAlive()) {
            return "the segment's arena is closed";
        }
        if (!pages.isAccessibleBy(ANOTHER)) {
            return "the segment is confined to a thread, an MLOCK needs a shared, automatic or global arena's";
        }
        return null;
    }

    /** Locks memory, on the thread that does a transfer. Returns what the request does: 0. */
    static long lock(Memory memory) throws IOException {
        MemorySegment pages = lockable(memory);
        try {
            if (isNative()) {
                lockNatively(pages);
            } else {
                notice();
                bringIn(pages);
            }
        } catch (IllegalStateException closed) { // the segment's arena, in between
            throw new IOException("Cannot allocate memory: " + closed.getMessage(), closed);
        }
        return 0;
    }

    /** The kernel says ENOMEM also where a mapped file was truncated; then to touch the pages says what is wrong. */
    private static void lockNatively(MemorySegment pages) throws IOException {
        try {
            NativeLock.lock(pages);
        } catch (IOException refused) {
            if (pages.isMapped()) {
                int _ = touch(pages);
            }
            throw refused;
        }
    }

    /**
     * Unlocks memory, whether it was locked or not. Without native access there is nothing to undo.
     *
     * @param memory the memory
     * @throws IOException if the memory is none that can be locked, or the system refuses
     */
    public static void unlock(Memory memory) throws IOException {
        MemorySegment pages = lockable(memory);
        if (isNative()) {
            NativeLock.unlock(pages);
        }
    }

    private static MemorySegment lockable(Memory memory) throws IOException {
        String why = refusal(memory);
        MemorySegment pages = pages(memory);
        if (why != null || pages == null) {
            throw new IOException("Cannot allocate memory: " + why);
        }
        return pages;
    }

    private static @Nullable MemorySegment pages(Memory memory) {
        ByteBuffer buffer = memory.buffer();
        return buffer == null ? memory.segment() : MemorySegment.ofBuffer(buffer);
    }

    private static void bringIn(MemorySegment pages) {
        if (pages.isMapped()) {
            pages.load();
        } else {
            touch(pages);
        }
    }

    /** The sum keeps the reads from being optimised away. */
    private static int touch(MemorySegment pages) {
        int sum = 0;
        for (long i = 0; i < pages.byteSize(); i += PAGE) {
            sum += pages.get(ValueLayout.JAVA_BYTE, i);
        }
        return sum;
    }

    private static void notice() {
        if (NOTICED.compareAndSet(false, true)) {
            Failures.log(
                    System.Logger.Level.INFO,
                    "mlock brings pages in but does not lock them: native access is not granted"
                            + " (--enable-native-access), or the system has no mlock");
        }
    }
}
