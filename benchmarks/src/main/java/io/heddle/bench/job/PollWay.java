package io.heddle.bench.job;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Queries {@link AioProcess#error} for every request in flight until one has completed.
 *
 * <p>It parks periodically instead of only yielding. On JDK 25, if as many virtual threads as there are carriers only
 * yield, they get the carriers back again and again, and the workers never run.
 */
final class PollWay extends CompletionWay {
    private static final int SPINS = 64;
    private static final long REST_NANOS = 10_000;

    private final Slot[] slots;

    PollWay(AioProcess process, Slot[] slots) {
        super(process);
        this.slots = slots;
    }

    @Override
    int collect(Slot[] done, Duration timeout) throws AioException {
        long start = System.nanoTime();
        for (int round = 1; ; round++) {
            int count = look(slots, done);
            if (count > 0 || System.nanoTime() - start >= timeout.toNanos()) {
                return count;
            }
            if (round % SPINS == 0) {
                LockSupport.parkNanos(this, REST_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
