package io.heddle.aio;

import io.heddle.aio.Kevent.Flag;
import io.heddle.backend.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The rules in which the dialects differ: one method per question, with the answer of POSIX.
 *
 * <p>Each subclass represents a kernel: it overrides the answers that differ, and cites the kernel's function.
 */
class Rules {
    /** The requests for which a sync must wait. */
    enum SyncOrder {
        /** Nothing. */
        FREE,
        /** The earlier reads and writes on the same file. */
        AFTER_FILE,
        /** Every earlier request of the process. */
        AFTER_PROCESS
    }

    /** The treatment of a list with invalid entries. */
    enum InvalidEntries {
        /** The others are submitted, and the call fails with EIO. */
        SKIPPED,
        /** Nothing is submitted. */
        REFUSE_LIST
    }

    /** The treatment of a NOP in a list. */
    enum Nop {
        /** It is ignored. */
        IGNORED,
        /** Its file must belong to the process; otherwise it is ignored. */
        CHECKED,
        /** It is a request that completes with EINVAL. */
        QUEUED
    }

    /** The treatment by suspend of entries that are neither in flight nor done. */
    enum UnknownEntries {
        /** Such an entry ends the call, as one that is done does. */
        END,
        /** They are skipped; the call ends when no other entry is in flight. */
        PASSED_OVER,
        /** They are awaited; the call is refused if nothing is outstanding in the system. */
        WAITED_FOR
    }

    // ---- limits

    int defaultMaxOutstanding() {
        return AioProcessBuilder.DEFAULT_MAX_OUTSTANDING;
    }

    /** Returns the largest number of requests outstanding in all processes, unless set. */
    int defaultSystemLimit() {
        return AioSystem.UNLIMITED;
    }

    /** Returns the least limit that a system can set for its processes. */
    int leastProcessLimit() {
        return 1;
    }

    /** Returns the largest limit of all processes together. */
    int mostSystemLimit() {
        return AioSystem.UNLIMITED;
    }

    /** Returns whether the limit of all processes must be at least that of one. */
    boolean limitsAreOrdered() {
        return true;
    }

    int maxListEntries(int processLimit) {
        return processLimit;
    }

    int minListEntries() {
        return 0;
    }

    /** Returns the kind of workqueue of a process that sets none. */
    WorkqueueKind defaultWorkqueue() {
        return WorkqueueKind.PROCESS;
    }

    /** Returns whether a negative timeout is refused. */
    boolean refusesNegativeTimeouts() {
        return false;
    }

    int minSuspendEntries() {
        return 0;
    }

    // ---- submission

    /** Returns the error with which a refused submission is reported. */
    Errno refused(Errno real) {
        return real;
    }

    /** Returns whether the quota is checked before the arguments. */
    boolean checksQuotaFirst() {
        return false;
    }

    /** Returns whether the offset is checked only after the file. */
    boolean checksOffsetLast() {
        return false;
    }

    /** Returns whether a block that is in flight runs once more when it is submitted again. */
    boolean runsTwice() {
        return false;
    }

    /**
     * Returns whether a block is accepted whose request is done and was not reaped. POSIX: the block then belongs to
     * the program again. glibc accepts such a block, and programs like stress-ng rely on it: they fetch no return value
     * that they do not need.
     */
    boolean takesDoneBlocks() {
        return true;
    }

    /** Returns whether the alignment that O_DIRECT requires is checked at submission. */
    boolean checksAlignment() {
        return true;
    }

    /** Returns whether a missing or read-only buffer is refused at submission, rather than by the transfer. */
    boolean checksBuffer() {
        return true;
    }

    /** Returns the least number of buffers of a vector. */
    int leastBuffers() {
        return 1;
    }

    /**
     * Returns whether the signal may be used. The numbers are the seeds'. A signal that cannot be caught is refused.
     */
    boolean allowsSignal(int signal) {
        return signal >= 1 && signal <= 31 && signal != 9 && signal != 17;
    }

    String signalRange() {
        return "1 to 31, but not 9 (SIGKILL) or 17 (SIGSTOP)";
    }

    boolean offersThreadNotification() {
        return true;
    }

    boolean offers(Operation operation) {
        return true;
    }

    /** Returns whether a sync requires a file that is open for writing. */
    boolean syncNeedsWriteAccess() {
        return false;
    }

    SyncOrder syncOrder(Operation sync) {
        return SyncOrder.AFTER_FILE;
    }

    /** Returns whether one flush may serve all syncs of a file whose writes were done before it starts. */
    boolean sharesFlushes() {
        return true;
    }

    /**
     * Returns whether all later syncs of a file fail once a flush has failed. The system reports the loss of a write to
     * one flush and forgets it: no later flush can report what the page cache has dropped. The kernels report the loss
     * once.
     */
    boolean keepsFlushFailures() {
        return true;
    }

    /** Returns whether writes to a file that is open for appending must reach it in the order of their submission. */
    boolean ordersAppends() {
        return true;
    }

    boolean honoursPriority() {
        return true;
    }

    /**
     * Returns whether a request may run without a worker, as with FreeBSD's {@code fo_aio_queue} and {@code aio_qbio}.
     */
    boolean runsWithoutWorkers() {
        return true;
    }

    /**
     * Returns whether requests that run without a worker have a limit of their own. A kernel that has such requests
     * counts them together with the others.
     */
    boolean limitsInFlightApart() {
        return true;
    }

    // ---- error and return

    /** Returns whether error() returns EINVAL for a block that is not known, rather than throw. */
    boolean errorReturnsEinval() {
        return false;
    }

