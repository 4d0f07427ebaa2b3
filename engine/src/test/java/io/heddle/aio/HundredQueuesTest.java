package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A process whose requests post to a hundred queues, used by ten threads at the same time. */
final class HundredQueuesTest extends CompletionQueueFixture {
    private static final int QUEUES = 100;
    private static final int THREADS = 10;
    private static final int REQUESTS_EACH = 400;

    private final List<CompletionQueue> queues =
            IntStream.range(0, QUEUES).mapToObj(i -> new CompletionQueue()).toList();
    private final AtomicIntegerArray submitted = new AtomicIntegerArray(QUEUES);
    private final AtomicIntegerArray fetched = new AtomicIntegerArray(QUEUES);
    private final CountDownLatch allSubmitted = new CountDownLatch(THREADS);

    /** The value of an event: its expected queue, and its block. */
    private record Label(int queue, ControlBlock block) {}

    @Test
    void shouldDeliverEachEventToItsOwnQueue() throws Exception {
        Random random = random();
        List<Call<Integer>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            long seed = random.nextLong();
            AioFile mine = newFile(process);
            threads.add(call(
                    i % 2 == 0 ? ThreadKind.VIRTUAL : ThreadKind.PLATFORM,
                    () -> submitAndFetch(number, mine, new Random(seed))));
        }
        int sum = 0;
        for (Call<Integer> thread : threads) {
            sum += thread.result();
        }
        assertThat(sum).isEqualTo(THREADS * REQUESTS_EACH);
        assertThat(process.statistics().outstanding()).isZero();
        for (int i = 0; i < QUEUES; i++) {
            assertThat(queues.get(i).pending()).isZero();
            assertThat(fetched.get(i)).isEqualTo(submitted.get(i)).isPositive();
            queues.get(i).close();
        }
    }

    /** Submits to all queues, and fetches from ten: all threads fetch the events of one thread's requests. */
    private int submitAndFetch(int number, AioFile mine, Random random) throws Exception {
        Kevent[] events = events(4);
        int mineFetched = 0;
        for (int i = 0; i < REQUESTS_EACH; i++) {
            int queue = random.nextInt(QUEUES);
            ControlBlock block = block(mine, i * 8L);
            process.write(block.sigevent(Sigevent.kevent(queues.get(queue), new Label(queue, block))));
            submitted.incrementAndGet(queue);
            if (random.nextInt(4) == 0) {
                mineFetched += fetch(ownQueue(number, random.nextInt(QUEUES / THREADS)), events, 0);
            }
        }
        allSubmitted.countDown();
        allSubmitted.await();
        for (int i = 0; i < QUEUES / THREADS; i++) {
            int queue = ownQueue(number, i);
            while (fetched.get(queue) < submitted.get(queue)) {
                mineFetched += fetch(queue, events, 1);
            }
        }
        return mineFetched;
    }

    private static int ownQueue(int thread, int index) {
        return thread * (QUEUES / THREADS) + index;
    }

    private int fetch(int queue, Kevent[] events, int min) throws Exception {
        int count = queues.get(queue).await(events, min);
        for (int i = 0; i < count; i++) {
            Label label = (Label) events[i].udata();
            assertThat(label.queue()).isEqualTo(queue);
            assertThat(events[i].block()).isSameAs(label.block());
            assertThat(events[i].error()).isEqualTo(Errno.OK);
            assertThat(events[i].data()).isEqualTo(8);
        }
        fetched.addAndGet(queue, count);
        return count;
    }

    /** As many waiters as queues, all parked at the same time: each is woken only by its own event. */
    @Test
    void shouldWakeTheWaiterOfTheQueueThatIsPostedTo() throws Exception {
        List<Call<Integer>> waiting = new ArrayList<>();
        for (CompletionQueue each : queues) {
            waiting.add(call(() -> each.await(events(2), 1)).awaitParked());
        }
        for (int i = QUEUES - 1; i >= 0; i--) {
            process.write(block(file, i * 8L).sigevent(Sigevent.kevent(queues.get(i), null)));
            assertThat(waiting.get(i).result()).isEqualTo(1);
            assertThat(waiting.subList(0, i)).noneMatch(Call::isDone);
        }
    }
}
