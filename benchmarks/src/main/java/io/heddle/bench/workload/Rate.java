package io.heddle.bench.workload;

/**
 * How often requests of one direction are due: a number of units a second, of which each request takes some.
 *
 * @param perSecond units a second; 0 to submit whenever there is room
 * @param perRequest units of one request
 */
public record Rate(long perSecond, long perRequest) {
    /** Requests are due whenever there is room. */
    public static final Rate UNLIMITED = new Rate(0, 1);

    /**
     * Returns a rate in requests a second, fio's {@code rate_iops}.
     *
     * @param requests 1 or more
     * @return the rate
     */
    public static Rate ofRequests(long requests) {
        return new Rate(requests, 1);
    }

    /**
     * Returns a rate in bytes a second, fio's {@code rate}.
     *
     * @param bytes 1 or more
     * @param blockSize bytes of each request
     * @return the rate
     */
    public static Rate ofBytes(long bytes, int blockSize) {
        return new Rate(bytes, blockSize);
    }

    /**
     * Returns whether requests are due at fixed times.
     *
     * @return {@code false} for {@link #UNLIMITED}
     */
    public boolean isLimited() {
        return perSecond > 0;
    }

    /**
     * Returns how many requests are due in a second.
     *
     * @return 0 for {@link #UNLIMITED}
     */
    public double requestsPerSecond() {
        return (double) perSecond / perRequest;
    }
}
