package io.heddle.aio;

/**
 * The rules that a process follows where systems differ: see {@link AioProcessBuilder#dialect}.
 *
 * <p>{@link #XNU} and {@link #FREEBSD} behave as their kernels do, including surprises. The package-private class
 * {@code Rules} and its subclasses list the decisions one by one.
 */
public enum Dialect {
    /** POSIX.1-2024, and what a careful user expects where the standard is silent. The default. */
    POSIX,
    /** XNU, the kernel of macOS: {@code bsd/kern/kern_aio.c}. */
    XNU,
    /** FreeBSD: {@code sys/kern/vfs_aio.c}. */
    FREEBSD;

    Rules rules() {
        return switch (this) {
            case POSIX -> new Rules();
            case XNU -> new XnuRules();
            case FREEBSD -> new FreeBsdRules();
        };
    }
}
