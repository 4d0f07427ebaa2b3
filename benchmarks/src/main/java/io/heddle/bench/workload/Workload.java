package io.heddle.bench.workload;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a run is asked for.
 *
 * @param name the job's name
 * @param filename the user's data file, or {@code null} for files of the run's own
 * @param size bytes of each data file; 0 for all of the user's file
 * @param rw the kind of workload
 * @param readPercentage how many of 100 requests of a mixed workload are reads
 * @param blockSize bytes per request
 * @param ioDepth requests in flight per job
 * @param jobs how many jobs
 * @param runtime how long; zero if only the number of requests counts
 * @param requestsPerJob how many reads and writes each job makes; 0 for any number
 * @param rate requests per second and job, due at fixed times; 0 to submit whenever there is room
 * @param direct whether the page cache is bypassed
 * @param fsync a sync after so many writes; 0 for none
 * @param verify the checksum
 * @param engine by what the requests are run
 * @param seed where the random numbers start
 */
public record Workload(
        String name,
        @Nullable Path filename,
        long size,
        ReadWrite rw,
        int readPercentage,
        int blockSize,
        int ioDepth,
        int jobs,
        Duration runtime,
        long requestsPerJob,
        long rate,
        boolean direct,
        int fsync,
        Verify verify,
        Engine engine,
        long seed) {
    /**
     * Are reads verified?
     *
     * @return {@code true} unless {@link Verify#NONE} was asked for
     */
    public boolean isVerified() {
        return verify != Verify.NONE;
    }

    /**
     * Works on the user's own file?
     *
     * @return {@code false} if the run makes its data files itself
     */
    public boolean hasFilename() {
        return filename != null;
    }
}
