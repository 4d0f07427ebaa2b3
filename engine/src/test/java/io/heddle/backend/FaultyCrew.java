package io.heddle.backend;

import io.heddle.testing.FaultyThreads;
import io.heddle.time.Ticker;

/** A portable backend with a crew of its own, whose threads a test creates. */
public final class FaultyCrew {
    private final Crew crew;
    private final Backend backend;

    /** Creates a crew of at most {@code limit} members, which end after a moment without work. */
    public FaultyCrew(int limit, long idleNanos, FaultyThreads threads) {
        crew = new Crew(limit, idleNanos, Ticker.SYSTEM, threads);
        backend = new ChannelBackend(new Carriers(() -> null, 0, Ticker.SYSTEM), crew);
    }

    /** Creates carriers with the given budget, for which no scheduler compensates. */
    public static Carriers carriers(int budget) {
        return new Carriers(() -> null, 2 * budget, Ticker.SYSTEM);
    }

    /** Returns the backend. */
    public Backend backend() {
        return backend;
    }

    /** Returns whether the crew has neither members nor transfers. */
    public boolean isEmpty() {
        return crew.size() == 0 && crew.waiting() == 0;
    }
}
