package io.heddle.aio;

import io.heddle.time.Failures;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.workq.Wakeup;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Delivers the notification of a request or of a list, outside every lock. */
final class Notification {
    /**
     * The threads that run a signal handler, each with the process for whose requests the handler must not wait. A
     * scoped value is not used: after an Error of the JVM each lookup of one walks the stack, and if the first such
     * lookups of a JVM are made at the same time while the heap is full, they block the JVM permanently (JDK 25).
     */
    private static final ConcurrentHashMap<Thread, AioProcess> HANDLING = new ConcurrentHashMap<>();

    private Notification() {}

    /**
     * The call of a function. Not a lambda: the first evaluation of one needs memory and, if there is none, makes it
     * unusable permanently.
     */
    private record FunctionCall(Sigevent sigevent) implements Runnable {
        @Override
        public void run() {
            sigevent.function().accept(sigevent.value());
        }
    }

    /**
     * Delivers a notification.
     *
     * @param id the number of the request; 0 for a list, or if the completion of requests is not traced
     * @param posted wakes the thread that waits for the event posted under the file's lock; {@code null} if none was
     *     posted
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
        Thread current = Thread.currentThread();
        try {
            AioProcess outer = HANDLING.put(current, process); // the process of a handler that has cancelled, if any
            try {
                handler.handle(sigevent.signal(), sigevent.value());
            } finally {
                if (outer == null) {
                    HANDLING.remove(current);
                } else {
                    HANDLING.replace(current, outer);
                }
            }
        } catch (Throwable failed) { // the failure of a handler is neither the request's nor the worker's
            Failures.report(failed);
        }
    }

    /** Returns whether the calling thread runs a signal handler of the process. */
    static boolean isHandlingFor(AioProcess process) {
        return HANDLING.get(Thread.currentThread()) == process;
    }

    private static void kevent(AioProcess process, long id, CompletionQueue queue, @Nullable Wakeup posted) {
        if (posted == null) {
            return; // the queue is closed, or the dialect posts no event for this outcome
        }
        Tracer tracer = Trace.tracer(TracePoint.COMPLETION_KEVENT);
        if (tracer != null) {
            tracer.completionKevent(process.id(), id, queue.id(), queue.pending());
        }
        posted.wake();
    }

    /**
     * Starts the thread of a notification. If no thread can be started, the request has completed regardless, and its
     * caller must not see a failure.
     */
    private static void thread(AioProcess process, Sigevent sigevent) {
        try {
            process.notifier(new FunctionCall(sigevent)).start();
        } catch (OutOfMemoryError | RejectedExecutionException noThread) {
            process.lateNotifications().add(process, sigevent);
        }
    }
}
