package io.heddle.aio;

import java.util.concurrent.ThreadFactory;

/**
 * The kind of threads that workers are.
 *
 * @implNote Where the system starts no more threads (a container's limit of pids, RLIMIT_NPROC), a process of platform
 *     workers goes on with those that it has: if it has none, its supervisor moves the bytes. Virtual workers depend on
 *     the JDK's scheduler, which needs threads itself and, in JDK 25, may end carriers and lose virtual threads where
 *     it gets none. The engine starts a carrier for each processor before the first worker, or refuses the submission
 *     with EAGAIN; it keeps these while a process has workers, and adds no carrier whose thread cannot be had. What it
 *     cannot do is to run virtual threads for an application that needs more carriers at the limit, as with a
 *     parallelism of more than there are processors.
 */
public enum ThreadKind {
    /**
     * Virtual threads: a parked worker takes 2 to 3.5 KB. A blocking call holds its carrier, which the engine makes up
     * for.
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
