package io.heddle.linux;

import io.heddle.backend.Places;
import io.heddle.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Native memory for system calls: what is borrowed comes back within the call. As many are kept as calls may be under
 * way on carriers; what is more than that is made for the one call. What nobody has used for a while is freed, in the
 * end all of it.
 */
final class Scratches {
    private static final int MOST = Math.max(128, Runtime.getRuntime().availableProcessors());

    /** How many places a thread looks at before another one is made. */
    private static final int NEAR = 4;

    /** Of the calls on files of this JVM. */
    static final Scratches SHARED = new Scratches(NativeMemory.PAGES, TimeUnit.SECONDS.toNanos(2));

    private final Places<Scratch> places = new Places<>(MOST);
    private final NativeMemory memory;
    private final long idleNanos;
    private final Runnable releasing = this::releaseUntilNoneIsLeft; // here: to link it needs memory
    private final Predicate<Scratch> wasUsed = Scratch::wasUsed;
    private final Consumer<Scratch> freeing = this::free;

    /** How many there are, lent ones too. */
    private final AtomicInteger count = new AtomicInteger();

    /** Whether there is a thread that will free them. */
    private final AtomicBoolean kept = new AtomicBoolean();

    /**
     * Makes a pool of none.
     *
     * @param memory where they are
     * @param idleNanos what was not used for so long is freed, and twice that at most
     */
    Scratches(NativeMemory memory, long idleNanos) {
        this.memory = memory;
        this.idleNanos = idleNanos;
    }

    /**
     * Never waits: where nothing is found, new memory is made.
     *
     * @throws OutOfMemoryError if there is none; nothing has changed then
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

    /** What finds no place is freed. */
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

    /** Returns how many there are, lent ones too. */
    int count() {
        return count.get();
    }

    // ---- what nobody uses

    /**
     * Sees to it that there is somebody who frees them; where no thread can be had the next one that is made tries
     * again.
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
                Thread.onSpinWait(); // what was not freed is freed the next time
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

    /** Frees what lies here and was not used since the last time. */
    void release() {
        places.sweep(wasUsed, freeing);
    }
}
