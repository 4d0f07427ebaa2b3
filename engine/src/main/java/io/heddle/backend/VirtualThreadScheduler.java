package io.heddle.backend;

/**
 * The JDK's scheduler of virtual threads, as far as {@link Carriers} changes it. Safe for use by any number of threads.
 */
interface VirtualThreadScheduler {
    /**
     * Returns the most carriers that the scheduler can be told to run at the same time.
     *
     * @return 1 or more
     */
    int mostParallelism();

    /**
     * Returns how many carriers the scheduler runs at the same time.
     *
     * @return 1 or more
     */
    int parallelism();

    /**
     * Changes how much this library adds to the parallelism that the user has chosen.
     *
     * @param added 0 or more
     * @return what is added now: less than asked for where the scheduler's largest pool does not allow it
     * @throws RuntimeException if the scheduler cannot be changed
     * @throws OutOfMemoryError if no thread can be started for one that is added; nothing has changed then
     */
    int add(int added);
}
