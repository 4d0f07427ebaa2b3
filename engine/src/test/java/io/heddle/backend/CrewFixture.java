package io.heddle.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.testing.FakeTicker;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;

/** A crew on a clock that stands still, and callers on virtual threads. Closing it retires the crew. */
final class CrewFixture implements AutoCloseable {
    static final long IDLE = 1_000;

    final FakeTicker ticker = new FakeTicker();
    final List<Thread> members = new CopyOnWriteArrayList<>();
    final Crew crew;
    private final List<Thread> callers = new CopyOnWriteArrayList<>();

    CrewFixture(int limit) {
        this(limit, Thread.ofPlatform().name("crew-", 1).daemon().factory());
    }

    CrewFixture(int limit, ThreadFactory factory) {
        crew = new Crew(limit, IDLE, ticker, task -> {
            Thread thread = factory.newThread(task);
            members.add(thread);
            return thread;
        });
    }

    /** A read that runs until it is released. */
    static final class Blocked {
        private final CountDownLatch started = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        final StubChannel channel = new StubChannel(bytes -> {
            started.countDown();
            Conditions.await("the release", release);
            return StubChannel.moveAll(bytes);
        });
        FutureTask<Long> result;
        Thread caller;

        boolean hasStarted() {
            return started.getCount() == 0;
        }

        Blocked awaitStart() {
            Conditions.await("the transfer", started);
            return this;
        }

        /** Returns the member that performs the transfer. */
        Thread member() {
            return channel.callers.getFirst();
        }

        void release() {
            release.countDown();
        }

        long finish() {
            release();
            return CrewFixture.result(result);
        }
    }

    private <T> FutureTask<T> call(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        callers.add(Thread.startVirtualThread(task));
        return task;
    }

    static <T> T result(FutureTask<T> task) {
        Conditions.await("the caller", task::isDone);
        return task.resultNow();
    }

    /** Starts a transfer of one byte that blocks; it need not have begun when this returns. */
    Blocked block() {
        Blocked blocked = new Blocked();
        blocked.result = call(() -> crew.move(read(blocked.channel)));
        blocked.caller = callers.getLast();
        return blocked;
    }

    /** Performs a transfer on a caller of its own. */
    FutureTask<Long> move(StubChannel channel) {
        return call(() -> crew.move(read(channel)));
    }

    static Transfer read(StubChannel channel) {
        Transfer transfer = new Transfer();
        transfer.describe(Operation.READ, channel, Memory.of(ByteBuffer.allocate(1)), 0, false);
        return transfer;
    }

    void awaitResting(int count) {
        ticker.awaitSleepers(count);
    }

    @Override
    public void close() {
        callers.forEach(Conditions::awaitEnd);
        // Checked repeatedly: a member may be about to retire because the test has let time pass.
        Conditions.await("the crew to rest", () -> ticker.sleepers() == crew.size());
        ticker.advance(IDLE);
        Conditions.await("the crew to retire", () -> crew.size() == 0);
        members.stream().filter(thread -> thread.getState() != Thread.State.NEW).forEach(Conditions::awaitEnd);
        assertThat(ticker.sleepers()).isZero();
    }
}
