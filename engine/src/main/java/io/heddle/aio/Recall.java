package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import java.util.Arrays;

/**
 * The requests that a cancel has found begun without a worker: the backend is asked to take them back, once the file's
 * lock is left. Each is known by its transfer's ticket, so that it does not matter whose the request is by then.
 *
 * <p>What is taken back completes as a request that was cancelled, before the backend returns; see {@link Run#over}.
 */
final class Recall {
    private final AioFile file;
    private long[] tickets = new long[1];
    private long[] ids = new long[1]; // for traces
    private int count;

    Recall(AioFile file) {
        this.file = file;
    }

    /**
     * Returns whether the backend can be asked to take a running request back. Not a sync: others may share its flush.
     * Under the file's lock.
     */
    static boolean isPossible(Request request) {
        return request.operation().isTransfer() && request.run.ticket() != 0;
    }

    /** Notes one more request, under the file's lock. Where there is no memory for it, the request runs to its end. */
    void add(Request request) {
        if (count == tickets.length) {
            try {
                long[] moreTickets = Arrays.copyOf(tickets, 2 * count);
                ids = Arrays.copyOf(ids, 2 * count);
                tickets = moreTickets;
            } catch (OutOfMemoryError exhausted) {
                return;
            }
        }
        tickets[count] = request.run.ticket();
        ids[count] = Trace.tracer() == null ? 0 : request.id();
        count++;
    }

    /** Asks the backend; returns how many requests are cancelled, and done. */
    int run() {
        int cancelled = 0;
        for (int i = 0; i < count; i++) {
            if (file.process().backend().cancel(tickets[i])) {
                cancelled++;
            } else {
                traceRunning(ids[i]);
            }
        }
        return cancelled;
    }

    private void traceRunning(long id) {
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            tracer.cancelRunning(file.process().id(), id, file.descriptor());
        }
    }
}
