package io.heddle.aio;

import java.util.concurrent.ThreadFactory;

/**
 * The kind of threads that workers are.
 *
 * @implNote Where the system starts no more threads (a container's limit of pids, RLIMIT_NPROC), a process goes on with
 *     those that it has: if it has no worker, its supervisor moves the bytes. Virtual workers depend on the JDK's
 *     scheduler, which needs threads itself and, in JDK 25, may be left without a carrier. A worker that has been
 *     started and does not run counts as one that cannot be had; what the JDK cannot do for the engine's callers
 *     remains: while there is no carrier no virtual thread runs, and whoever unparks one waits until threads can be
 *     started again. A virtual thread that a carrier had taken when it ended so never runs again.
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
