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

    /** Must the limit of all processes be at least that of one? */
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

    /** Is a time-out of less than nothing refused? */
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

    /** Is the quota looked at before the arguments? */
    boolean checksQuotaFirst() {
        return false;
    }

    /** Is a negative offset found out only when the file is known? */
    boolean checksOffsetLast() {
        return false;
    }

    /** Does a block that is in flight run once more when it is submitted again? */
    boolean runsTwice() {
        return false;
    }

    /**
     * Is a block accepted whose request is done and was not reaped? POSIX: it is the program's own again then, as glibc
     * and programs like stress-ng take it, who ask for no return value that they do not need.
     */
    boolean takesDoneBlocks() {
        return true;
    }

    /** Is it found out at submission that a file opened with O_DIRECT will not take the request? */
    boolean checksAlignment() {
        return true;
    }

    /** Is a missing or read-only buffer found out at submission, rather than by the transfer? */
    boolean checksBuffer() {
        return true;
    }

    /** How many buffers a vector must have. */
    int leastBuffers() {
        return 1;
    }

    /** May the signal be asked for? Numbers are the seeds'. One that cannot be caught may not. */
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

    /** Does a sync need a file that is open for writing? */
    boolean syncNeedsWriteAccess() {
        return false;
    }

    SyncOrder syncOrder(Operation sync) {
        return SyncOrder.AFTER_FILE;
    }

    /** May one flush serve all syncs of a file whose writes were done before it starts? */
    boolean sharesFlushes() {
        return true;
    }

    /**
     * Do all later syncs of a file fail once a flush has? The system tells the loss of a write to one flush and forgets
     * it: what the page cache has dropped no later one can vouch for. In the kernels the loss is told once.
     */
    boolean keepsFlushFailures() {
        return true;
    }

    /** Must writes to a file that is open for appending reach it in the order of their submission? */
    boolean ordersAppends() {
        return true;
    }

    boolean honoursPriority() {
        return true;
    }

    /** May a request run without a worker, as with FreeBSD's {@code fo_aio_queue} and {@code aio_qbio}? */
    boolean runsWithoutWorkers() {
        return true;
    }

    /**
     * Do requests that run without a worker have a limit of their own? The kernels have one number for what runs, for
     * where they have such requests, they count them with the others.
     */
    boolean limitsInFlightApart() {
        return true;
    }

    // ---- error and return

    /** Is EINVAL the answer of error() for a block that is not known, rather than a failure of the call? */
    boolean errorReturnsEinval() {
        return false;
    }

    /** Does error() remember what became of a block that was refused, or that failed and has been reaped? */
    boolean errorRemembers() {
        return false;
    }

    /** Does error() tell why a list call has refused a block? */
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

    /** Does return() fail with the error of a transfer that has failed? */
    boolean returnReportsFailure() {
        return true;
    }

    /** Has a transfer failed that moved a part before the error? POSIX: it is a short one, as with write(). */
    boolean keepsErrorOfShortTransfer() {
        return false;
    }

    /** Is the part that was moved before the error the return value? */
    boolean keepsCountOfShortTransfer() {
        return true;
    }

    /** The return value of a request that has failed. */
    long failedResult(Errno error) {
        return -1;
    }

    // ---- cancel

    /** Is it an error of cancel() that nothing matches? */
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

    /** May an entry of a list be a sync? */
    boolean listsTakeSyncs() {
        return true;
    }

    Nop nop() {
        return Nop.IGNORED;
    }

    /** Does a waiting list call wait for the others when one was refused for lack of quota? */
    boolean listWaitsAfterRefusal() {
        return true;
    }

    /** Does a waiting list call fail when a request of the list has failed? */
    boolean listReportsFailedRequests() {
        return true;
    }

    /** The notification of one entry of a list. */
    Sigevent entrySigevent(ListMode mode, Sigevent ofList, Sigevent own) {
        return own;
    }

    /** Is the list's sigevent checked, rather than ignored? POSIX: with LIO_WAIT it is ignored. */
    boolean looksAtListSigevent(ListMode mode) {
        return mode == ListMode.NOWAIT;
    }

    /** Does the list have a notification of its own, besides those of its entries? */
    boolean listNotifies(ListMode mode) {
        return mode == ListMode.NOWAIT;
    }

    /** Is the list's notification delivered when no request came of it? */
    boolean notifiesOfEmptyList() {
        return true;
    }

    /** Is the signal of an entry delivered only after the last of its list? */
    boolean oneSignalPerList() {
        return false;
    }

    // ---- events

    /** Does a cancelled request post its event to a completion queue? */
    boolean cancelledRequestsPostEvents() {
        return true;
    }

    /** Is a request reaped when its event is fetched? */
    boolean fetchReaps() {
        return true;
    }

    /**
     * Can the event of a request in flight be enabled, which has no effect? XNU has no call for it ({@code
     * filt_aiotouch}).
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

    /** Is the event of a list withdrawn when the last of its requests is reaped? */
    boolean listEventEndsWithRequests() {
        return false;
    }

    static boolean has(int flags, Flag flag) {
        return (flags & flag.bit()) != 0;
    }

    // ---- close

    /** Does close cancel and wait, rather than leave the file open until its last request is done? */
    boolean closeCancels() {
        return true;
    }

    // ---- files

    /** The error of a file that cannot be read and written at an offset. */
    Errno refusedKind() {
        return Errno.ESPIPE;
    }
}
