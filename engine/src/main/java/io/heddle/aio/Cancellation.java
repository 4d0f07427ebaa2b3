package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cancel calls: {@code aio_cancel}. */
final class Cancellation {
    private static final int EVERY_FILE = -1;
    private static final int NO_FILE = 0;

    private Cancellation() {}

    /** Cancels one request, which is searched for in the file of its block. */
    static CancelResult one(AioProcess process, ControlBlock block) throws AioException {
        return one(process, NO_FILE, block);
    }

    private static CancelResult one(AioProcess process, int askedFor, ControlBlock block) throws AioException {
        Object span = Trace.begin(TracePoint.CANCEL);
        Request request = block.toCancel();
        AioFile file = request.fileOrNull();
        boolean known = file != null && file.process() == process;
        long id = known && span != null ? request.id() : 0;
        int descriptor = known && file != null ? file.descriptor() : askedFor;
        CancelResult found = known && file != null ? file.requests().cancel(request) : null;
        return answer(process, span, id, descriptor, known ? 1 : 0, found);
    }

    static CancelResult one(AioProcess process, AioFile file, ControlBlock block) throws AioException {
        requireOpen(process, file);
        Errno mismatch = process.rules().cancelOfOtherFile();
        if (block.file() == file || nothingOutstanding(process)) {
            return one(process, file.descriptor(), block);
        }
        Object span = Trace.begin(TracePoint.CANCEL);
        if (mismatch == Errno.OK) {
            return answer(process, span, 0, file.descriptor(), 0, null);
        }
        trace(span, process, 0, file.descriptor(), 0, mismatch.name());
        throw new AioException(mismatch, "the control block is for " + block.file() + ", not for " + file);
    }

    static CancelResult ofFile(AioProcess process, AioFile file) throws AioException {
        requireOpen(process, file);
        return sweep(process, List.of(file), file.descriptor());
    }

    static CancelResult ofFiles(AioProcess process, List<AioFile> files) throws AioException {
        return sweep(process, files, EVERY_FILE);
    }

    private static void requireOpen(AioProcess process, AioFile file) throws AioException {
        String wrong = null;
        if (file.process() != process) {
            wrong = file + " belongs to " + file.process() + ", it cannot be cancelled through " + process;
        } else if (file.requests().isClosed()) {
            wrong = file + " is closed";
        }
        if (wrong != null) {
            trace(Trace.begin(TracePoint.CANCEL), process, 0, file.descriptor(), 0, Errno.EBADF.name());
            throw new AioException(Errno.EBADF, wrong);
        }
    }

    private static CancelResult sweep(AioProcess process, List<AioFile> files, int descriptor) throws AioException {
        Object span = Trace.begin(TracePoint.CANCEL);
        int cancelled = 0;
        int running = 0;
        int matched = 0;
        List<FileRequests.Sweep> sweeps = new ArrayList<>();
        for (AioFile file : files) {
            sweeps.add(file.requests().cancelAll(null, null));
        }
        for (FileRequests.Sweep queued : sweeps) {
            FileRequests.Sweep sweep = queued.recall();
            cancelled += sweep.cancelled();
            running += sweep.running();
            matched += sweep.matched();
        }
        CancelResult found = null;
        if (running > 0) {
            found = CancelResult.NOTCANCELED;
        } else if (cancelled > 0) {
            found = process.rules().cancelledAll();
        } else if (matched > 0) {
            found = CancelResult.ALLDONE;
        }
        return answer(process, span, 0, descriptor, matched, found);
    }

    /** Converts the outcome, {@code null} for no match, into the result of the call. */
    private static CancelResult answer(
            AioProcess process,
            @Nullable Object span,
            long id,
            int descriptor,
            int matched,
            @Nullable CancelResult found)
            throws AioException {
        if (found == null
                && process.rules().cancelNeedsMatch()
                && process.system().outstanding() > 0) {
            trace(span, process, id, descriptor, matched, Errno.EBADF.name());
            throw new AioException(Errno.EBADF, "no request of " + process + " matches");
        }
        CancelResult result = found == null ? CancelResult.ALLDONE : found;
        trace(span, process, id, descriptor, matched, result.name());
        return result;
    }

    /** Returns whether XNU finds nothing outstanding, which it checks before it reads the block. */
    private static boolean nothingOutstanding(AioProcess process) {
        return process.rules().cancelNeedsMatch() && process.system().outstanding() == 0;
    }

    private static void trace(
            @Nullable Object span, AioProcess process, long id, int descriptor, int matched, String result) {
        Tracer tracer = Trace.tracer();
        if (span != null && tracer != null) {
            tracer.cancel(span, process.id(), id, descriptor, matched, result);
        }
    }

    /**
     * The running requests that a cancel has found and that were begun without a worker. The backend is called to
     * cancel them once the file's lock is released. Each is identified by the ticket of its transfer, so that it does
     * no harm if the request is in use again by then.
     *
     * <p>A request that the backend cancels completes as cancelled before the backend returns; see {@link
     * Request#over}.
     */
    static final class Recall {
        private final AioFile file;
        private long[] tickets = new long[1];
        private long[] ids = new long[1]; // for traces
        private int count;

        Recall(AioFile file) {
            this.file = file;
        }

        /**
         * Returns whether the backend can cancel a running request. A sync cannot be cancelled: others may share its
         * flush. Called under the file's lock.
         */
        static boolean isPossible(Request request) {
            return request.operation().isTransfer() && request.ticket() != 0;
        }

        /** Adds a request, under the file's lock. If there is no memory for it, the request runs to completion. */
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
            tickets[count] = request.ticket();
            ids[count] = Trace.tracer() == null ? 0 : request.id();
            count++;
        }

        /** Calls the backend; returns the number of requests that are cancelled, and done. */
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
}
