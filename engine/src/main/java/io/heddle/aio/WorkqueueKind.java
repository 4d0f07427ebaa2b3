package io.heddle.aio;

/**
 * Whose workers run a process's requests.
 *
 * <p>The workers of {@link #SHARED} and {@link #AIOD} serve all processes of the JVM that chose the same kind. They
 * exist from the first request of the first of these processes to the exit of the last. The exit of one process waits
 * for its own requests alone. What runs on such a worker, for example a signal's handler, must not wait for requests of
 * any of these processes: it is refused with EDEADLK.
 */
public enum WorkqueueKind {
    /** Workers of the process's own, whose number follows its load: XNU today. */
    PROCESS,
    /**
     * A fixed number of platform threads for all processes: XNU before it had a workqueue for each. Requests run
     * strictly in the order of their submission, whichever process they are of.
     *
     * <p>There are 4 threads, unless the system property {@code io.heddle.shared.threads} or a {@linkplain
     * AioSystem#tunables tunable} says otherwise.
     */
    SHARED,
    /**
     * Daemons for all processes, virtual threads whose number follows the load: FreeBSD. Requests run in the order of
     * their submission, but those of a process that has its limit running are skipped.
     *
     * <p>There are at least 4 daemons and at most 32. One beyond the 4 ends when it was idle for 30 seconds. The system
     * properties {@code io.heddle.aiod.target}, {@code io.heddle.aiod.max} and {@code io.heddle.aiod.lifetime} (in
     * seconds) or {@linkplain AioSystem#tunables tunables} say otherwise.
     */
    AIOD
}
