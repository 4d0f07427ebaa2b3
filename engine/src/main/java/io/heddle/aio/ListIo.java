package io.heddle.aio;

import io.heddle.backend.Operation;
import io.heddle.time.Gate;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.workq.Wakeup;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One list call: submits many requests, as {@code lio_listio} does, and counts their completions. The kernel keeps the
 * count in the list's leader.
 */
final class ListIo {
    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.incrementAndGet();
    private final AioProcess process;
    private final ListMode mode;
    private final List<? extends @Nullable ControlBlock> blocks;
    private final Sigevent sigevent;
    private final Gate finished = new Gate();

    /** The requests in flight, and one for the call itself while it submits. */
    private final AtomicInteger pending = new AtomicInteger(1);

    private volatile boolean hasRequests;
    private volatile boolean someFailed;

    /** The signal of the entry that completed last, if the dialect sends one signal per list. */
    private volatile @Nullable Sigevent postponed;

    /** The requests that are not reaped, and one for the call; used if the list's event ends with its requests. */
    private final AtomicInteger unreaped = new AtomicInteger(1);

    private final boolean eventEndsWithRequests;
    private volatile @Nullable Knote event;

    private ListIo(
            AioProcess process, ListMode mode, List<? extends @Nullable ControlBlock> blocks, Sigevent sigevent) {
        this.mode = mode;
        this.process = process;
        this.blocks = blocks;
        eventEndsWithRequests = process.rules().listEventEndsWithRequests();
        this.sigevent = sigevent;
    }

    // ---- submission

    static void listio(
            AioProcess process, ListMode mode, List<? extends @Nullable ControlBlock> blocks, Sigevent sigevent)
            throws AioException, InterruptedException {
        Object span = Trace.begin(TracePoint.LISTIO);
        ListIo call = new ListIo(process, mode, blocks, sigevent);
        Errno error = Errno.OK;
        try {
            call.run();
        } catch (AioException failed) {
            error = failed.errno();
            throw failed;
        } catch (InterruptedException interrupted) {
            error = Errno.EINTR;
            throw interrupted;
        } finally {
            Tracer tracer = Trace.tracer();
            if (span != null && tracer != null) {
                tracer.listIo(span, process.id(), call.id, mode.name(), blocks.size(), error.name());
            }
        }
    }

    private void run() throws AioException, InterruptedException {
        check();
        if (process.rules().invalidEntries() == Rules.InvalidEntries.REFUSE_LIST) {
            checkAll();
        }
        AioException refused = submitAll();
        allSubmitted();
        boolean waits = isWaitedFor() && (refused == null || process.rules().listWaitsAfterRefusal());
        boolean allSucceeded = !waits || await();
        if (refused != null) {
            throw refused;
        }
        if (!allSucceeded && process.rules().listReportsFailedRequests()) {
            throw new AioException(Errno.EIO, "at least one request of the list failed: ask for each one's error");
        }
    }

    boolean isWaitedFor() {
        return mode == ListMode.WAIT;
    }

    private void check() throws AioException {
        int entries = blocks.size();
        Rules rules = process.rules();
        int least = rules.minListEntries();
        int most = rules.maxListEntries(process.quota().limit());
        if (entries < least || entries > most) {
            throw new AioException(
                    Errno.EINVAL, "the list has " + entries + " entries, it must have " + least + " to " + most);
        }
        if (rules.looksAtListSigevent(mode)) {
            checkSigevent();
        }
        if (isWaitedFor()) {
            process.refuseInHandler("listio with WAIT");
        }
    }

    private void checkSigevent() throws AioException {
        Validation.checkSigevent(process, sigevent);
        if (sigevent.kind() == Sigevent.Kind.KEVENT) {
            Validation.checkEventFlags(process, sigevent, false); // a list's event cannot be named to enable it
            if (sigevent.queue().isClosed()) {
                throw new AioException(Errno.EBADF, sigevent.queue() + " of the list's sigevent is closed");
            }
        }
    }

    /** Checks all entries, as XNU does before it submits any. */
    private void checkAll() throws AioException {
        for (ControlBlock block : blocks) {
            if (block != null && block.opcode() != Opcode.NOP) {
                try {
                    checkEntry(block);
                } catch (AioException invalid) {
                    throw new AioException(
                            Submission.nameOf(process, invalid.errno()),
                            "the whole list is refused: " + invalid.getMessage());
                }
            }
        }
    }

    private void checkEntry(ControlBlock block) throws AioException {
        if (block.opcode() == Opcode.SYNC && !process.rules().listsTakeSyncs()) {
            throw new AioException(Errno.EINVAL, "opcode is SYNC, " + process.dialect() + " takes none in a list");
        }
        Operation operation = operation(block);
        Validation.checkOffered(process, operation);
        AioFile file = file(operation, block);
        Validation.check(process, operation, file, block.memory, block.offset(), 0, block.sigevent());
    }