    /**
     * Returns whether error() still returns the outcome of a block that was refused, or whose failed request was
     * reaped.
     */
    boolean errorRemembers() {
        return false;
    }

    /** Returns whether error() returns the reason for which a list call has refused a block. */
    boolean errorTellsOfRefusedEntries() {
        return true;
    }

    /** Stores in the block of a request that has been reaped the status that error() is to return. */
    final void reaped(Request request, Errno error) {
        if (errorRemembers()) {
            request.remember(error == Errno.OK ? null : error);
        }
    }

    /** Returns the error of return() for a request that is queued or runs. */
    Errno returnWhileInProgress() {
        return Errno.EINPROGRESS;
    }

    /** Returns whether return() fails with the error of a transfer that has failed. */
    boolean returnReportsFailure() {
        return true;
    }

    /**
     * Returns whether a transfer that moved a part before an error has failed. POSIX: it succeeds with a short count,
     * as with write().
     */
    boolean keepsErrorOfShortTransfer() {
        return false;
    }

    /** Returns whether the part that was moved before the error is the return value. */
    boolean keepsCountOfShortTransfer() {
        return true;
    }

    /** Returns the return value of a request that has failed. */
    long failedResult(Errno error) {
        return -1;
    }

    // ---- cancel

    /** Returns whether cancel() fails if nothing matches. */
    boolean cancelNeedsMatch() {
        return false;
    }

    /** Returns the result of cancel() for all requests of a file if every one was cancelled. */
    CancelResult cancelledAll() {
        return CancelResult.CANCELED;
    }

    /** Returns the error of cancel() for a block that belongs to another file; OK to ignore the mismatch. */
    Errno cancelOfOtherFile() {
        return Errno.EINVAL;
    }

    // ---- suspend and waitcomplete

    UnknownEntries unknownInSuspend() {
        return UnknownEntries.END;
    }

    boolean offersWaitComplete() {
        return true;
    }

    // ---- lists

    InvalidEntries invalidEntries() {
        return InvalidEntries.SKIPPED;
    }

    /** Returns whether an entry of a list may be a sync. */
    boolean listsTakeSyncs() {
        return true;
    }

    Nop nop() {
        return Nop.IGNORED;
    }

    /** Returns whether a waiting list call waits for the other entries if one was refused for lack of quota. */
    boolean listWaitsAfterRefusal() {
        return true;
    }

    /** Returns whether a waiting list call fails if a request of the list has failed. */
    boolean listReportsFailedRequests() {
        return true;
    }

    /** Returns the notification of one entry of a list. */
    Sigevent entrySigevent(ListMode mode, Sigevent ofList, Sigevent own) {
        return own;
    }

    /** Returns whether the list's sigevent is checked, rather than ignored. POSIX: with LIO_WAIT it is ignored. */
    boolean looksAtListSigevent(ListMode mode) {
        return mode == ListMode.NOWAIT;
    }

    /** Returns whether the list has a notification of its own, besides those of its entries. */
    boolean listNotifies(ListMode mode) {
        return mode == ListMode.NOWAIT;
    }

    /** Returns whether the list's notification is delivered if the list has no request. */
    boolean notifiesOfEmptyList() {
        return true;
    }

    /** Returns whether the signal of an entry is delivered only after the last one of its list. */
    boolean oneSignalPerList() {
        return false;
    }

    // ---- events

    /** Returns whether a cancelled request posts its event to a completion queue. */
    boolean cancelledRequestsPostEvents() {
        return true;
    }

    /** Returns whether a request is reaped when its event is fetched. */
    boolean fetchReaps() {
        return true;
    }

    /**
     * Returns whether the event of a request in flight can be enabled, which has no effect. XNU has no such call
     * ({@code filt_aiotouch}).
     */
    boolean enablesEventsInFlight() {
        return false;
    }

    /**
     * Returns the rule of the dialect that the requested flags violate, if any.
     *
     * @param canBeEnabled whether the event remains known after its delivery
     * @return the violation, or {@code null}
     */
    @Nullable
    String eventFlagRule(int asked, boolean canBeEnabled) {
        if (has(asked, Flag.EOF)) {
            return "EOF cannot be asked for";
        }
        if (has(asked, Flag.DISPATCH) && !canBeEnabled) {
            return "DISPATCH is for an event that can be enabled again: a request's, on a keeping queue";
        }
        if (has(asked, Flag.DISPATCH) && has(asked, Flag.ONESHOT)) {
            return "ONESHOT removes what DISPATCH would keep to be enabled again";
        }
        return null;
    }

    /** Returns the flags of a request's event, including those that were requested. */
    int eventFlags(int asked, boolean reaps) {
        return asked | Flag.CLEAR.bit() | (reaps ? Flag.ONESHOT.bit() : 0);
    }

    /** Returns the flags of the event of a list, which cannot be enabled again. */
    int listEventFlags(int asked) {
        return eventFlags(asked, true);
    }

    /** Returns whether the event of a list is withdrawn when the last of its requests is reaped. */
    boolean listEventEndsWithRequests() {
        return false;
    }

    static boolean has(int flags, Flag flag) {
        return (flags & flag.bit()) != 0;
    }

    // ---- close

    /** Returns whether close cancels and waits, rather than leave the file open until its last request is done. */
    boolean closeCancels() {
        return true;
    }

    // ---- files

    /** Returns the error for a file that cannot be read and written at an offset. */
    Errno refusedKind() {
        return Errno.ESPIPE;
    }
}
