package io.heddle.linux;

import io.heddle.backend.Places;
import io.heddle.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Native memory for system calls; a call returns what it has borrowed. The pool keeps as many as there may be calls on
 * carriers at the same time; any beyond that are allocated for a single call. Memory that is unused for a while is
 * freed, in the end all of it.
 */
final class Scratches {
    private static final int MOST = Math.max(128, Runtime.getRuntime().availableProcessors());

    /** The number of places that a thread searches before it allocates. */
    private static final int NEAR = 4;

    /** The memory of all calls on files of this JVM. */
    static final Scratches SHARED = new Scratches(NativeMemory.PAGES, TimeUnit.SECONDS.toNanos(2));

    private final Places<Scratch> places = new Places<>(MOST);
    private final NativeMemory memory;
    private final long idleNanos;
    private final Runnable releasing = this::releaseUntilNoneIsLeft; // made in advance: linking it needs memory
    private final Predicate<Scratch> wasUsed = Scratch::wasUsed;
    private final Consumer<Scratch> freeing = this::free;

    /** The number of scratches, including those that are lent. */
    private final AtomicInteger count = new AtomicInteger();

    /** Whether a thread runs that will free them. */
    private final AtomicBoolean kept = new AtomicBoolean();

    /**
     * Creates an empty pool.
     *
     * @param memory allocates the memory
     * @param idleNanos the time after which unused memory is freed; it takes at most twice that
     */
    Scratches(NativeMemory memory, long idleNanos) {
        this.memory = memory;
        this.idleNanos = idleNanos;
    }

    /**
     * Borrows a scratch. Never waits: if none is found, a new one is allocated.
     *
     * @throws OutOfMemoryError if there is no memory; nothing has changed then
     */
    Scratch borrow() {
        Scratch found = places.take(count.get() < places.count() ? NEAR : places.count());
        return found == null ? make() : found;
    }

    private Scratch make() {
        Scratch made;
        try {
            made = new Scratch(memory);
        } catch (OutOfMemoryError exhausted) {
            Scratch found = places.take(places.count());
            if (found == null) {
                throw exhausted;
            }
            return found;
        }
        count.incrementAndGet();
        keep();
        return made;
    }

    /** Returns a scratch to the pool, or frees it if every place is taken. */
    void giveBack(Scratch scratch) {
        scratch.used = true;
        if (!places.leave(scratch)) {
            free(scratch);
        }
    }

    private void free(Scratch scratch) {
        count.decrementAndGet();
        scratch.free();
    }

    /** Returns the number of scratches, including those that are lent. */
    int count() {
        return count.get();
    }

    // ---- unused memory

    /**
     * Starts the thread that frees them, unless it runs. If no thread can be started, the next allocation tries again.
     */
    private void keep() {
        if (kept.get() || !kept.compareAndSet(false, true)) {
            return;
        }
        boolean started = false;
        try {
            Thread.ofVirtual()
                    .name("heddle-scratch")
                    .inheritInheritableThreadLocals(false)
                    .start(releasing);
            started = true;
        } catch (OutOfMemoryError | RuntimeException noThread) {
            started = false;
        } finally {
            if (!started) {
                kept.set(false);
            }
        }
    }

    private void releaseUntilNoneIsLeft() {
        do {
            try {
                Ticker.SYSTEM.parkNanos(this, idleNanos);
                release();
            } catch (OutOfMemoryError | StackOverflowError exhausted) {
                Thread.onSpinWait(); // the next turn frees the rest
            }
        } while (goesOn());
    }

    private boolean goesOn() {
        if (count.get() > 0) {
            return true;
        }
        kept.set(false);
        return count.get() > 0 && kept.compareAndSet(false, true);
    }

    /** Frees what lies in the pool and was not used since the last call. */
    void release() {
        places.sweep(wasUsed, freeing);
    }
}
