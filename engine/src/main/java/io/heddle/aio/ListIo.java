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
        ListCall call = new ListCall(process, mode, blocks, sigevent);
        Errno error = Errno.OK;
        try {
            check(process, mode, blocks.size(), sigevent);
            if (process.rules().invalidEntries() == Rules.InvalidEntries.REFUSE_LIST) {
                checkAll(process, blocks);
            }
            AioException refused = submitAll(process, mode, blocks, sigevent, call);
            call.allSubmitted();
            boolean waits =
                    mode == ListMode.WAIT && (refused == null || process.rules().listWaitsAfterRefusal());
            boolean allSucceeded = !waits || call.await();
            if (refused != null) {
                throw refused;
            }
            if (!allSucceeded && process.rules().listReportsFailedRequests()) {
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
        Rules rules = process.rules();
        int least = rules.minListEntries();
        int most = rules.maxListEntries(process.quota().limit());
        if (entries < least || entries > most) {
            throw new AioException(
                    Errno.EINVAL, "the list has " + entries + " entries, it must have " + least + " to " + most);
        }
        if (rules.looksAtListSigevent(mode)) {
            checkSigevent(process, sigevent);
        }
        if (mode == ListMode.WAIT) {
            process.refuseInHandler("listio with WAIT");
        }
    }

    private static void checkSigevent(AioProcess process, Sigevent sigevent) throws AioException {
        Validation.checkSigevent(process, sigevent);
        if (sigevent.kind() == Sigevent.Kind.KEVENT) {
            Validation.checkEventFlags(process, sigevent, false); // nothing names a list's event to enable it
            if (sigevent.queue().isClosed()) {
                throw new AioException(Errno.EBADF, sigevent.queue() + " of the list's sigevent is closed");
            }
        }
    }

    /** As XNU does before it submits anything. */
    private static void checkAll(AioProcess process, List<? extends @Nullable ControlBlock> blocks)
            throws AioException {
        for (ControlBlock block : blocks) {
            if (block != null && block.opcode() != Opcode.NOP) {
                try {
                    checkEntry(process, block);
                } catch (AioException invalid) {
                    throw new AioException(
                            Submission.nameOf(process, invalid.errno()),
                            "the whole list is refused: " + invalid.getMessage());
                }
            }
        }
    }

    private static void checkEntry(AioProcess process, ControlBlock block) throws AioException {
        if (block.opcode() == Opcode.SYNC && !process.rules().listsTakeSyncs()) {
            throw new AioException(Errno.EINVAL, "opcode is SYNC, " + process.dialect() + " takes none in a list");
        }
        Operation operation = operation(block);
        Validation.checkOffered(process, operation);
        AioFile file = file(process, operation, block);
        Validation.check(process, operation, file, block.memory, block.offset(), 0, block.sigevent());
    }

    /**
     * Submits what can be submitted. Each refused entry keeps its own error for {@link AioProcess#error}.
     *
     * @return what the call is to throw, or {@code null}: EIO if an entry is invalid, else EAGAIN if one met a limit
     */
    private static @Nullable AioException submitAll(
            AioProcess process,
            ListMode mode,
            List<? extends @Nullable ControlBlock> blocks,
            Sigevent sigevent,
            ListCall call) {
        AioException first = null;
        Errno verdict = Errno.OK;
        int refusals = 0;
        for (ControlBlock block : blocks) {
            if (block == null) {
                continue;
            }
            try {
                submit(process, mode, block, sigevent, call);
            } catch (AioException refused) {
                if (process.rules().errorTellsOfRefusedEntries()) {
                    block.request.refuse(refused.errno(), call);
                }
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

    private static void submit(AioProcess process, ListMode mode, ControlBlock block, Sigevent sigevent, ListCall call)
            throws AioException {
        Sigevent own = process.rules().entrySigevent(mode, sigevent, block.sigevent());
        if (block.opcode() != Opcode.NOP) {
            Operation operation = operation(block);
            AioFile file = file(process, operation, block);
            Submission.submit(process, block.request, operation, file, block.offset(), own, call);
            return;
        }
        switch (process.rules().nop()) {
            case IGNORED -> {}
            case CHECKED -> Submission.check(process, block, own);
            case QUEUED -> {
                AioFile where = fileOfNop(process, block.file());
                Submission.submit(process, block.request, Operation.NOP, where, 0, own, call);
            }
        }
    }

    private static @Nullable AioFile file(AioProcess process, Operation operation, ControlBlock block) {
        return operation == Operation.MLOCK ? process.files().nowhere() : block.file();
    }

    /** Nobody looks at the file of a NOP; but one of the process's own is what a cancel or close of it finds. */
    private static AioFile fileOfNop(AioProcess process, @Nullable AioFile file) {
        if (file == null || file.process() != process || file.requests().isClosed()) {
            return process.files().nowhere();
        }
        return file;
    }

    private static Operation operation(ControlBlock block) {
        return switch (block.opcode()) {
            case READ -> block.read();
            case WRITE -> block.write();
            case READV -> Operation.READV;
            case WRITEV -> Operation.WRITEV;
            case SYNC -> Operation.SYNC;
            case MLOCK -> Operation.MLOCK;
            case NOP -> Operation.NOP;
        };
    }
}
