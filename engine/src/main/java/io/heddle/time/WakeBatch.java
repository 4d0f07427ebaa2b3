package io.heddle.time;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wake-ups of virtual threads that one platform thread puts off until it is through with a batch of work, and then
 * leaves to a virtual thread: the herald.
 *
 * <p>A virtual thread that is unparked by a platform thread comes to a queue of the scheduler that no carrier is at. A
 * carrier has to be woken for it, takes it, sees the next one behind it and wakes another carrier for that. Where many
 * carriers are idle, each of 64 threads with a few microseconds of work wakes one: 1.3 switches of the processor for
 * each read of the ring, and four times the processor time of two carriers. The herald is woken once for the batch. It
 * unparks the others from its own carrier, whose queue they come to, and which is awake: half of the switches, and two
 * thirds of the time.
 *
 * <p>With as many carriers as processors the direct way is as cheap and a step shorter. So the owner says when it pays.
 *
 * <p>All methods but {@link #unpark} are for the owner alone.
 */
public final class WakeBatch {
    /** From so many on the herald pays. */
    private static final int LEAST = 2;

    /** The batches of this JVM; one for each thread that has one. Guarded by the class, and never changed in place. */
    private static volatile WakeBatch[] all = {};

    private final Thread owner = Thread.currentThread();
    private final Runnable waking = this::wakeBatches; // here: to link it needs memory
    private @Nullable Thread[] collected;
    private int count;
    private boolean pays;
    private @Nullable Thread herald;

    // Between owner and herald: the owner fills both while nothing is handed over, the herald empties them.
    private @Nullable Thread[] toWake;
    private int toWakeCount;
    private volatile boolean handedOver;
    private volatile boolean over;

    private WakeBatch(int size) {
        collected = new Thread[size];
        toWake = new Thread[size];
    }

    /**
     * Makes a batch of the calling thread's.
     *
     * @param size how many threads it has room for; those beyond are unparked at once
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
     * @param thread parked or about to be; {@code null} for none
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
     * Says whether wake-ups are put off from now on.
     *
     * @param whether there are more carriers than processors to run them
     */
    public void pays(boolean whether) {
        pays = whether;
    }

    /** Unparks those that were put off. */
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

    /** Leaves the batch to the herald; {@code false} if it is at the last one still, or cannot be had. */
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

    /** For tests; {@code null} before the first batch. */
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

    /** The herald. It leaves no batch half done: what it does allocates nothing and calls nobody else's code. */
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

    /** Unparks what was put off, and has the herald end. */
    public void close() {
        pays = false;
        flush();
        over = true;
        LockSupport.unpark(herald);
        try {
            forget(this);
        } catch (OutOfMemoryError exhausted) {
            return; // it is found no more, as its owner ends
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
