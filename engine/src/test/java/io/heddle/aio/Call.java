package io.heddle.aio;

import io.heddle.testing.Conditions;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;

/** A call on a thread of its own, which a test can observe while it waits and whose outcome it can query. */
final class Call<T> {
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean interruptedAtEnd;

    private Call(Thread.Builder builder, Callable<T> body) {
        thread = builder.unstarted(() -> run(body));
    }

    /** Starts a call on a virtual thread. */
    static <T> Call<T> of(Callable<T> body) {
        return on(ThreadKind.VIRTUAL, body);
    }

    /** Starts a call on a thread of a kind. */
    static <T> Call<T> on(ThreadKind kind, Callable<T> body) {
        Thread.Builder builder = kind == ThreadKind.VIRTUAL
                ? Thread.ofVirtual()
                : Thread.ofPlatform().daemon(true);
        Call<T> call = new Call<>(builder, body);
        call.thread.start();
        return call;
    }

    private void run(Callable<T> body) {
        try {
            T result = body.call();
            interruptedAtEnd = Thread.currentThread().isInterrupted();
            outcome.complete(result);
        } catch (Throwable failed) {
            interruptedAtEnd = Thread.currentThread().isInterrupted();
            outcome.completeExceptionally(failed);
        }
    }

    Thread thread() {
        return thread;
    }

    /** Waits until the call is parked for another reason than a lock. */
    Call<T> awaitParked() {
        Conditions.await("the call to wait", () -> {
            Thread.State state = thread.getState();
            Object blocker = LockSupport.getBlocker(thread);
            boolean waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
            return outcome.isDone() || (waits && !(blocker instanceof AbstractOwnableSynchronizer));
        });
        if (outcome.isDone()) {
            throw new AssertionError("the call has ended: " + outcome);
        }
        return this;
    }

    Call<T> interrupt() {
        thread.interrupt();
        return this;
    }

    boolean isDone() {
        return outcome.isDone();
    }

    /** Waits for the end of the call and returns its result, or throws what it threw. */
    T result() throws Exception {
        try {
            return outcome.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception known) {
                throw known;
            }
            throw failed;
        }
    }

    /** Waits for the end of the call and returns whether its thread's interrupt status was set then. */
    boolean wasInterruptedAtEnd() throws InterruptedException {
        thread.join();
        return interruptedAtEnd;
    }

    void join() throws InterruptedException {
        thread.join();
    }
}
