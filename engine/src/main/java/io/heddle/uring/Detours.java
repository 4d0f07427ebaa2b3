package io.heddle.uring;

import io.heddle.backend.Backend;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Transfers that another backend moves on because the ring cannot, and the threads on which it does so. Those that have
 * a thread that waits for them are moved by that one and never come here.
 *
 * <p>There is a thread while there is a transfer. Where no thread can be started, whoever brings a transfer moves it:
 * better to hold up others than to lose it.
 */
final class Detours {
    private static final int MOST_THREADS = 8;

    private final Backend others;
    private final ThreadFactory factory;
    private final Consumer<Slot> over;
    private final Runnable work = this::work;

    private final AtomicReference<@Nullable Slot> waiting = new AtomicReference<>();
    private final AtomicInteger threads = new AtomicInteger();

    /**
     * Makes an empty one.
     *
     * @param others moves the transfers
     * @param factory makes the threads
     * @param over told of each transfer that has ended
     */
    Detours(Backend others, ThreadFactory factory, Consumer<Slot> over) {
        this.others = others;
        this.factory = factory;
        this.over = over;
    }

    /** Adds a transfer. Allocates nothing, starts nothing: {@link #go} does. */
    void add(Slot slot) {
        Slot latest;
        do {
            latest = waiting.get();
            slot.next = latest;
        } while (!waiting.compareAndSet(latest, slot));
    }

    /** Has a thread see to what was added, which calls on the next. May do the work itself: no lock may be held. */
    void go() {
        int running = threads.get();
        while (waiting.get() != null && running < MOST_THREADS) {
            if (threads.compareAndSet(running, running + 1)) {
                if (!start() && threads.decrementAndGet() == 0) {
                    drain();
                }
                return;
            }
            running = threads.get();
        }
    }

    private boolean start() {
        try {
            factory.newThread(work).start();
            return true;
        } catch (Throwable noThread) {
            return false;
        }
    }

    private void work() {
        boolean goesOn = true;
        while (goesOn) {
            drain();
            threads.decrementAndGet();
            // Who has seen this thread has left its transfer to it.
            goesOn = waiting.get() != null;
            if (goesOn) {
                threads.incrementAndGet();
            }
        }
    }

    private void drain() {
        for (Slot slot = poll(); slot != null; slot = poll()) {
            go();
            slot.passage.moveBy(others);
            over.accept(slot);
        }
    }

    /** One at a time: one that is taken might come again, while another still knows what was below it. */
    private synchronized @Nullable Slot poll() {
        Slot first = waiting.get();
        while (first != null && !waiting.compareAndSet(first, first.next)) {
            first = waiting.get();
        }
        if (first != null) {
            first.next = null;
        }
        return first;
    }
}
