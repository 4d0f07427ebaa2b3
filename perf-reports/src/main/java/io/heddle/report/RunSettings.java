package io.heddle.report;

import java.time.Duration;

/**
 * The settings of a run, in fio's terms.
 *
 * @param name the job's name
 * @param engine the engine and its backend, for example {@code heddle/channel}
 * @param engineReason why that backend was chosen
 * @param file the data file, the first one if each job has its own
 * @param rw the kind of workload
 * @param readPercentage how many of 100 requests are reads
 * @param blockSize bytes per request
 * @param size bytes of the data file
 * @param direct whether the page cache is bypassed
 * @param ioDepth requests in flight per job
 * @param jobs how many jobs ran at the same time, each with a process of its own
 * @param runtime how long to run, zero if only the number of requests counts
 * @param requestsPerJob how many reads and writes each job may make, 0 for any number
 * @param rate requests per second and job in an open loop, 0 for a closed loop
 * @param fsync the number of writes between syncs, 0 for none
 * @param verify the checksum, or {@code none}
 * @param dialect the dialect whose rules the processes follow
 * @param workqueue the kind of workqueue, whose workers run the requests
 * @param threads the kind of threads
 * @param maxThreads workers per job
 * @param notification how completions are notified
 * @param seed the seed of the random numbers
 */
public record RunSettings(
        String name,
        String engine,
        String engineReason,
        String file,
        String rw,
        int readPercentage,
        long blockSize,
        long size,
        boolean direct,
        int ioDepth,
        int jobs,
        Duration runtime,
        long requestsPerJob,
        long rate,
        int fsync,
        String verify,
        String dialect,
        String workqueue,
        String threads,
        int maxThreads,
        String notification,
        long seed) {}
