package io.heddle.aio;

import java.util.concurrent.ThreadFactory;

/**
 * The kind of threads that workers are.
 *
 * @implNote Where the system starts no more threads (a container's limit of pids, RLIMIT_NPROC), a process of platform
 *     workers goes on with those that it has: if it has none, its supervisor moves the bytes. Virtual workers depend on
 *     the JDK's scheduler, which needs threads itself and, in JDK 25, may be left without a carrier; what waits for a
 *     worker then waits until threads can be started again and another virtual thread is scheduled.
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
