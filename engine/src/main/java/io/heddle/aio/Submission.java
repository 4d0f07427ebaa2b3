package io.heddle.aio;

import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.workq.Wakeup;
import io.heddle.workq.Workqueue;
import org.jspecify.annotations.Nullable;

/**
 * The submission of a request, in the order of the kernel's {@code aio_queue_async_request}: claim the block, validate,
 * take quota, bind to a completion queue, queue, wake. A step that refuses leaves everything as it was.
 */
final class Submission {
    private Submission() {}

    /** Submits one read, write or fsync call within its span. */
    static void call(
            AioProcess process,
            Request request,
            Operation operation,
            @Nullable AioFile file,
            long offset,
            Sigevent sigevent)
            throws AioException {
        Object span = Trace.begin(tracePoint(operation));
        long length = lengthOf(operation, request.asked());
        long id = 0;
        Errno error = Errno.OK;
        try {
            id = submit(process, request, operation, file, offset, sigevent, null, span != null);
        } catch (AioException refused) {
            error = refused.errno();
            throw refused;
        } finally {
            if (span != null) {
                traceCall(span, process, id, operation, file, offset, length, error);
            }
        }
    }

    /**
     * Submits a request.
     *
     * @param list the list call that the request is part of, or {@code null}
     * @throws AioException if the request is refused; then nothing has changed
     */
    static void submit(
            AioProcess process,
            Request request,
            Operation operation,
            @Nullable AioFile file,
            long offset,
            Sigevent sigevent,
            @Nullable ListIo list)
            throws AioException {
        submit(process, request, operation, file, offset, sigevent, list, false);
    }

    /** Submits a request; returns its number, or 0 if the number is neither requested nor traced. */
    private static long submit(
            AioProcess process,
            Request request,
            Operation operation,
            @Nullable AioFile file,
            long offset,
            Sigevent sigevent,
            @Nullable ListIo list,
            boolean numbered)
            throws AioException {
        long length = lengthOf(operation, request.asked()); // now: a worker that takes the request advances the buffer
        Wakeup wakeup = null;
        boolean holdsQuota = false;
        Request claimed = null;
        Request toRemember = null;
        long id = 0;
        try {
            process.life().refuseAfterExit();
            Validation.checkOffered(process, operation);
            claimed = claim(process, request);
            if (claimed == null) {
                // A new claim loses the block's last status, so everything that can be refused is refused first.
                checkDone(process, request, operation, file, offset, sigevent);
                holdsQuota = takeQuotaOfAnother(process, request);
                holdsQuota |= claimDone(process, request, list);
                claimed = request;
            }
            if (process.rules().checksQuotaFirst()) {
                claimed.remember(Errno.OK);
                toRemember = claimed;
                process.quota().take(process);
                holdsQuota = true;
                toRemember = null; // aio_aqueue stores nothing more when it refuses a signal
                Validation.checkSigevent(process, sigevent);
                toRemember = claimed;
            }
            int priority = priority(process, operation, request);
            if (operation.usesMemory()) {
                claimed.take(claimed != request);
            }
            AioFile target = Validation.check(process, operation, file, claimed.memory, offset, priority, sigevent);
            Workqueue workqueue = process.workqueue(); // read once: an exec may replace it
            if (priority > 0) {
                workqueue.preparePriorities();
            }
            if (!holdsQuota) {
                process.quota().take(process);
                holdsQuota = true;
            }
            claimed.describe(target, operation, offset, priority, sigevent, callsBack(sigevent, list));
            if (!claimed.isWhole() || operation.isSync() || startsThread(sigevent, list)) {
                // a sync may become the flusher of others, and a thread may fail to start
                prepare(workqueue);
            }
            id = numbered || isNumbered(sigevent) ? claimed.id() : 0; // now: the request may soon be in use again
            if (sigevent.kind() == Sigevent.Kind.KEVENT) {
                claimed.prepareKevent();
                bind(process, id, sigevent.queue());
            }
            wakeup = target.requests().enqueue(claimed, list, workqueue);
            if (wakeup == null) {
                throw new AioException(Errno.EAGAIN, process + " is exiting");
            }
        } catch (AioException refused) {
            throw refusal(process, operation, toRemember, refused);
        } finally {
            if (wakeup == null) { // refused, or an Error such as OutOfMemoryError
                giveBack(process, claimed, holdsQuota);
            }
        }
        try {
            traceQueued(process, id, operation, file, offset, length);
        } finally {
            wakeup.wake();
        }
        return id;
    }

