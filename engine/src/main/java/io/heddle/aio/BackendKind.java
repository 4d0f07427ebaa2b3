package io.heddle.aio;

/** Who moves the bytes of a process's requests. */
public enum BackendKind {
    /**
     * {@link #URING} where it can be used, else {@link #CHANNEL}. Which it is, is found out beside the first requests of the
     * JVM: these go by {@link #CHANNEL}, and their files join {@link #URING} afterwards.
     */
    AUTO,
    /**
     * Linux's io_uring. Needs native access ({@code --enable-native-access}) and a kernel that allows it; containers often
     * forbid it.
     */
    URING,
    /** {@code FileChannel}: works everywhere. */
    CHANNEL
}
