package io.heddle.uring;

import io.heddle.backend.Backend;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Transfers that another backend continues because the ring cannot, and the threads on which it does so. A transfer for
 * which a thread waits is moved by that thread and never comes here.
 *
 * <p>There is a thread while there is a transfer. If no thread can be started, the thread that brings a transfer moves
 * it: delaying other transfers is better than losing one.
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
     * Creates an empty instance.
     *
     * @param others moves the transfers
     * @param factory creates the threads
     * @param over notified of each transfer that has completed
     */
    Detours(Backend others, ThreadFactory factory, Consumer<Slot> over) {
        this.others = others;
        this.factory = factory;
        this.over = over;
    }

    /** Adds a transfer. Allocates and starts nothing: {@link #go} does. */
    void add(Slot slot) {
        Slot latest;
        do {
            latest = waiting.get();
            slot.next = latest;
        } while (!waiting.compareAndSet(latest, slot));
    }

    /**
     * Starts a thread for the added transfers, which starts the next one. May move them on the calling thread, which
     * must not hold a lock.
     */
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
            // A thread that has seen this one running has left its transfer to it.
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

    /**
     * Removes a transfer. Synchronized: a removed transfer might be added again while another thread still holds the
     * link that it had.
     */
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
