package io.heddle.bench.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A fixed number of threads that execute batches of operations together. Confined to one thread. */
public final class Lanes implements AutoCloseable {
    private final Phaser phaser;
    private final int count;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private int share; // written by the caller before a phase begins
    private volatile boolean ending;

    /** The work of one thread. */
    public interface Lane {
        /**
         * Executes one operation.
         *
         * @throws Exception if it fails; the batch fails, too
         */
        void operation() throws Exception;

        /**
         * Completes what is still in flight.
         *
         * @throws Exception if that fails
         */
        default void drain() throws Exception {}
    }

    /** Makes the work of the lanes. */
    @FunctionalInterface
    public interface Source {
        /**
         * Makes the work of one lane.
         *
         * @param number 0 and up
         * @return the lane's work
         * @throws IOException if it cannot be made
         */
        Lane lane(int number) throws IOException;
    }

    /**
     * Starts the threads.
     *
     * @param count how many
     * @param factory makes the threads
     * @param source makes their work
     * @throws IOException if the source fails
     */
    public Lanes(int count, ThreadFactory factory, Source source) throws IOException {
        this.count = count;
        phaser = new Phaser(count + 1);
        List<Lane> lanes = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            lanes.add(source.lane(number));
        }
        for (Lane lane : lanes) {
            Thread thread = factory.newThread(() -> live(lane));
            threads.add(thread);
            thread.start();
        }
    }

    /**
     * Executes a batch and returns when all of it is done.
     *
     * @param operations how many; rounded up to a multiple of the number of lanes
     * @throws IOException if one has failed
     */
    public void run(int operations) throws IOException {
        share = Math.ceilDiv(operations, count);
        phaser.arriveAndAwaitAdvance();
        phaser.arriveAndAwaitAdvance();
        throwFailure();
    }

    private void throwFailure() throws IOException {
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException("an operation has failed", failed);
        }
    }

    private void live(Lane lane) {
        while (true) {
            phaser.arriveAndAwaitAdvance();
            if (ending) {
                attempt(lane::drain);
                phaser.arriveAndDeregister();
                return;
            }
            attempt(() -> batch(lane));
            phaser.arriveAndAwaitAdvance();
        }
    }

    private void batch(Lane lane) throws Exception {
        for (int left = share; left > 0; left--) {
            lane.operation();
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /** Executes work and records its failure, so that a failed lane stays in step with the others. */
    @SuppressWarnings("CatchingUnchecked") // any exception is reported to the waiting thread
    private void attempt(Work work) {
        try {
            work.run();
        } catch (Exception failed) {
            failure.compareAndSet(null, failed);
        }
    }

    /** Completes what is in flight, ends the threads, and waits for them. */
    @Override
    public void close() throws IOException {
        ending = true;
        phaser.arriveAndAwaitAdvance();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        throwFailure();
    }
}
