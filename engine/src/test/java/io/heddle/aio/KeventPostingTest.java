package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.time.Ticker;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Calls while an event is being posted: a caller that reads the queue's clock prevents the queue from taking it. */
final class KeventPostingTest extends AioTest {
    /** Stops the thread that reads the time, as a waiter does under the queue's lock. */
    private static final class StoppedClock implements Ticker {
        final CountDownLatch stopped = new CountDownLatch(1);
        final CountDownLatch goesOn = new CountDownLatch(1);

        @Override
        public long nanoTime() {
            stopped.countDown();
            Conditions.await("the clock to go on", goesOn);
            return 0;
        }

        @Override
        public void parkNanos(Object blocker, long nanos) {
            Ticker.SYSTEM.parkNanos(blocker, nanos);
        }
    }

    private final StoppedClock clock = new StoppedClock();
    private final CompletionQueue queue = CompletionQueue.keeping(clock);

    private Call<Integer> holdQueue() {
        Call<Integer> holder =
                call(ThreadKind.PLATFORM, () -> queue.await(new Kevent[] {new Kevent(), new Kevent()}, 2));
        Conditions.await("the queue to be held", clock.stopped);
        return holder;
    }

    private int letGo(Call<Integer> holder) throws Exception {
        clock.goesOn.countDown();
        holder.awaitParked();
        queue.wakeup();
        return holder.result();
    }

    /**
     * A thread that fetches an event may query the request immediately: the request is done before its event is posted.
     */
    @Test
    void shouldBeDoneBeforeItsEventIsPosted() throws Exception {
        AioProcess process = open();
        backend.hold();
        ControlBlock block = block(newFile(process), 1).sigevent(Sigevent.kevent(queue, null));
        process.write(block);
        Call<Integer> holder = holdQueue();
        backend.releaseAll();
        Conditions.await("the request to be done", () -> block.request.state() == Request.State.DONE);
        assertThat(process.error(block)).isEqualTo(Errno.OK);
        clock.goesOn.countDown();
        Conditions.await("the event", () -> queue.pending() == 1);
        assertThat(letGo(holder)).isEqualTo(1);
        process.reap(block);
    }

    /**
     * In FreeBSD the event of a list is removed with the list's last request, even if that is reaped before the list
     * has posted its event.
     */
    @Test
    void shouldLeaveNoEventOfAListThatIsReapedMeanwhile() throws Exception {
        AioProcess process = open(settings().system(new AioSystem(Dialect.FREEBSD)));
        backend.hold();
        ControlBlock block = block(newFile(process), 1).opcode(Opcode.WRITE);
        process.listio(ListMode.NOWAIT, List.of(block), Sigevent.kevent(queue, null));
        Call<Integer> holder = holdQueue();
        backend.releaseAll();
        reap(process, block);
        clock.goesOn.countDown();
        process.exit(FOR_EVER); // when the worker has ended, the list has posted its event
        assertThat(letGo(holder)).isZero();
        assertThat(queue.pending()).isZero();
    }
}
