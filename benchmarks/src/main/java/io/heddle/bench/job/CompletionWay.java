package io.heddle.bench.job;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import io.heddle.aio.Dialect;
import io.heddle.aio.Errno;
import io.heddle.aio.Sigevent;
import io.heddle.aio.SyncMode;
import io.heddle.bench.workload.NotifyMethod;
import java.time.Duration;

/** How a job submits requests and learns that they are done: one subclass for each way that the engine offers. */
abstract class CompletionWay implements AutoCloseable {
    private boolean dataOnly;
    /** The longest that a job waits without looking whether it is to stop. */
    static final Duration PATIENCE = Duration.ofMillis(100);

    final AioProcess process;

    CompletionWay(AioProcess process) {
        this.process = process;
    }

    static CompletionWay of(NotifyMethod method, AioProcess process, Slot[] slots) throws AioException {
        CompletionWay way = switch (method) {
            case POLL -> new PollWay(process, slots);
            case SUSPEND -> new SuspendWay(process, slots);
            case KEVENT -> new KeventWay(process, slots.length);
            case SIGNAL -> new SignalWay(process, slots.length);
            case THREAD -> new ThreadWay(process, slots.length);
            case LISTIO -> new ListioWay(process, slots.length);
        };
        for (Slot slot : slots) {
            slot.control.sigevent(way.sigevent(slot)).attachment(slot);
        }
        return way;
    }

    /** The notification of the slot's requests. */
    Sigevent sigevent(Slot slot) {
        return Sigevent.none();
    }

    void submit(Slot slot) throws AioException {
        switch (slot.use) {
            case READ -> process.read(slot.control);
            case WRITE -> process.write(slot.control);
            case SYNC -> process.fsync(syncMode(), slot.control);
        }
    }

    /** Has syncs be of the data only, where that makes earlier writes durable. */
    final void syncDataOnly(boolean wanted) {
        dataOnly = wanted;
    }

    /** FreeBSD has but one sync, and XNU's DSYNC waits for no write. */
    final SyncMode syncMode() {
        return dataOnly && process.dialect() == Dialect.POSIX ? SyncMode.DSYNC : SyncMode.SYNC;
    }

    /**
     * Waits until at least one request is done or the time is up.
     *
     * @param done filled from the front with the slots whose requests are done, to be passed to {@link #reap}
     * @return how many
     */
    abstract int collect(Slot[] done, Duration timeout) throws AioException, InterruptedException;

    /** Reaps the request of a slot that {@link #collect} has found done; returns the bytes moved. */
    long reap(Slot slot) throws AioException {
        Errno error = process.error(slot.control);
        long moved = process.reap(slot.control);
        if (error != Errno.OK) { // XNU's return call does not tell
            throw new AioException(error, "the request of " + slot.control.file() + " failed");
        }
        return moved;
    }

    boolean isDone(Slot slot) throws AioException {
        return process.error(slot.control) != Errno.EINPROGRESS;
    }

    /** Finds those that are done by asking for each one's status. */
    int look(Slot[] slots, Slot[] done) throws AioException {
        int count = 0;
        for (Slot slot : slots) {
            if (slot.inFlight && isDone(slot)) {
                done[count++] = slot;
            }
        }
        return count;
    }

    @Override
    public void close() {}
}
