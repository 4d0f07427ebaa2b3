package io.heddle.time;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Unparks of virtual threads that one platform thread defers until the end of a batch of work, and then leaves to a
 * virtual thread: the herald.
 *
 * <p>A virtual thread that a platform thread unparks is put into a queue of the scheduler that no carrier polls at the
 * moment. A carrier is woken for it, takes it, finds the next one behind it and wakes another carrier for that. Where
 * many carriers are idle, each of 64 threads with a few microseconds of work wakes one: 1.3 context switches for each
 * read of the ring, and four times the processor time of two carriers. The herald is unparked once for the batch. It
 * unparks the others from its own carrier, into that carrier's queue, while the carrier is awake: half of the switches,
 * and two thirds of the time.
 *
 * <p>With no more carriers than processors the direct way is as cheap and a step shorter. So the owner decides when
 * batches pay.
 *
 * <p>All methods but {@link #unpark} are confined to the owner.
 */
public final class WakeBatch {
    /** The smallest batch for which the herald pays. */
    private static final int LEAST = 2;

    /**
     * The batches of this JVM, one for each thread that has opened one. Guarded by the class; the array is never
     * changed in place.
     */
    private static volatile WakeBatch[] all = {};

    private final Thread owner = Thread.currentThread();
    private final Runnable waking = this::wakeBatches; // linked here, as that needs memory
    private @Nullable Thread[] collected;
    private int count;
    private boolean pays;
    private @Nullable Thread herald;

    // Shared by owner and herald: the owner fills both while nothing is handed over, the herald empties them.
    private @Nullable Thread[] toWake;
    private int toWakeCount;
    private volatile boolean handedOver;
    private volatile boolean over;

    private WakeBatch(int size) {
        collected = new Thread[size];
        toWake = new Thread[size];
    }

    /**
     * Opens a batch for the calling thread.
     *
     * @param size how many threads it has room for; further threads are unparked immediately
     * @return a batch, to be {@linkplain #close closed} before the thread ends
     */
    public static WakeBatch open(int size) {
        WakeBatch batch = new WakeBatch(size);
        synchronized (WakeBatch.class) {
            WakeBatch[] more = Arrays.copyOf(all, all.length + 1);
            more[all.length] = batch;
            all = more;
        }
        return batch;
    }

    /**
     * Unparks a thread, now or with the calling thread's batch.
     *
     * @param thread parked or about to park; {@code null} for none
     */
    public static void unpark(@Nullable Thread thread) {
        WakeBatch[] batches = all;
        if (batches.length > 0 && thread != null && thread.isVirtual()) {
            Thread current = Thread.currentThread();
            for (WakeBatch batch : batches) {
                if (batch.owner == current && batch.add(thread)) {
                    return;
                }
            }
        }
        LockSupport.unpark(thread);
    }

    private boolean add(Thread thread) {
        if (!pays || count == collected.length) {
            return false;
        }
        collected[count] = thread;
        count++;
        return true;
    }

    /**
     * Sets whether unparks are deferred from now on.
     *
     * @param whether there are more carriers than processors to run them
     */
    public void pays(boolean whether) {
        pays = whether;
    }

    /** Unparks the deferred threads. */
    public void flush() {
        if (count == 0 || (count >= LEAST && handOver())) {
            return;
        }
        while (count > 0) {
            count--;
            LockSupport.unpark(collected[count]);
            collected[count] = null;
        }
    }

    /**
     * Hands the batch over to the herald.
     *
     * @return {@code false} if it still works on the last one, or cannot be started
     */
    private boolean handOver() {
        if (handedOver || !hasHerald()) {
            return false;
        }
        @Nullable Thread[] empty = toWake;
        toWake = collected;
        toWakeCount = count;
        collected = empty;
        count = 0;
        handedOver = true;
        LockSupport.unpark(herald);
        return true;
    }

    /** Returns the herald, for tests; {@code null} before the first batch. */
    @Nullable
    Thread herald() {
        return herald;
    }

    private boolean hasHerald() {
        if (herald != null) {
            return herald.isAlive();
        }
        try {
            Thread made = Thread.ofVirtual()
                    .name("heddle-herald")
                    .inheritInheritableThreadLocals(false)
                    .unstarted(waking);
            made.start();
            herald = made;
            return true;
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }

    /** Runs the herald. It leaves no batch half done: its loop allocates nothing and calls no foreign code. */
    private void wakeBatches() {
        while (true) {
            if (handedOver) {
                for (int i = 0; i < toWakeCount; i++) {
                    LockSupport.unpark(toWake[i]);
                    toWake[i] = null;
                }
                handedOver = false;
            } else if (over) {
                return;
            } else {
                Parking.park(this);
            }
        }
    }

    /** Unparks the deferred threads, and ends the herald. */
    public void close() {
        pays = false;
        flush();
        over = true;
        LockSupport.unpark(herald);
        try {
            forget(this);
        } catch (OutOfMemoryError exhausted) {
            return; // the batch is never found again, as its owner ends
        }
    }

    private static synchronized void forget(WakeBatch closed) {
        WakeBatch[] left = new WakeBatch[all.length];
        int count = 0;
        for (WakeBatch batch : all) {
            if (batch != closed) {
                left[count] = batch;
                count++;
            }
        }
        all = Arrays.copyOf(left, count);
    }
}
