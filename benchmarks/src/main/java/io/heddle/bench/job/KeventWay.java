package io.heddle.bench.job;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import io.heddle.aio.CompletionQueue;
import io.heddle.aio.Kevent;
import io.heddle.aio.Sigevent;
import java.time.Duration;
import java.util.Arrays;

/** Takes events from a {@link CompletionQueue}. */
final class KeventWay extends CompletionWay {
    private final CompletionQueue queue = new CompletionQueue();
    private final Kevent[] events;

    KeventWay(AioProcess process, int depth) {
        super(process);
        events = new Kevent[depth];
        Arrays.setAll(events, index -> new Kevent());
    }

    @Override
    Sigevent sigevent(Slot slot) {
        return Sigevent.kevent(queue, slot);
    }

    @Override
    int collect(Slot[] done, Duration timeout) throws AioException, InterruptedException {
        int count = queue.await(events, 1, timeout);
        for (int i = 0; i < count; i++) {
            done[i] = (Slot) events[i].udata();
        }
        return count;
    }

    @Override
    public void close() {
        queue.close();
    }
}
