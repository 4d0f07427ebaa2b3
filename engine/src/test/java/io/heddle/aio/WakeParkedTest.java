package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.heddle.testing.Conditions;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The measures for the case that no virtual thread runs any more, because the heap may be full. */
final class WakeParkedTest extends AioTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** More bytes than one iterator takes. */
    private static final long ITERATOR = 80;

    @Test
    void shouldUnparkThoseThatWaitForARequest() throws Exception {
        AioProcess process = open();
        ControlBlock running = occupyWorker(process);
        AtomicBoolean woken = new AtomicBoolean();
        Thread parked = Thread.ofPlatform().daemon().start(() -> {
            assertThat(running.file().requests().addWaiter(running.request, Thread.currentThread()))
                    .isTrue();
            LockSupport.park(running);
            woken.set(true);
        });
        Conditions.await("the waiter to park", () -> LockSupport.getBlocker(parked) == running);
        Lifecycle.wakeParked();
        Conditions.awaitEnd(parked);
        assertThat(woken).isTrue();
        running.file().requests().removeWaiter(running.request, parked);
        backend.releaseAll();
        reap(process, running);
    }

    /** No process is missed, and exited processes are not retained. */
    @Test
    void shouldFindWorkersWithoutMemoryForEachProcess() throws Exception {
        long few = cheapest();
        List<AioProcess> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(open());
        }
        long many = cheapest();
        for (AioProcess each : all) {
            each.exit(FOR_EVER);
        }
        assertThat(many - few).as("bytes for a hundred processes").isLessThan(100 * ITERATOR);
    }

    private static long cheapest() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            Lifecycle.wakeParked();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
