package io.heddle.aio;

/**
 * Whose rules a process follows where systems differ: see {@link AioProcessBuilder#dialect}.
 *
 * <p>{@link #XNU} and {@link #FREEBSD} do what their kernels do, surprises included. The decisions stand one by one in
 * the package-private {@code Rules} and its subclasses.
 */
public enum Dialect {
    /** POSIX.1-2024, and what a careful user expects where it is silent. The default. */
    POSIX,
    /** The kernel of macOS, {@code bsd/kern/kern_aio.c}. */
    XNU,
    /** FreeBSD, {@code sys/kern/vfs_aio.c}. */
    FREEBSD;

    Rules rules() {
        return switch (this) {
            case POSIX -> new Rules();
            case XNU -> new XnuRules();
            case FREEBSD -> new FreeBsdRules();
        };
    }
}
