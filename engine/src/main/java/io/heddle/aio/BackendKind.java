package io.heddle.aio;

/** The means by which the bytes of a process's requests are moved. */
public enum BackendKind {
    /**
     * {@link #URING} if it can be used, otherwise {@link #NATIVE}, otherwise {@link #CHANNEL}. The choice is made in
     * parallel with the first requests of the JVM: these use {@link #CHANNEL}, and their files switch to the chosen
     * backend afterwards.
     */
    AUTO,
    /**
     * Linux's io_uring for transfers that wait for a device, and the calls of {@link #NATIVE} for the page cache.
     * Requires native access ({@code --enable-native-access}) and a kernel that permits it; containers often forbid it.
     */
    URING,
    /**
     * Blocking system calls of Linux, made by the thread at hand: {@code pread}, {@code pwrite} and {@code fsync}, and
     * {@code preadv2} for data in the page cache. Requires native access but not io_uring: containers that forbid
     * io_uring permit these calls.
     */
    NATIVE,
    /** {@code FileChannel}: available on every platform. */
    CHANNEL
}