    /** Checks a NOP of a list as FreeBSD does: like any other entry, without submitting it. */
    static void check(AioProcess process, ControlBlock block, Sigevent sigevent) throws AioException {
        Request toRemember = block.request;
        block.remember(Errno.OK);
        try {
            process.quota().take(process);
            process.quota().giveBack();
            toRemember = null;
            Validation.checkSigevent(process, sigevent);
            toRemember = block.request;
            Validation.check(process, Operation.NOP, block.file(), block.memory, 0, 0, sigevent);
        } catch (AioException refused) {
            throw refusal(process, Operation.NOP, toRemember, refused);
        }
    }

    /**
     * Prepares the workqueue. Throws EAGAIN, as the kernel does, if the first thread of the process cannot be started.
     */
    private static void prepare(Workqueue workqueue) throws AioException {
        try {
            workqueue.prepare();
        } catch (OutOfMemoryError none) {
            throw new AioException(
                    Errno.EAGAIN, "no thread can be started that the workers need: " + none.getMessage());
        }
    }

    private static boolean startsThread(Sigevent sigevent, @Nullable ListIo list) {
        return sigevent.kind() == Sigevent.Kind.THREAD || (list != null && list.startsThread());
    }

    private static boolean callsBack(Sigevent sigevent, @Nullable ListIo list) {
        return sigevent.kind() == Sigevent.Kind.SIGNAL || (list != null && list.callsBack());
    }

    /** Returns the block's priority, if the dialect uses it: a sync and a direct-style call have none. */
    private static int priority(AioProcess process, Operation operation, Request request) {
        ControlBlock block = request.block;
        boolean counts = block != null && !operation.isSync() && process.rules().honoursPriority();
        return counts && block != null ? block.priority() : 0;
    }

    /**
     * Claims a request of the block. Returns {@code null} if its only request is done, and the dialect accepts such a
     * block.
     */
    private static @Nullable Request claim(AioProcess process, Request request) throws AioException {
        while (!request.claim()) {
            if (request.block != null && process.rules().runsTwice()) {
                return request.block.claimAnother();
            }
            Request.State now = request.state();
            if (now == Request.State.DONE && process.rules().takesDoneBlocks()) {
                return null;
            }
            if (now != Request.State.IDLE) {
                throw inFlight();
            }
            // otherwise another thread has reaped it since
        }
        return request;
    }

    private static AioException inFlight() {
        return new AioException(
                Errno.EAGAIN, "the control block is in flight: reap its request before you submit it again");
    }

    // ---- a block whose request is done and was not reaped

    private static void checkDone(
            AioProcess process,
            Request request,
            Operation operation,
            @Nullable AioFile file,
            long offset,
            Sigevent sigevent)
            throws AioException {
        int priority = priority(process, operation, request);
        Validation.check(process, operation, file, request.asked(), offset, priority, sigevent);
        if (sigevent.kind() == Sigevent.Kind.KEVENT && sigevent.queue().isClosed()) {
            throw new AioException(Errno.EBADF, sigevent.queue() + " of the sigevent is closed");
        }
        if (process.isExiting()) {
            throw new AioException(Errno.EAGAIN, process + " is exiting");
        }
    }

    /**
     * Takes quota, unless the new request inherits the place of the one that is done; a request of another process has
     * no place here.
     */
    private static boolean takeQuotaOfAnother(AioProcess process, Request done) throws AioException {
        boolean isAnothers = !done.isOf(process);
        if (isAnothers) {
            process.quota().take(process);
        }
        return isAnothers;
    }

    /**
     * Claims the block; another thread may reap its request at the same time.
     *
     * @return whether the place of the done request in this process's quota was kept for the new one
     */
    private static boolean claimDone(AioProcess process, Request request, @Nullable ListIo list) throws AioException {
        while (!request.claim()) {
            AioFile before = request.fileOrNull();
            if (before != null) {
                AioProcess owner = before.process();
                if (owner.doneQueue().claim(request, list, owner == process)) {
                    owner.forgetIfEmpty(before);
                    return owner == process;
                }
            }
            Request.State now = request.state();
            boolean isFree = now == Request.State.IDLE || now == Request.State.DONE;
            if (!isFree || (list != null && request.list == list)) {
                throw inFlight(); // another thread was faster, or the list has the block twice
            }
            Reaping.letReapingEnd(process);
        }
        return false;
    }