    /**
     * Submits the entries that can be submitted. Each refused entry keeps its own error for {@link AioProcess#error}.
     *
     * @return what the call is to throw, or {@code null}: EIO if an entry is invalid, otherwise EAGAIN if one met a
     *     limit
     */
    private @Nullable AioException submitAll() {
        AioException first = null;
        Errno verdict = Errno.OK;
        int refusals = 0;
        for (ControlBlock block : blocks) {
            if (block == null) {
                continue;
            }
            try {
                submit(block);
            } catch (AioException refused) {
                if (process.rules().errorTellsOfRefusedEntries()) {
                    block.request.refuse(refused.errno(), this);
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

    private void submit(ControlBlock block) throws AioException {
        Sigevent own = process.rules().entrySigevent(mode, sigevent, block.sigevent());
        if (block.opcode() != Opcode.NOP) {
            Operation operation = operation(block);
            AioFile file = file(operation, block);
            Submission.submit(process, block.request, operation, file, block.offset(), own, this);
            return;
        }
        switch (process.rules().nop()) {
            case IGNORED -> {}
            case CHECKED -> Submission.check(process, block, own);
            case QUEUED -> {
                AioFile where = fileOfNop(block.file());
                Submission.submit(process, block.request, Operation.NOP, where, 0, own, this);
            }
        }
    }

    private @Nullable AioFile file(Operation operation, ControlBlock block) {
        return operation == Operation.MLOCK ? process.files().nowhere() : block.file();
    }

    /**
     * Returns the file of a NOP. It is not checked, but a cancel or close of one of the process's own files finds the
     * NOP.
     */
    private AioFile fileOfNop(@Nullable AioFile file) {
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

    // ---- its notification

    long id() {
        return id;
    }

    /** Returns whether the completion of the list may run user code. */
    boolean callsBack() {
        return sigevent.kind() == Sigevent.Kind.SIGNAL;
    }

    boolean startsThread() {
        return sigevent.kind() == Sigevent.Kind.THREAD;
    }

    // ---- its requests

    /** Registers a request that has been queued. Called under the lock of its file, and thus before it can complete. */
    void expect(Request request) {
        pending.incrementAndGet();
        if (eventEndsWithRequests) {
            unreaped.incrementAndGet();
        }
        hasRequests = true;
        request.list = this;
    }

    /** Returns whether this notification of an entry must wait for the last request of the list. */
    boolean postpones(Sigevent own) {
        return own.kind() == Sigevent.Kind.SIGNAL && process.rules().oneSignalPerList();
    }

    /**
     * Records that a request has completed and its own notification is delivered: the notification of the list comes
     * last.
     */
    void arrive(Errno error, Sigevent own) {
        if (error != Errno.OK) {
            someFailed = true;
        }
        postponed = postpones(own) ? own : null;
        arriveQuietly();
    }

    /** Records that the call has submitted all that it could. */
    void allSubmitted() {
        arriveQuietly();
        reaped();
    }

    /**
     * Records that a request of the list has been reaped. In FreeBSD the list, and its event, end with the last one
     * ({@code aio_free_entry}).
     */
    void reaped() {
        if (eventEndsWithRequests && unreaped.decrementAndGet() == 0) {
            withdraw();
        }
    }

    private void withdraw() {
        Knote mine = event;
        if (mine != null) {
            mine.detach();
        }
    }

    private void arriveQuietly() {
        if (pending.decrementAndGet() == 0) {
            finished.open();
            if (!process.isExiting()) {
                deliverPostponed();
                notifyOfList();
            }
        }
    }

    private void deliverPostponed() {
        Sigevent signal = postponed;
        if (signal != null) {
            Notification.deliver(process, 0, signal, null);
        }
    }

    private void notifyOfList() {
        boolean notifies = process.rules().listNotifies(mode)
                && (hasRequests || process.rules().notifiesOfEmptyList());
        if (!notifies) {
            return;
        }
        Notification.deliver(process, 0, sigevent, sigevent.kind() == Sigevent.Kind.KEVENT ? postEvent() : null);
    }

    private @Nullable Wakeup postEvent() {
        Rules rules = process.rules();
        Errno error = someFailed && rules.listReportsFailedRequests() ? Errno.EIO : Errno.OK;
        Knote mine = new Knote.OfList(blocks, error, sigevent.value(), rules.listEventFlags(sigevent.flags()));
        event = mine;
        Wakeup wakeup = sigevent.queue().post(mine);
        if (eventEndsWithRequests && unreaped.get() == 0) {
            mine.detach(); // the last request was reaped meanwhile
        }
        return wakeup;
    }

    /**
     * Waits until every request of the list is done.
     *
     * @return whether all of them succeeded
     */
    boolean await() throws InterruptedException {
        finished.awaitInterruptibly(process.ticker(), Long.MAX_VALUE);
        return !someFailed;
    }
}
