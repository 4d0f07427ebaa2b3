package io.heddle.workq;

import io.heddle.testing.Conditions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** A thread factory that remembers its threads and can be made to fail. */
final class TrackedThreads implements ThreadFactory {
    private final ThreadFactory delegate;
    private final List<Thread> made = new CopyOnWriteArrayList<>();
    private volatile ThreadFactory behaviour;
    private volatile int calls;
    private volatile @Nullable Thread caller;

    TrackedThreads(ThreadFactory delegate) {
        this.delegate = delegate;
        this.behaviour = delegate;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the supervisor creates threads
    public Thread newThread(Runnable task) {
        caller = Thread.currentThread();
        calls++;
        Thread thread = behaviour.newThread(task);
        if (thread != null) {
            made.add(thread);
        }
        return thread;
    }

    /** Makes the other factory create the threads from now on. */
    void behaveAs(ThreadFactory other) {
        behaviour = other;
    }

    /** Makes that many calls fail as the other factory does; the calls after them succeed. */
    void failFirst(int failures, ThreadFactory failing) {
        int last = calls + failures;
        behaviour = task -> calls <= last ? failing.newThread(task) : delegate.newThread(task);
    }

    void recover() {
        behaviour = delegate;
    }

    /** Returns how often a thread was requested. */
    int calls() {
        return calls;
    }

    List<Thread> made() {
        return made;
    }

    /**
     * The thread that requests threads, which is the queue's supervisor; {@code null} until the first worker is
     * created.
     */
    @Nullable
    Thread supervisor() {
        return caller;
    }

    void awaitEnd() {
        // A thread that was never started has no end to wait for.
        made.stream().filter(thread -> thread.getState() != Thread.State.NEW).forEach(Conditions::awaitEnd);
        Thread supervisor = caller;
        if (supervisor != null) {
            Conditions.awaitEnd(supervisor);
        }
    }
}