    private static void giveBack(AioProcess process, @Nullable Request claimed, boolean holdsQuota) {
        if (holdsQuota) {
            process.quota().giveBack();
        }
        if (claimed != null) {
            claimed.unclaim();
        }
    }

    /** Returns the exception for the caller: the dialect determines its error, and whether the block remembers it. */
    private static AioException refusal(
            AioProcess process, Operation operation, @Nullable Request toRemember, AioException real) {
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            tracer.rejected(process.id(), operation.name(), real.errno().name(), String.valueOf(real.getMessage()));
        }
        if (toRemember != null && process.rules().errorRemembers()) {
            toRemember.remember(real.errno());
        }
        Errno name = nameOf(process, real.errno());
        return name == real.errno() ? real : new AioException(name, String.valueOf(real.getMessage()), real);
    }

    /** Returns the error under which a refusal is reported. */
    static Errno nameOf(AioProcess process, Errno real) {
        boolean told = real == Errno.ESRCH || real == Errno.ENOTSUP;
        return told ? real : process.rules().refused(real);
    }

    private static long lengthOf(Operation operation, Memory memory) {
        return operation.usesMemory() ? memory.remaining() : 0;
    }

    /** Checks the completion queue, as in {@code aio_register_kevent}. */
    private static void bind(AioProcess process, long id, CompletionQueue queue) throws AioException {
        Object span = Trace.begin(TracePoint.REGISTER_KEVENT);
        boolean closed = queue.isClosed();
        Tracer tracer = Trace.tracer();
        if (span != null && tracer != null) {
            Errno error = closed ? Errno.EBADF : Errno.OK;
            tracer.registerKevent(span, process.id(), id, queue.id(), error.name());
        }
        if (closed) {
            throw new AioException(Errno.EBADF, queue + " of the sigevent is closed");
        }
    }

    // ---- traces

    /**
     * Returns whether the number of the request is traced during its submission, other than by the span of the call.
     */
    private static boolean isNumbered(Sigevent sigevent) {
        Tracer tracer = Trace.tracer();
        return tracer != null
                && (tracer.records(TracePoint.WORK_QUEUED)
                        || (sigevent.kind() == Sigevent.Kind.KEVENT && tracer.records(TracePoint.REGISTER_KEVENT)));
    }

    private static TracePoint tracePoint(Operation operation) {
        return switch (operation) {
            case READ, READV -> TracePoint.READ;
            case WRITE, WRITEV -> TracePoint.WRITE;
            case SYNC, DSYNC -> TracePoint.FSYNC;
            case NOP, MLOCK -> throw new IllegalArgumentException("no call of its own is traced for " + operation);
        };
    }

    private static void traceCall(
            Object span,
            AioProcess process,
            long id,
            Operation operation,
            @Nullable AioFile file,
            long offset,
            long length,
            Errno error) {
        Tracer tracer = Trace.tracer();
        if (tracer == null) {
            return;
        }
        int descriptor = file == null ? -1 : file.descriptor();
        switch (operation) {
            case READ, READV -> tracer.read(span, process.id(), id, descriptor, offset, length, error.name());
            case WRITE, WRITEV -> tracer.write(span, process.id(), id, descriptor, offset, length, error.name());
            case SYNC, DSYNC -> tracer.fsync(span, process.id(), id, descriptor, operation.name(), error.name());
            case NOP, MLOCK -> {}
        }
    }

    /**
     * Traces a queued request by the caller's arguments: the request itself may already be done, reaped and in use
     * again.
     */
    private static void traceQueued(
            AioProcess process, long id, Operation operation, @Nullable AioFile file, long offset, long length) {
        Tracer tracer = Trace.tracer(TracePoint.WORK_QUEUED);
        if (tracer != null && file != null) {
            long from = operation.isTransfer() ? offset : 0;
            int outstanding = process.quota().outstanding();
            tracer.workQueued(process.id(), id, operation.name(), file.descriptor(), from, length, outstanding);
        }
    }
}
