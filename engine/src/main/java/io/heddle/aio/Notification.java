package io.heddle.aio;

import io.heddle.time.Failures;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.workq.Wakeup;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Makes the end of a request or of a list known, outside every lock. */
final class Notification {
    /**
     * The threads that run a signal handler, and the process of each, for whose requests it must not wait. A scoped
     * value is not used: after an Error of the JVM each look for one walks the stack, and where the first such looks
     * of a JVM come at the same time while the heap is full, they hold up the JVM for ever (JDK 25).
     */
    private static final ConcurrentHashMap<Thread, AioProcess> HANDLING = new ConcurrentHashMap<>();

    private Notification() {}

    /** Not a lambda, which needs memory when it is first come to, and is unusable for ever where there was none. */
    private record FunctionCall(Sigevent sigevent) implements Runnable {
        @Override
        public void run() {
            sigevent.function().accept(sigevent.value());
        }
    }

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
        Thread current = Thread.currentThread();
        try {
            AioProcess outer = HANDLING.put(current, process); // of a handler that has cancelled, if not null
            try {
                handler.handle(sigevent.signal(), sigevent.value());
            } finally {
                if (outer == null) {
                    HANDLING.remove(current);
                } else {
                    HANDLING.replace(current, outer);
                }
            }
        } catch (Throwable failed) { // the handler's failure is neither the request's nor the worker's
            Failures.report(failed);
        }
    }

    /** Tells whether the calling thread runs a signal handler of the process. */
    static boolean isHandlingFor(AioProcess process) {
        return HANDLING.get(Thread.currentThread()) == process;
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
            process.notifier(new FunctionCall(sigevent)).start();
        } catch (OutOfMemoryError | RejectedExecutionException noThread) {
            process.lateNotifications().add(process, sigevent);
        }
    }
}
