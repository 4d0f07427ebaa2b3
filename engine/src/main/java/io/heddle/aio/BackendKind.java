package io.heddle.aio;

/** Who moves the bytes of a process's requests. */
public enum BackendKind {
    /**
     * {@link #URING} where it can be used, else {@link #NATIVE}, else {@link #CHANNEL}. Which it is, is found out
     * beside the first requests of the JVM: these go by {@link #CHANNEL}, and their files join the other one
     * afterwards.
     */
    AUTO,
    /**
     * Linux's io_uring for what waits for a device, and the calls of {@link #NATIVE} for the page cache. Needs native
     * access ({@code --enable-native-access}) and a kernel that allows it; containers often forbid it.
     */
    URING,
    /**
     * Blocking system calls of Linux, by the thread that is there: {@code pread}, {@code pwrite}, {@code fsync}, and
     * {@code preadv2} for what the page cache has. Needs native access, and no io_uring: containers that forbid that
     * one allow these.
     */
    NATIVE,
    /** {@code FileChannel}: works everywhere. */
    CHANNEL
}
