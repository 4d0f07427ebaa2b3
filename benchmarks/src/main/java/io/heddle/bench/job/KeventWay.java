package io.heddle.bench.job;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import io.heddle.aio.CompletionQueue;
import io.heddle.aio.Dialect;
import io.heddle.aio.Errno;
import io.heddle.aio.Kevent;
import io.heddle.aio.Sigevent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/** Fetches events from a {@link CompletionQueue}. */
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
            Slot slot = (Slot) Objects.requireNonNull(events[i].udata());
            slot.error = events[i].error();
            slot.moved = events[i].data();
            done[i] = slot;
        }
        return count;
    }

    /**
     * Fetching the event has reaped the request, except in the FreeBSD dialect; only its outcome remains to be
     * returned.
     */
    @Override
    long reap(Slot slot) throws AioException {
        if (process.dialect() == Dialect.FREEBSD) {
            return super.reap(slot);
        }
        if (slot.error != Errno.OK) {
            throw new AioException(slot.error, "the request of " + slot.control.file() + " failed");
        }
        return slot.moved;
    }

    @Override
    public void close() {
        queue.close();
    }
}
