package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.workq.Runner;
import io.heddle.workq.Wakeup;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The completion of a request, in the order of the kernel's {@code do_aio_completion_and_unlock}: done queue;
 * accounting of close; notification; suspended callers; list. The accounting of exit, which the kernel does together
 * with that of close, comes last: a process of a kernel ends after its threads have ended, whereas a request of this
 * engine may have had no thread.
 */
final class Completion {
    private Completion() {}

    /**
     * Completes a request that has run without a worker or was cancelled, on the thread that did so.
     *
     * @return what is to be woken next: for a request that was begun without a worker, everything that had to wait for
     *     its end; the completion of any other request, which may run user code, has already woken it
     */
    static Wakeup complete(Request request) {
        return complete(request, null);
    }

    /**
     * Completes a request.
     *
     * @param runner the worker that has run the request and may continue with the next one, or {@code null}
     */
    static Wakeup complete(Request request, @Nullable Runner runner) {
        AioFile file = request.file();
        AioProcess process = file.process();
        request.traceSlow(process, file);

        // Once the lock is released the user may reap the request and submit it anew. Whatever is needed afterwards is
        // therefore read under the lock. The event on a completion queue, which a reap withdraws, is posted under the
        // lock too, and last: a thread that fetches the event may immediately query whether the request is done.
        long id;
        Errno error;
        Sigevent sigevent;
        ListIo list;
        Drain closeDrain;
        Drain exitDrain;
        Thread suspended;
        List<Thread> moreSuspended;
        Wakeup posted;
        Wakeup released;
        Wakeup ahead = Wakeup.NONE;
        Request oldest;
        Wakeup room;
        boolean begun = request.wasBegun();
        Runner unparker = request.mayWait() ? null : runner;
        ReentrantLock lock = file.requests().lock();
        lock.lock();
        try {
            released = file.requests().leaveActive(request);
            // room for the most urgent entry, which may be one of the released
            room = begun ? process.workqueue().ended() : Wakeup.NONE;
            oldest = process.order().remove(request);
            id = request.idOfEnd();
            error = request.error();
            list = request.list;
            closeDrain = request.closeDrain;
            exitDrain = request.exitDrain;
            boolean silent = exitDrain != null || process.isExiting();
            sigevent = silent ? Sigevent.none() : request.sigevent();
            suspended = request.takeWaiter();
            moreSuspended = request.takeMoreWaiters();
            request.closeDrain = null;
            request.exitDrain = null;
            boolean postsEvent = sigevent.kind() == Sigevent.Kind.KEVENT && postsEvent(process, error);
            posted = process.doneQueue().add(request, postsEvent);
            if (runner != null && oldest == null && list == null && endsSoon(sigevent, file)) {
                ahead = runner.takeNext();
            }
        } finally {
            lock.unlock();
        }

        Wakeup next = begun ? released.and(room) : Wakeup.NONE;
        boolean told = false;
        try {
            if (!begun) {
                released.wake();
                ahead.wake();
            }
            if (oldest != null) {
                release(oldest);
            }
            arrive(closeDrain, process, id);
            if (list == null || !list.postpones(sigevent)) {
                Notification.deliver(process, id, sigevent, posted);
            }
            told = true;
        } finally { // no thread may wait forever because a notification failed
            if (!told) {
                next.wake();
            }
            tellOthers(process, file, id, unparker, suspended, moreSuspended, list, error, sigevent, exitDrain);
        }
        return next;
    }

    /**
     * Notifies suspended callers, the list and the exit. Each step is made even if the previous one fails; only a
     * callback, a tracer or a log can fail.
     */
    private static void tellOthers(
            AioProcess process,
            AioFile file,
            long id,
            @Nullable Runner unparker,
            @Nullable Thread suspended,
            List<Thread> moreSuspended,
            @Nullable ListIo list,
            Errno error,
            Sigevent sigevent,
            @Nullable Drain exitDrain) {
        try {
            wake(unparker, suspended, moreSuspended, process, id);
            if (unparker != null && file.requests().isClosed()) {
                unparker.unparkAll(); // closing the file may take long
            }
            file.closeIfLast();
        } finally {
            try {
                if (list != null) {
                    list.arrive(error, sigevent);
                }
            } finally {
                // Last: an exit that continues then finds nothing in progress, and an exec may open the process again.
                arrive(exitDrain, process, id);
            }
        }
        process.doneQueue().warn();
    }

    /** Returns whether only unparks remain: no callback or file close can delay the next request. */
    private static boolean endsSoon(Sigevent sigevent, AioFile file) {
        boolean calls = sigevent.kind() == Sigevent.Kind.SIGNAL || sigevent.kind() == Sigevent.Kind.THREAD;
        return !calls && !file.requests().isClosed();
    }

    private static void release(Request oldest) {
        AioFile file = oldest.fileOrNull();
        if (file != null) { // otherwise it was cancelled and reaped in between
            file.requests().releaseOldest(oldest);
        }
    }

    private static boolean postsEvent(AioProcess process, Errno error) {
        return error != Errno.ECANCELED || process.rules().cancelledRequestsPostEvents();
    }

    private static void arrive(@Nullable Drain drain, AioProcess process, long id) {
        if (drain == null) {
            return;
        }
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            tracer.cleanupWait(process.id(), id, drain.reason());
        }
        boolean last = drain.arrive();
        if (last && tracer != null) {
            tracer.cleanupWake(process.id(), id, drain.reason());
        }
    }

    /**
     * Unparks the callers that are suspended on this request, and those that check again at each completion, as the
     * kernels' callers do.
     */
    private static void wake(
            @Nullable Runner unparker, @Nullable Thread first, List<Thread> more, AioProcess process, long id) {
        int woken = process.doneQueue().wakeWaiters();
        if (unparker != null && first != null && more.isEmpty()) {
            unparker.unparkSoon(first);
            woken++;
        } else {
            woken += Request.wake(first, more);
        }
        Tracer tracer = Trace.tracer(TracePoint.COMPLETION_SUSPEND_WAKE);
        if (woken > 0 && tracer != null) {
            tracer.suspendWake(process.id(), id, woken);
        }
    }
}
