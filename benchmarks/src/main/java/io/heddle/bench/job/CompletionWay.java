package io.heddle.bench.job;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import io.heddle.aio.Dialect;
import io.heddle.aio.Errno;
import io.heddle.aio.Sigevent;
import io.heddle.aio.SyncMode;
import io.heddle.bench.workload.NotifyMethod;
import java.time.Duration;

/** How a job submits requests and learns of their completion: one subclass per way that the engine offers. */
abstract class CompletionWay implements AutoCloseable {
    private boolean dataOnly;
    /** The longest time that a job waits before it checks again whether it is to stop. */
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

    /** Returns the notification of the slot's requests. */
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

    /** Chooses whether syncs cover only the data, where such a sync makes earlier writes durable. */
    final void syncDataOnly(boolean wanted) {
        dataOnly = wanted;
    }

    /** FreeBSD has only one kind of sync, and XNU's DSYNC waits for no write. */
    final SyncMode syncMode() {
        return dataOnly && process.dialect() == Dialect.POSIX ? SyncMode.DSYNC : SyncMode.SYNC;
    }

    /**
     * Waits until at least one request has completed or the timeout has elapsed.
     *
     * @param done receives, from index 0, the slots whose requests have completed, to be passed to {@link #reap}
     * @return how many
     */
    abstract int collect(Slot[] done, Duration timeout) throws AioException, InterruptedException;

    /** Reaps the request of a slot that {@link #collect} has returned. Returns the bytes moved. */
    long reap(Slot slot) throws AioException {
        Errno error = process.error(slot.control);
        long moved = process.reap(slot.control);
        if (error != Errno.OK) { // in the XNU dialect a return call does not report it
            throw new AioException(error, "the request of " + slot.control.file() + " failed");
        }
        return moved;
    }

    boolean isDone(Slot slot) throws AioException {
        return process.error(slot.control) != Errno.EINPROGRESS;
    }

    /** Finds completed requests by querying each one's status. */
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
