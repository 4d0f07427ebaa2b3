package io.heddle.aio;

import java.util.concurrent.ThreadFactory;

/**
 * The kind of the workers' threads.
 *
 * @implNote If the system starts no more threads (a container's limit of pids, RLIMIT_NPROC), a process with platform
 *     workers continues with those that it has; if it has none, its supervisor moves the bytes. Virtual workers depend
 *     on the JDK's scheduler, which itself needs threads and, in JDK 25, may end carriers and lose virtual threads if
 *     it cannot start any. The engine starts a carrier for each processor before the first worker, or refuses the
 *     submission with EAGAIN; it keeps these while a process has workers, and adds no carrier whose thread cannot be
 *     started. It cannot run virtual threads for an application that needs more carriers at the limit, as with a
 *     parallelism larger than the number of processors.
 */
public enum ThreadKind {
    /**
     * Virtual threads: a parked worker takes 2 to 3.5 KB. A blocking call holds its carrier, for which the engine
     * compensates.
     */
    VIRTUAL,
    /** Platform threads, which make blocking calls themselves. */
    PLATFORM;

    ThreadFactory factory(String process) {
        String prefix = "heddle-" + process + "-worker-";
        Thread.Builder builder = switch (this) {
            case VIRTUAL -> Thread.ofVirtual().name(prefix, 1);
            case PLATFORM -> Thread.ofPlatform().daemon(true).name(prefix, 1);
        };
        return builder.inheritInheritableThreadLocals(false).factory();
    }
}
