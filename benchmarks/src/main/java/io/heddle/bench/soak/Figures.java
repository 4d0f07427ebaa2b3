package io.heddle.bench.soak;

import java.util.List;

/**
 * The resources left at a checkpoint, after everything was closed.
 *
 * @param seconds since the beginning
 * @param rounds completed so far
 * @param requests made so far
 * @param heapBytes live, after collections
 * @param nativeBytes memory outside the heap that the program has requested; NaN where the JVM does not track it
 * @param residentBytes of the entire JVM; NaN where the system does not show it
 * @param descriptors open; NaN where the system does not show them
 * @param threads platform threads except those of the virtual threads' scheduler and of the engine's crew and ring
 * @param virtualThreads alive
 * @param idleHands threads of the engine's crew and ring, which end by themselves after idling
 * @param ringEntries entries and transfers that the ring of io_uring still has in flight
 * @param carriersHeld carriers of virtual threads that calls of the engine occupy
 * @param carriersAdded the carriers that the scheduler of virtual threads has gained since the beginning
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
    /** A kind of resource that can leak. */
    enum What {
        /** The heap. */
        HEAP("heap", true, 4 << 20, 0.05),
        /** Native memory. */
        NATIVE("native memory", true, 4 << 20, 0.05),
        /** The resident set. Its other parts (the JVM's own memory, memory that malloc cannot return) vary. */
        RESIDENT("resident set", true, 48 << 20, 0.08),
        /** Descriptors. */
        DESCRIPTORS("descriptors", false, 0.5, 0),
        /** Platform threads. */
        THREADS("threads", false, 0.5, 0),
        /** Virtual threads. */
        VIRTUAL_THREADS("virtual threads", false, 0.5, 0),
        /** The threads of the crew and the ring. */
        IDLE_HANDS("crew and ring threads", false, 0, 0),
        /** Entries and transfers of the ring. */
        RING_ENTRIES("ring entries", false, 0, 0),
        /** Carriers that calls occupy. */
        CARRIERS_HELD("carriers held", false, 0, 0),
        /** Carriers added to the scheduler's parallelism. */
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

        /** Returns by how much the last value may exceed the first. */
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
