package io.heddle.aio;

/** Who moves the bytes of a process's requests. */
public enum BackendKind {
    /** {@link #URING} where it can be used, else {@link #CHANNEL}. */
    AUTO,
    /**
     * Linux's io_uring. Needs native access ({@code --enable-native-access}) and a kernel that allows it; containers often
     * forbid it.
     */
    URING,
    /** {@code FileChannel}: works everywhere. */
    CHANNEL
}
