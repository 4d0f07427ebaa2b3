package io.heddle.aio;

/**
 * The kind of workers that run a process's requests.
 *
 * <p>The workers of {@link #SHARED} and {@link #AIOD} serve all processes of the JVM that have chosen the same kind.
 * They exist from the first request of the first of these processes until the exit of the last. The exit of one process
 * waits for its own requests only. Code that runs on such a worker, for example a signal handler, must not wait for
 * requests of any of these processes: such a call is refused with EDEADLK.
 */
public enum WorkqueueKind {
    /** Workers of the process's own, whose number follows its load: XNU today. */
    PROCESS,
    /**
     * A fixed number of platform threads for all processes: XNU before it had a workqueue for each process. Requests
     * run strictly in the order of their submission, regardless of their process.
     *
     * <p>There are 4 threads, unless the system property {@code io.heddle.shared.threads} or a {@linkplain
     * AioSystem#tunables tunable} sets another number.
     */
    SHARED,
    /**
     * Daemons for all processes, virtual threads whose number follows the load: FreeBSD. Requests run in the order of
     * their submission, but those of a process that already runs as many as its limit are skipped.
     *
     * <p>There are at least 4 daemons and at most 32. A daemon beyond the 4 ends when it has been idle for 30 seconds.
     * The system properties {@code io.heddle.aiod.target}, {@code io.heddle.aiod.max} and {@code
     * io.heddle.aiod.lifetime} (in seconds) or {@linkplain AioSystem#tunables tunables} set other numbers.
     */
    AIOD
}
