package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cancel calls: {@code aio_cancel}. */
final class Cancellation {
    private static final int EVERY_FILE = -1;
    private static final int NO_FILE = 0;

    private Cancellation() {}

    static CancelResult one(AioProcess process, Request request) {
        return one(process, NO_FILE, request);
    }

    private static CancelResult one(AioProcess process, int askedFor, Request request) {
        Object span = Trace.begin(TracePoint.CANCEL);
        AioFile file = request.fileOrNull();
        boolean known = file != null && file.process() == process;
        long id = known && span != null ? request.id() : 0;
        CancelResult result = known && file != null
                ? file.requests().cancel(request)
                : process.dialect().cancelWithoutMatch();
        trace(span, process, id, known && file != null ? file.descriptor() : askedFor, known ? 1 : 0, result.name());
        return result;
    }

    static CancelResult one(AioProcess process, AioFile file, ControlBlock block) throws AioException {
        if (block.file() != file) {
            Object span = Trace.begin(TracePoint.CANCEL);
            trace(span, process, 0, file.descriptor(), 0, Errno.EINVAL.name());
            throw new AioException(Errno.EINVAL, "the control block is for " + block.file() + ", not for " + file);
        }
        return one(process, file.descriptor(), block.request);
    }

    static CancelResult ofFile(AioProcess process, AioFile file) throws AioException {
        if (file.process() != process) {
            Object span = Trace.begin(TracePoint.CANCEL);
            trace(span, process, 0, file.descriptor(), 0, Errno.EBADF.name());
            throw new AioException(
                    Errno.EBADF,
                    file + " belongs to " + file.process() + ", it cannot be cancelled through " + process);
        }
        return sweep(process, List.of(file), file.descriptor());
    }

    static CancelResult ofFiles(AioProcess process, List<AioFile> files) {
        return sweep(process, files, EVERY_FILE);
    }

    private static CancelResult sweep(AioProcess process, List<AioFile> files, int descriptor) {
        Object span = Trace.begin(TracePoint.CANCEL);
        int cancelled = 0;
        int running = 0;
        int matched = 0;
        for (AioFile file : files) {
            FileRequests.Sweep sweep = file.requests().cancelAll(null, null);
            cancelled += sweep.cancelled();
            running += sweep.running();
            matched += sweep.matched();
        }
        CancelResult result;
        if (running > 0) {
            result = CancelResult.NOTCANCELED;
        } else if (cancelled > 0) {
            result = CancelResult.CANCELED;
        } else {
            result = matched > 0 ? CancelResult.ALLDONE : process.dialect().cancelWithoutMatch();
        }
        trace(span, process, 0, descriptor, matched, result.name());
        return result;
    }

    private static void trace(
            @Nullable Object span, AioProcess process, long id, int descriptor, int matched, String result) {
        Tracer tracer = Trace.tracer();
        if (span != null && tracer != null) {
            tracer.cancel(span, process.id(), id, descriptor, matched, result);
        }
    }
}
