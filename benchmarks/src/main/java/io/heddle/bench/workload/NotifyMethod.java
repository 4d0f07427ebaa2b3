package io.heddle.bench.workload;

import java.util.Locale;

/** How a job learns that requests have completed. */
public enum NotifyMethod {
    /** Queries each request's status repeatedly. */
    POLL,
    /** Suspends until one has completed. */
    SUSPEND,
    /** Fetches events from a completion queue. */
    KEVENT,
    /** A signal handler puts the completed requests on a queue. */
    SIGNAL,
    /** A new virtual thread per request puts it on a queue. */
    THREAD,
    /** Submits lists and waits until all requests of a list have completed. */
    LISTIO;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
