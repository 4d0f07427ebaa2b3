package io.heddle.aio;

import io.heddle.aio.Kevent.Flag;
import io.heddle.backend.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The questions on which the dialects differ, with POSIX's answers. Each is asked in one place.
 *
 * <p>A subclass is a kernel: it overrides the answers that differ, and cites the function that gives them.
 */
class Rules {
    /** What a sync has to wait for. */
    enum SyncOrder {
        /** Nothing. */
        FREE,
        /** The earlier reads and writes on the same file. */
        AFTER_FILE,
        /** Every earlier request of the process. */
        AFTER_PROCESS
    }

    /** What happens to a list of which some entries are invalid. */
    enum InvalidEntries {
        /** The others are submitted, and the call fails with EIO. */
        SKIPPED,
        /** Nothing is submitted. */
        REFUSE_LIST
    }

    /** What a NOP in a list is. */
    enum Nop {
        /** Nothing at all. */
        IGNORED,
        /** Nothing, but its file must be one of the process's. */
        CHECKED,
        /** A request that completes with EINVAL. */
        QUEUED
    }

    /** What suspend does with entries that are neither in flight nor done. */
    enum UnknownEntries {
        /** One ends the call, as one that is done does. */
        END,
        /** They are passed over; the call ends when no other is in flight. */
        PASSED_OVER,
        /** They are waited for; the call is refused when nothing is outstanding in the system. */
        WAITED_FOR
    }

    // ---- limits

    int defaultMaxOutstanding() {
        return AioProcessBuilder.DEFAULT_MAX_OUTSTANDING;
    }

    /** The most requests outstanding in all processes, unless told otherwise. */
    int defaultSystemLimit() {
        return AioSystem.UNLIMITED;
    }

    /** The least limit that a process can be given by its system. */
    int leastProcessLimit() {
        return 1;
    }

    /** The most that all processes together can be allowed. */
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

    /** The kind of workqueue that a process has unless it chooses. */
    WorkqueueKind defaultWorkqueue() {
        return WorkqueueKind.PROCESS;
    }

    /** Returns whether a negative time-out is refused. */
    boolean refusesNegativeTimeouts() {
        return false;
    }

    int minSuspendEntries() {
        return 0;
    }

    // ---- submission

    /** The error that a refused submission is told with. */
    Errno refused(Errno real) {
        return real;
    }

    /** Returns whether the quota is checked before the arguments. */
    boolean checksQuotaFirst() {
        return false;
    }

    /** Returns whether a negative offset is found out only when the file is known. */
    boolean checksOffsetLast() {
        return false;
    }

    /** Returns whether a block that is in flight runs once more when it is submitted again. */
    boolean runsTwice() {
        return false;
    }

    /**
     * Returns whether a block is accepted whose request is done and was not reaped. POSIX: it is the program's own
     * again then, as glibc and programs like stress-ng take it, who ask for no return value that they do not need.
     */
    boolean takesDoneBlocks() {
        return true;
    }

    /** Returns whether the alignment that O_DIRECT needs is checked at submission. */
    boolean checksAlignment() {
        return true;
    }

    /** Returns whether a missing or read-only buffer is found out at submission, rather than by the transfer. */
    boolean checksBuffer() {
        return true;
    }

    /** How many buffers a vector must have. */
    int leastBuffers() {
        return 1;
    }

    /** Returns whether the signal may be asked for. Numbers are the seeds'. One that cannot be caught may not. */
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

    /** Returns whether a sync needs a file that is open for writing. */
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
     * Returns whether all later syncs of a file fail once a flush has. The system tells the loss of a write to one
     * flush and forgets it: what the page cache has dropped no later one can vouch for. In the kernels the loss is told
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
     * Returns whether requests that run without a worker have a limit of their own. The kernels have one number for
     * what runs, for where they have such requests, they count them with the others.
     */
    boolean limitsInFlightApart() {
        return true;
    }

    // ---- error and return

    /**
     * Returns whether EINVAL is the answer of error() for a block that is not known, rather than a failure of the call.
     */
    boolean errorReturnsEinval() {
        return false;
    }

    /**
     * Returns whether error() remembers what became of a block that was refused, or that failed and has been reaped.
     */
    boolean errorRemembers() {
        return false;
    }

    /** Returns whether error() tells why a list call has refused a block. */
    boolean errorTellsOfRefusedEntries() {
        return true;
    }

    /** Stores in the block of a request that has been reaped what error() is to tell of it. */
    final void reaped(Request request, Errno error) {
        if (errorRemembers()) {
            request.remember(error == Errno.OK ? null : error);
        }
    }

    /** What return() says of a request that is queued or runs. */
    Errno returnWhileInProgress() {
        return Errno.EINPROGRESS;
    }

    /** Returns whether return() fails with the error of a transfer that has failed. */
    boolean returnReportsFailure() {
        return true;
    }

    /**
     * Returns whether a transfer has failed that moved a part before the error. POSIX: it is a short one, as with
     * write().
     */
    boolean keepsErrorOfShortTransfer() {
        return false;
    }

    /** Returns whether the part that was moved before the error is the return value. */
    boolean keepsCountOfShortTransfer() {
        return true;
    }

    /** The return value of a request that has failed. */
    long failedResult(Errno error) {
        return -1;
    }

    // ---- cancel

    /** Returns whether it is an error of cancel() that nothing matches. */
    boolean cancelNeedsMatch() {
        return false;
    }

    /** What cancel() answers, of all requests of a file, when it has cancelled every one. */
    CancelResult cancelledAll() {
        return CancelResult.CANCELED;
    }

    /** What cancel() says of a block that is another file's; OK to ignore it. */
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

    /** Returns whether a waiting list call waits for the others when one was refused for lack of quota. */
    boolean listWaitsAfterRefusal() {
        return true;
    }

    /** Returns whether a waiting list call fails when a request of the list has failed. */
    boolean listReportsFailedRequests() {
        return true;
    }

    /** The notification of one entry of a list. */
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

    /** Returns whether the list's notification is delivered when no request came of it. */
    boolean notifiesOfEmptyList() {
        return true;
    }

    /** Returns whether the signal of an entry is delivered only after the last of its list. */
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
     * Returns whether the event of a request in flight can be enabled, which has no effect. XNU has no call for it
     * ({@code filt_aiotouch}).
     */
    boolean enablesEventsInFlight() {
        return false;
    }

    /**
     * Which of its rules flags that were asked for break, if any.
     *
     * @param canBeEnabled whether the event stays known after it was delivered
     * @return what is wrong, or {@code null}
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

    /** The flags that a request's event has, besides those that were asked for. */
    int eventFlags(int asked, boolean reaps) {
        return asked | Flag.CLEAR.bit() | (reaps ? Flag.ONESHOT.bit() : 0);
    }

    /** The same for the event of a list, which nobody can enable again. */
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

    /** The error of a file that cannot be read and written at an offset. */
    Errno refusedKind() {
        return Errno.ESPIPE;
    }
}
