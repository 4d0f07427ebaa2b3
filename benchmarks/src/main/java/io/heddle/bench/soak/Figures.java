package io.heddle.bench.soak;

import java.util.List;

/**
 * What was left at a checkpoint, when everything was closed.
 *
 * @param seconds since the beginning
 * @param rounds that were run before
 * @param requests that were made before
 * @param heapBytes live, after collections
 * @param nativeBytes outside the heap that the program has asked for; NaN where the JVM does not track it
 * @param residentBytes of the whole JVM; NaN where the system does not tell
 * @param descriptors open; NaN where the system does not tell
 * @param threads platform threads without those of the virtual threads' scheduler and of the engine's crew and ring
 * @param virtualThreads alive
 * @param idleHands threads of the engine's crew and ring, which end by themselves when they were idle
 * @param ringEntries what the ring of io_uring still has under way
 * @param carriersHeld carriers of virtual threads that calls of the engine hold
 * @param carriersAdded by how much the scheduler of virtual threads has more carriers than at the beginning
 */
record Figures(
        double seconds,
        int rounds,
        long requests,
        double heapBytes,
        double nativeBytes,
        double residentBytes,
        double descriptors,
        double threads,
        double virtualThreads,
        double idleHands,
        double ringEntries,
        double carriersHeld,
        double carriersAdded) {
    /** One kind of thing that can leak. */
    enum What {
        /** The heap. */
        HEAP("heap", true, 4 << 20, 0.05),
        /** Native memory. */
        NATIVE("native memory", true, 4 << 20, 0.05),
        /** The resident set: what else is in it (the JVM's own, what malloc cannot give back) comes and goes. */
        RESIDENT("resident set", true, 48 << 20, 0.08),
        /** Descriptors. */
        DESCRIPTORS("descriptors", false, 0.5, 0),
        /** Platform threads. */
        THREADS("threads", false, 0.5, 0),
        /** Virtual threads. */
        VIRTUAL_THREADS("virtual threads", false, 0.5, 0),
        /** The crew and the ring's thread. */
        IDLE_HANDS("crew and ring threads", false, 0, 0),
        /** Entries and transfers of the ring. */
        RING_ENTRIES("ring entries", false, 0, 0),
        /** Carriers that calls hold. */
        CARRIERS_HELD("carriers held", false, 0, 0),
        /** What is added to the scheduler's parallelism. */
        CARRIERS_ADDED("carriers added", false, 0, 0);

        final String title;
        final boolean memory;
        private final double tolerance;
        private final double share;

        What(String title, boolean memory, double tolerance, double share) {
            this.title = title;
            this.memory = memory;
            this.tolerance = tolerance;
            this.share = share;
        }

        /** By how much more it may be at the end than at first. */
        double tolerance(double first) {
            return Math.max(tolerance, share * first);
        }
    }

    double of(What what) {
        return switch (what) {
            case HEAP -> heapBytes;
            case NATIVE -> nativeBytes;
            case RESIDENT -> residentBytes;
            case DESCRIPTORS -> descriptors;
            case THREADS -> threads;
            case VIRTUAL_THREADS -> virtualThreads;
            case IDLE_HANDS -> idleHands;
            case RING_ENTRIES -> ringEntries;
            case CARRIERS_HELD -> carriersHeld;
            case CARRIERS_ADDED -> carriersAdded;
        };
    }

    static List<What> kinds() {
        return List.of(What.values());
    }
}
