package io.heddle.bench.job;

import io.heddle.aio.AioProcess;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes slots from a queue that notifications put them on. It has room for all slots, so that a notification never
 * waits.
 */
abstract class MailboxWay extends CompletionWay {
    private final ArrayBlockingQueue<Slot> mailbox;

    MailboxWay(AioProcess process, int depth) {
        super(process);
        mailbox = new ArrayBlockingQueue<>(depth);
    }

    void post(@Nullable Object slot) {
        if (slot instanceof Slot finished) {
            mailbox.add(finished);
        }
    }

    @Override
    int collect(Slot[] done, Duration timeout) throws InterruptedException {
        Slot slot = mailbox.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        int count = 0;
        while (slot != null) {
            done[count++] = slot;
            slot = mailbox.poll();
        }
        return count;
    }
}
