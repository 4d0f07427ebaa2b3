package io.heddle.bench.workload;

import java.util.Locale;

/** How a job learns that requests are done. */
public enum NotifyMethod {
    /** Asks for each request's status, again and again. */
    POLL,
    /** Is suspended until one is done. */
    SUSPEND,
    /** Takes events from a completion queue. */
    KEVENT,
    /** A signal handler puts them on a queue. */
    SIGNAL,
    /** A new virtual thread for each puts them on a queue. */
    THREAD,
    /** Submits lists and waits for all of each. */
    LISTIO;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
