package io.heddle.aio;

import io.heddle.backend.Operation;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list call: submits many requests at once, as {@code lio_listio} does. */
final class ListIo {
    private ListIo() {}

    static void listio(
            AioProcess process, ListMode mode, List<? extends @Nullable ControlBlock> blocks, Sigevent sigevent)
            throws AioException, InterruptedException {
        Object span = Trace.begin(TracePoint.LISTIO);
        ListCall call = new ListCall(process, mode, sigevent);
        Errno error = Errno.OK;
        try {
            check(process, mode, blocks.size(), sigevent);
            AioException refused = submitAll(process, blocks, call);
            call.allSubmitted();
            boolean allSucceeded = mode != ListMode.WAIT || call.await();
            if (refused != null) {
                throw refused;
            }
            if (!allSucceeded && process.dialect().listReportsFailedRequests()) {
                throw new AioException(Errno.EIO, "at least one request of the list failed: ask for each one's error");
            }
        } catch (AioException failed) {
            error = failed.errno();
            throw failed;
        } catch (InterruptedException interrupted) {
            error = Errno.EINTR;
            throw interrupted;
        } finally {
            Tracer tracer = Trace.tracer();
            if (span != null && tracer != null) {
                tracer.listIo(span, process.id(), call.id(), mode.name(), blocks.size(), error.name());
            }
        }
    }

    private static void check(AioProcess process, ListMode mode, int entries, Sigevent sigevent) throws AioException {
        int limit = process.quota().limit();
        if (entries < 1 || entries > limit) {
            throw new AioException(Errno.EINVAL, "the list has " + entries + " entries, it must have 1 to " + limit);
        }
        Validation.checkSigevent(process, sigevent);
        if (sigevent.kind() == Sigevent.Kind.KEVENT && sigevent.queue().isClosed()) {
            throw new AioException(Errno.EBADF, sigevent.queue() + " of the list's sigevent is closed");
        }
        if (mode == ListMode.WAIT) {
            process.refuseInHandler("listio with WAIT");
        }
    }

    /**
     * Submits what can be submitted. Each refused entry keeps its own error for {@link AioProcess#error}.
     *
     * @return what the call is to throw, or {@code null}: EIO if an entry is invalid, else EAGAIN if one met a limit
     */
    private static @Nullable AioException submitAll(
            AioProcess process, List<? extends @Nullable ControlBlock> blocks, ListCall call) {
        AioException first = null;
        Errno verdict = Errno.OK;
        int refusals = 0;
        for (ControlBlock block : blocks) {
            if (block == null || block.opcode() == Opcode.NOP) {
                continue;
            }
            try {
                Operation operation = block.opcode() == Opcode.READ ? Operation.READ : Operation.WRITE;
                Submission.submit(
                        process,
                        block.request,
                        operation,
                        block.file(),
                        block.buffer(),
                        block.offset(),
                        block.sigevent(),
                        call);
            } catch (AioException refused) {
                block.request.refuse(refused.errno());
                refusals++;
                if (first == null || (verdict == Errno.EAGAIN && refused.errno() != Errno.EAGAIN)) {
                    first = refused;
                    verdict = refused.errno() == Errno.EAGAIN ? Errno.EAGAIN : Errno.EIO;
                }
            }
        }
        return first == null
                ? null
                : new AioException(
                        verdict, refusals + " of " + blocks.size() + " entries were refused: " + first.getMessage());
    }
}
