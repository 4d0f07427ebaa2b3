package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.workq.Wakeup;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Makes the end of a request or of a list known, outside every lock. */
final class Notification {
    /** Bound while a signal handler runs: the process whose requests the thread must not wait for. */
    private static final ScopedValue<AioProcess> HANDLING = ScopedValue.newInstance();

    private Notification() {}

    /**
     * Delivers.
     *
     * @param id the request, 0 for a list or if nobody traces the ends of requests
     * @param posted who waits for the event that was posted under the file's lock, or {@code null} if none was
     */
    static void deliver(AioProcess process, long id, Sigevent sigevent, @Nullable Wakeup posted) {
        switch (sigevent.kind()) {
            case NONE -> {}
            case SIGNAL -> signal(process, id, sigevent);
            case KEVENT -> kevent(process, id, sigevent.queue(), posted);
            case THREAD -> thread(process, sigevent);
        }
    }

    private static void signal(AioProcess process, long id, Sigevent sigevent) {
        Tracer tracer = Trace.tracer(TracePoint.COMPLETION_SIG);
        if (tracer != null) {
            tracer.completionSignal(process.id(), id, sigevent.signal());
        }
        SignalHandler handler = process.signalHandler(sigevent.signal());
        if (handler == null) {
            return;
        }
        try {
            ScopedValue.where(HANDLING, process).run(() -> handler.handle(sigevent.signal(), sigevent.value()));
        } catch (Throwable failed) { // the handler's failure is neither the request's nor the worker's
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, failed);
        }
    }

    /** Tells whether the calling thread runs a signal handler of the process. */
    static boolean isHandlingFor(AioProcess process) {
        return HANDLING.isBound() && HANDLING.get() == process;
    }

    private static void kevent(AioProcess process, long id, CompletionQueue queue, @Nullable Wakeup posted) {
        if (posted == null) {
            return; // the queue is closed, or the dialect has no event for this end
        }
        Tracer tracer = Trace.tracer(TracePoint.COMPLETION_KEVENT);
        if (tracer != null) {
            tracer.completionKevent(process.id(), id, queue.id(), queue.pending());
        }
        posted.wake();
    }

    /** Where no thread can be started the request has ended all the same, and its caller is not to see it fail. */
    private static void thread(AioProcess process, Sigevent sigevent) {
        try {
            process.notifier(() -> sigevent.function().accept(sigevent.value())).start();
        } catch (OutOfMemoryError | RejectedExecutionException noThread) {
            process.lateNotifications().add(process, sigevent);
        }
    }
}
