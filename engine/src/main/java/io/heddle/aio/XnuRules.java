package io.heddle.aio;

import io.heddle.aio.Kevent.Flag;
import io.heddle.backend.Operation;
import org.jspecify.annotations.Nullable;

/** The rules of XNU's {@code kern_aio.c}. */
final class XnuRules extends Rules {
    /** {@code AIO_LISTIO_MAX}. */
    private static final int MAX_LIST_ENTRIES = 16;

    /** {@code AIO_MAX_REQUESTS}: 128 times the default. */
    private static final int MOST_REQUESTS = 128 * AioSystem.XNU_AIOMAX;

    /** {@code aio_validate} has no such check: the file's I/O fails. */
    @Override
    boolean checksAlignment() {
        return false;
    }

    @Override
    int defaultMaxOutstanding() {
        return AioSystem.XNU_AIOPROCMAX;
    }

    @Override
    int defaultSystemLimit() {
        return AioSystem.XNU_AIOMAX;
    }

    /** {@code sysctl_aioprocmax}: a full list must be possible. */
    @Override
    int leastProcessLimit() {
        return MAX_LIST_ENTRIES;
    }

    @Override
    int mostSystemLimit() {
        return MOST_REQUESTS;
    }

    @Override
    int maxListEntries(int processLimit) {
        return MAX_LIST_ENTRIES;
    }

    /** {@code lio_listio} refuses an empty list. */
    @Override
    int minListEntries() {
        return 1;
    }

    /** {@code aio_suspend_nocancel} does the same. */
    @Override
    int minSuspendEntries() {
        return 1;
    }

    /** {@code aio_create_queue_entry} drops the reason, and {@code aio_queue_async_request} returns EAGAIN for all. */
    @Override
    Errno refused(Errno real) {
        return Errno.EAGAIN;
    }

    /** {@code is_already_queued} searches the done queue too. */
    @Override
    boolean takesDoneBlocks() {
        return false;
    }

    /** {@code aio_sigev_validate}. */
    @Override
    boolean offersThreadNotification() {
        return false;
    }

    /** {@code aio_validate} accepts LIO_READ, LIO_WRITE and LIO_NOP. */
    @Override
    boolean offers(Operation operation) {
        return operation != Operation.MLOCK && !operation.isVectored();
    }

    /** {@code aio_validate} requires FWRITE for both kinds. */
    @Override
    boolean syncNeedsWriteAccess() {
        return true;
    }

    /** {@code aio_delay_fsync_request} waits for every earlier request; it delays AIO_FSYNC only. */
    @Override
    SyncOrder syncOrder(Operation sync) {
        return sync == Operation.SYNC ? SyncOrder.AFTER_PROCESS : SyncOrder.FREE;
    }

    /** {@code do_aio_fsync} flushes for each request. */
    @Override
    boolean sharesFlushes() {
        return false;
    }

    /** {@code do_aio_fsync} passes on the file system's result, and records nothing. */
    @Override
    boolean keepsFlushFailures() {
        return false;
    }

    @Override
    boolean ordersAppends() {
        return false;
    }

    @Override
    boolean runsWithoutWorkers() {
        return false;
    }

    @Override
    boolean limitsInFlightApart() {
        return false;
    }

    @Override
    boolean honoursPriority() {
        return false;
    }

    /** {@code aio_error} searches only its queues. */
    @Override
    boolean errorTellsOfRefusedEntries() {
        return false;
    }

    /** {@code aio_return} returns the return value, never the error. */
    @Override
    boolean returnReportsFailure() {
        return false;
    }

    /** A failed transfer has moved nothing; only a cancel sets -1. */
    @Override
    long failedResult(Errno error) {
        return error == Errno.ECANCELED ? -1 : 0;
    }

    /** {@code aio_cancel}: EBADF when {@code do_aio_cancel_locked} finds no match. */
    @Override
    boolean cancelNeedsMatch() {
        return true;
    }

    /** {@code do_aio_cancel_locked} starts again after each, and then finds the cancelled ones done. */
    @Override
    CancelResult cancelledAll() {
        return CancelResult.ALLDONE;
    }

    @Override
    Errno cancelOfOtherFile() {
        return Errno.EBADF;
    }

    /** {@code do_aio_read} and {@code do_aio_write} keep both. */
    @Override
    boolean keepsErrorOfShortTransfer() {
        return true;
    }

    /** {@code aio_suspend} checks the seconds and nanoseconds. */
    @Override
    boolean refusesNegativeTimeouts() {
        return true;
    }

    /** {@code aio_suspend_nocancel} searches for requests that are done only. */
    @Override
    UnknownEntries unknownInSuspend() {
        return UnknownEntries.WAITED_FOR;
    }

    @Override
    boolean offersWaitComplete() {
        return false;
    }

    @Override
    InvalidEntries invalidEntries() {
        return InvalidEntries.REFUSE_LIST;
    }

    /** {@code aio_validate} accepts LIO_NOP, LIO_READ and LIO_WRITE. */
    @Override
    boolean listsTakeSyncs() {
        return false;
    }

    @Override
    Nop nop() {
        return Nop.QUEUED;
    }

    @Override
    boolean listWaitsAfterRefusal() {
        return false;
    }

    @Override
    boolean listReportsFailedRequests() {
        return false;
    }

    /**
     * {@code lio_listio} overwrites every sigevent but SIGEV_KEVENT, and registers kevents only if it does not wait.
     */
    @Override
    Sigevent entrySigevent(ListMode mode, Sigevent ofList, Sigevent own) {
        boolean ownEvent = own.kind() == Sigevent.Kind.KEVENT;
        if (mode == ListMode.WAIT) {
            return ownEvent ? Sigevent.none() : own;
        }
        return ownEvent ? own : ofList;
    }

    /** {@code lio_listio} validates it before it checks the mode again. */
    @Override
    boolean looksAtListSigevent(ListMode mode) {
        return true;
    }

    @Override
    boolean listNotifies(ListMode mode) {
        return false;
    }

    /** {@code do_aio_completion_and_unlock} signals when {@code lio_pending} is 0. */
    @Override
    boolean oneSignalPerList() {
        return true;
    }

    /** {@code filt_aioevent} requires AIO_COMPLETED. */
    @Override
    boolean cancelledRequestsPostEvents() {
        return false;
    }

    /** {@code filt_aioprocess} removes the entry from the done queue. */
    @Override
    boolean fetchReaps() {
        return true;
    }

    /** {@code aio_register_kevent} sets them itself; its sigevent has no field for others. */
    @Override
    @Nullable
    String eventFlagRule(int asked, boolean canBeEnabled) {
        boolean known = !has(asked, Flag.DISPATCH) && !has(asked, Flag.EOF);
        return known ? null : "XNU registers events with ONESHOT and CLEAR and nothing else";
    }

    @Override
    int eventFlags(int asked, boolean reaps) {
        return Flag.ONESHOT.bit() | Flag.CLEAR.bit();
    }
}
