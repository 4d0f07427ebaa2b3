package io.heddle.bench.workload;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to do.
 *
 * @param name the job's name
 * @param filename the user's data file, or {@code null} for files of the run's own
 * @param directory where files of the run's own are made, or {@code null} for the output folder
 * @param size bytes of each data file; 0 for all of the user's file
 * @param rw the kind of workload
 * @param readPercentage how many of 100 requests of a mixed workload are reads
 * @param blockSize bytes per request
 * @param ioDepth requests in flight per job
 * @param jobs how many jobs
 * @param runtime how long; zero if only the number of requests counts
 * @param requestsPerJob how many reads and writes each job makes; 0 for any number
 * @param readRate when the reads of a job are due
 * @param writeRate when the writes of a job are due
 * @param direct whether the page cache is bypassed
 * @param fsync a sync after so many writes; 0 for none
 * @param syncsDataOnly whether a sync covers only the data, as fdatasync
 * @param verify the checksum
 * @param engine the configuration of the library
 * @param seed of the random numbers
 */
public record Workload(
        String name,
        @Nullable Path filename,
        @Nullable Path directory,
        long size,
        ReadWrite rw,
        int readPercentage,
        int blockSize,
        int ioDepth,
        int jobs,
        Duration runtime,
        long requestsPerJob,
        Rate readRate,
        Rate writeRate,
        boolean direct,
        int fsync,
        boolean syncsDataOnly,
        Verify verify,
        Engine engine,
        long seed) {
    /**
     * Returns how many requests of a job are due in a second.
     *
     * @return the sum of both directions, rounded up; 0 where one of them is not limited
     */
    public long requestsPerSecond() {
        boolean limited = (!rw.reads() || readRate.isLimited()) && (!rw.writes() || writeRate.isLimited());
        double reads = rw.reads() ? readRate.requestsPerSecond() : 0;
        double writes = rw.writes() ? writeRate.requestsPerSecond() : 0;
        return limited ? (long) Math.ceil(reads + writes) : 0;
    }

    /**
     * Returns whether reads are verified.
     *
     * @return {@code true} unless {@link Verify#NONE} was requested
     */
    public boolean isVerified() {
        return verify != Verify.NONE;
    }

    /**
     * Returns whether the workload uses the user's own file.
     *
     * @return {@code false} if the run makes its data files itself
     */
    public boolean hasFilename() {
        return filename != null;
    }
}
