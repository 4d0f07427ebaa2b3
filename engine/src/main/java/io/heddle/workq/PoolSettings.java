package io.heddle.workq;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The settings in which the two pools differ, and the system properties that set their initial values. A pool serves
 * the whole JVM, so no single process configures it.
 *
 * @param name the pool's name in thread dumps
 * @param target the number of workers that are started when a process joins, and stay until the last one has left;
 *     values above the maximum mean the maximum
 * @param max the maximum number of workers
 * @param lifetimeNanos how long a worker beyond the target may be idle, in nanoseconds; {@link Long#MAX_VALUE} if it
 *     may be idle forever
 * @param factory creates the workers' threads; its failures are traced and retried
 * @param areVirtual whether these are virtual threads
 */
record PoolSettings(String name, int target, int max, long lifetimeNanos, ThreadFactory factory, boolean areVirtual) {
    /** XNU's {@code kern.aiothreads}. */
    static final int SHARED_THREADS = 4;

    /** FreeBSD's {@code TARGET_AIO_PROCS}. */
    static final int TARGET_AIO_PROCS = 4;

    /** FreeBSD's {@code MAX_AIO_PROCS}. */
    static final int MAX_AIO_PROCS = 32;

    /** FreeBSD's {@code AIOD_LIFETIME_DEFAULT}, in seconds. */
    static final int AIOD_LIFETIME_SECONDS = 30;

    /**
     * The old pool of XNU, as in {@code _aio_create_worker_threads}: a fixed number of threads. They are platform
     * threads, as the kernel's are: a fixed number of threads gains nothing from being virtual.
     */
    static PoolSettings shared() {
        int threads = tunable("io.heddle.shared.threads", SHARED_THREADS);
        ThreadFactory factory = Thread.ofPlatform()
                .daemon(true)
                .name("heddle-shared-", 1)
                .inheritInheritableThreadLocals(false)
                .factory();
        return new PoolSettings("shared", threads, threads, Long.MAX_VALUE, factory, false);
    }

    /**
     * FreeBSD's daemons, as in {@code aio_daemon}: their number follows the load. They are virtual threads, which cost
     * almost nothing while they are idle.
     */
    static PoolSettings aiod() {
        ThreadFactory factory = Thread.ofVirtual()
                .name("heddle-aiod-", 1)
                .inheritInheritableThreadLocals(false)
                .factory();
        return new PoolSettings(
                "aiod",
                tunable("io.heddle.aiod.target", TARGET_AIO_PROCS),
                tunable("io.heddle.aiod.max", MAX_AIO_PROCS),
                TimeUnit.SECONDS.toNanos(tunable("io.heddle.aiod.lifetime", AIOD_LIFETIME_SECONDS)),
                factory,
                true);
    }

    PoolSettings withNumber(int newTarget, int newMax) {
        return new PoolSettings(name, newTarget, newMax, lifetimeNanos, factory, areVirtual);
    }

    PoolSettings withLifetime(long newLifetimeNanos) {
        return new PoolSettings(name, target, max, newLifetimeNanos, factory, areVirtual);
    }

    private static int tunable(String property, int unlessSet) {
        int value = Integer.getInteger(property, unlessSet);
        if (value < 1 || value > ProcessWorkqueue.MAX_THREADS_LIMIT) {
            throw new IllegalArgumentException(
                    property + " is " + value + ", it must be 1 to " + ProcessWorkqueue.MAX_THREADS_LIMIT);
        }
        return value;
    }
}
