package io.heddle.bench.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A fixed number of threads that do batches of operations together. Used by one thread. */
public final class Lanes implements AutoCloseable {
    private final Phaser phaser;
    private final int count;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private int share; // written by the caller before a phase begins
    private volatile boolean ending;

    /** What one of the threads does. */
    public interface Lane {
        /**
         * Does one operation.
         *
         * @throws Exception if it fails; the batch does too
         */
        void operation() throws Exception;

        /**
         * Ends what is still under way.
         *
         * @throws Exception if that fails
         */
        default void drain() throws Exception {}
    }

    /** Makes the lanes' work. */
    @FunctionalInterface
    public interface Source {
        /**
         * Makes one lane's work.
         *
         * @param number 0 and up
         * @return what the lane does
         * @throws IOException if it cannot be made
         */
        Lane lane(int number) throws IOException;
    }

    /**
     * Starts the threads.
     *
     * @param count how many
     * @param factory makes them
     * @param source what they do
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
     * Does a batch and returns when all of it is done.
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

    /** A lane that has failed stays in step with the others. */
    @SuppressWarnings("CatchingUnchecked") // whatever it is, the one who waits must hear of it
    private void attempt(Work work) {
        try {
            work.run();
        } catch (Exception failed) {
            failure.compareAndSet(null, failed);
        }
    }

    /** Lets the lanes end what is under way, and waits for them. */
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
