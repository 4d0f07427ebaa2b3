package io.heddle.backend;

import io.heddle.time.Failures;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Brings the pages of memory in and locks them there: by {@code mlock} where the engine has native access, otherwise by
 * a read of each page, which brings the page in without keeping it there. The access is checked before anything
 * restricted is used, so that a JVM without {@code --enable-native-access} prints no warning.
 */
public final class PageLock {
    private static final int PAGE = 4096; // the smallest page size: touching a larger page twice is harmless
    private static final AtomicBoolean NOTICED = new AtomicBoolean();

    /** A thread that does not own any confined segment. It is never started, and keeps nothing alive. */
    private static final Thread ANOTHER =
            Thread.ofPlatform().inheritInheritableThreadLocals(false).unstarted(() -> {});

    static {
        ANOTHER.setContextClassLoader(null);
    }

    private PageLock() {}

    /**
     * Returns whether memory is locked, rather than only brought in.
     *
     * @return whether native access is granted and the system has {@code mlock}
     */
    public static boolean isNative() {
        return PageLock.class.getModule().isNativeAccessEnabled() && NativeLock.isAvailable();
    }

    /**
     * Returns the reason why memory cannot be locked.
     *
     * @param memory the memory
     * @return the violated rule, or {@code null} if it can be locked
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

    /** Locks memory, on the thread that does the transfer. Returns the result of the request, 0. */
    static long lock(Memory memory) throws IOException {
        MemorySegment pages = lockable(memory);
        try {
            if (isNative()) {
                lockNatively(pages);
            } else {
                notice();
                bringIn(pages);
            }
        } catch (IllegalStateException closed) { // the segment's arena was closed in between
            throw new IOException("Cannot allocate memory: " + closed.getMessage(), closed);
        }
        return 0;
    }

    /**
     * Locks pages. The kernel returns ENOMEM for a truncated mapped file as well; touching the pages then throws the
     * actual error.
     */
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
     * Unlocks memory, whether it was locked or not. Without native access this has no effect.
     *
     * @param memory the memory
     * @throws IOException if the memory cannot be locked at all, or the system refuses
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

    /** Reads each page; the sum keeps the reads from being optimised away. */
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
