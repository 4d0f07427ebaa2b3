package io.heddle.backend;

/**
 * The JDK's scheduler of virtual threads, as far as {@link Carriers} changes it. Safe for use by any number of threads.
 */
interface VirtualThreadScheduler {
    /**
     * Returns the highest parallelism that the scheduler accepts.
     *
     * @return 1 or more
     */
    int mostParallelism();

    /**
     * Returns the number of carriers that the scheduler runs at the same time.
     *
     * @return 1 or more
     */
    int parallelism();

    /**
     * Changes the number that this library adds to the parallelism that the user has chosen.
     *
     * @param added 0 or more
     * @return the number added now: less than requested if the scheduler's largest pool does not allow it
     * @throws RuntimeException if the scheduler cannot be changed
     * @throws OutOfMemoryError if no thread can be started for an added carrier; nothing has changed then
     */
    int add(int added);
}
