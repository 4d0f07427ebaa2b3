package io.heddle.bench.job;

import io.heddle.aio.AioProcess;
import io.heddle.aio.Sigevent;

/** A new virtual thread for each request puts the slot on the queue. */
final class ThreadWay extends MailboxWay {
    ThreadWay(AioProcess process, int depth) {
        super(process, depth);
    }

    @Override
    Sigevent sigevent(Slot slot) {
        return Sigevent.thread(this::post, slot);
    }
}
