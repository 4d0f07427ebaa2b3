package io.heddle.backend;

import io.heddle.testing.FaultyThreads;
import io.heddle.time.Ticker;

/** A portable backend with a crew of its own, whose threads are made by a test. */
public final class FaultyCrew {
    private final Crew crew;
    private final Backend backend;

    /** Makes a crew of so many members, which end after a moment without work. */
    public FaultyCrew(int limit, long idleNanos, FaultyThreads threads) {
        crew = new Crew(limit, idleNanos, Ticker.SYSTEM, threads);
        backend = new ChannelBackend(new Carriers(() -> null, 0, Ticker.SYSTEM), crew);
    }

    /** Makes carriers of which so many are lent, and that nobody makes up for. */
    public static Carriers carriers(int budget) {
        return new Carriers(() -> null, 2 * budget, Ticker.SYSTEM);
    }

    /** Returns the backend. */
    public Backend backend() {
        return backend;
    }

    /** Tells whether the crew has neither members nor transfers. */
    public boolean isEmpty() {
        return crew.size() == 0 && crew.waiting() == 0;
    }
}
