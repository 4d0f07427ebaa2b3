package io.heddle.aio;

import io.heddle.time.Gate;
import io.heddle.workq.Wakeup;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One call of {@link AioProcess#listio}: what the kernel keeps in the list's leader. */
final class ListCall {
    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.incrementAndGet();
    private final AioProcess process;
    private final ListMode mode;
    private final List<? extends @Nullable ControlBlock> blocks;
    private final Sigevent sigevent;
    private final Gate finished = new Gate();

    /** The requests in flight, and one for the call itself as long as it submits. */
    private final AtomicInteger pending = new AtomicInteger(1);

    private volatile boolean hasRequests;
    private volatile boolean someFailed;

    /** The signal of the entry that completed last, where a list sends only one and the call is still submitting. */
    private volatile @Nullable Sigevent postponed;

    /** The requests that are not reaped, and one for the call; looked at where the list's event ends with them. */
    private final AtomicInteger unreaped = new AtomicInteger(1);

    private final boolean eventEndsWithRequests;
    private volatile @Nullable Knote event;

    ListCall(AioProcess process, ListMode mode, List<? extends @Nullable ControlBlock> blocks, Sigevent sigevent) {
        this.mode = mode;
        this.process = process;
        this.blocks = blocks;
        eventEndsWithRequests = process.rules().listEventEndsWithRequests();
        this.sigevent = sigevent;
    }

    long id() {
        return id;
    }

    /** Returns whether the end of the list may run code of the user's. */
    boolean callsBack() {
        return sigevent.kind() == Sigevent.Kind.SIGNAL;
    }

    boolean startsThread() {
        return sigevent.kind() == Sigevent.Kind.THREAD;
    }

    boolean isWaitedFor() {
        return mode == ListMode.WAIT;
    }

    /** A request of the list has been queued. Under the lock of its file, so before it can complete. */
    void expect(Request request) {
        pending.incrementAndGet();
        if (eventEndsWithRequests) {
            unreaped.incrementAndGet();
        }
        hasRequests = true;
        request.list = this;
    }

    /** Returns whether this notification of an entry is to wait for the last one of the list. */
    boolean postpones(Sigevent own) {
        return own.kind() == Sigevent.Kind.SIGNAL && process.rules().oneSignalPerList();
    }

    /** A request of the list has completed and its own notification is delivered: the list's is to be the last. */
    void arrive(Errno error, Sigevent own) {
        if (error != Errno.OK) {
            someFailed = true;
        }
        postponed = postpones(own) ? own : null;
        arriveQuietly();
    }

    /** The call has submitted all it could. */
    void allSubmitted() {
        arriveQuietly();
        reaped();
    }

    /**
     * A request of the list has been reaped. In FreeBSD the list goes with the last one, and its event with it
     * ({@code aio_free_entry}).
     */
    void reaped() {
        if (eventEndsWithRequests && unreaped.decrementAndGet() == 0) {
            withdraw();
        }
    }

    private void withdraw() {
        Knote mine = event;
        if (mine != null) {
            mine.detach();
        }
    }

    private void arriveQuietly() {
        if (pending.decrementAndGet() == 0) {
            finished.open();
            if (!process.isExiting()) {
                deliverPostponed();
                notifyOfList();
            }
        }
    }

    private void deliverPostponed() {
        Sigevent signal = postponed;
        if (signal != null) {
            Notification.deliver(process, 0, signal, null);
        }
    }

    private void notifyOfList() {
        boolean notifies = process.rules().listNotifies(mode)
                && (hasRequests || process.rules().notifiesOfEmptyList());
        if (!notifies) {
            return;
        }
        Notification.deliver(process, 0, sigevent, sigevent.kind() == Sigevent.Kind.KEVENT ? postEvent() : null);
    }

    private @Nullable Wakeup postEvent() {
        Rules rules = process.rules();
        Errno error = someFailed && rules.listReportsFailedRequests() ? Errno.EIO : Errno.OK;
        Knote mine = new Knote.OfList(blocks, error, sigevent.value(), rules.listEventFlags(sigevent.flags()));
        event = mine;
        Wakeup wakeup = sigevent.queue().post(mine);
        if (eventEndsWithRequests && unreaped.get() == 0) {
            mine.detach(); // the last one was reaped while this came
        }
        return wakeup;
    }

    /**
     * Waits until every request of the list is done.
     *
     * @return whether all of them succeeded
     */
    boolean await() throws InterruptedException {
        finished.awaitInterruptibly(process.ticker(), Long.MAX_VALUE);
        return !someFailed;
    }
}
