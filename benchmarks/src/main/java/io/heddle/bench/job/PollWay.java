package io.heddle.bench.job;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import java.time.Duration;

/** Asks {@link AioProcess#error} for every request in flight, until one is done. */
final class PollWay extends CompletionWay {
    private static final int SPINS = 64;

    private final Slot[] slots;

    PollWay(AioProcess process, Slot[] slots) {
        super(process);
        this.slots = slots;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // whoever polls shares: nothing depends on how the scheduler answers
    int collect(Slot[] done, Duration timeout) throws AioException {
        long start = System.nanoTime();
        for (int round = 1; ; round++) {
            int count = look(slots, done);
            if (count > 0 || System.nanoTime() - start >= timeout.toNanos()) {
                return count;
            }
            if (round % SPINS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
