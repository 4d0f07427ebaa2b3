package io.heddle.bench.job;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import io.heddle.aio.Sigevent;

/** A signal handler, which runs on the worker, puts the slot on the queue. */
final class SignalWay extends MailboxWay {
    private static final int SIGUSR1 = 30; // BSD's number

    SignalWay(AioProcess process, int depth) throws AioException {
        super(process, depth);
        process.onSignal(SIGUSR1, (signal, slot) -> post(slot));
    }

    @Override
    Sigevent sigevent(Slot slot) {
        return Sigevent.signal(SIGUSR1, slot);
    }
}
