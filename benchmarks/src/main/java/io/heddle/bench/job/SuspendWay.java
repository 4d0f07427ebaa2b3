package io.heddle.bench.job;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import io.heddle.aio.ControlBlock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Suspends on all requests in flight by {@link AioProcess#suspend}, then checks which of them have completed. */
final class SuspendWay extends CompletionWay {
    private final Slot[] slots;
    private final @Nullable ControlBlock[] entries;
    private final List<@Nullable ControlBlock> list;

    SuspendWay(AioProcess process, Slot[] slots) {
        super(process);
        this.slots = slots;
        entries = new ControlBlock[slots.length];
        list = Arrays.asList(entries);
    }

    @Override
    int collect(Slot[] done, Duration timeout) throws AioException, InterruptedException {
        for (Slot slot : slots) {
            entries[slot.index] = slot.inFlight ? slot.control : null;
        }
        return process.suspend(list, timeout) ? look(slots, done) : 0;
    }
}
