package io.heddle.aio;

import io.heddle.aio.Kevent.Flag;
import io.heddle.backend.Operation;
import org.jspecify.annotations.Nullable;

/** The rules of FreeBSD's {@code vfs_aio.c}. */
final class FreeBsdRules extends Rules {
    private static final int LAST_SIGNAL = 128;

    /** {@code aio_aqueue} has no such check: the file's I/O fails. */
    @Override
    boolean checksAlignment() {
        return false;
    }

    @Override
    int defaultMaxOutstanding() {
        return AioSystem.FREEBSD_MAX_QUEUE_PER_PROC;
    }

    @Override
    int defaultSystemLimit() {
        return AioSystem.FREEBSD_MAX_QUEUE;
    }

    /** {@code SYSCTL_INT} accepts any number. */
    @Override
    boolean limitsAreOrdered() {
        return false;
    }

    /** {@code aio_aqueue} checks the counts before it copies the block in. */
    @Override
    boolean checksQuotaFirst() {
        return true;
    }

    @Override
    boolean checksOffsetLast() {
        return true;
    }

    /** {@code aio_aqueue} does not check whether the block is known. */
    @Override
    boolean runsTwice() {
        return true;
    }

    /** The block runs again, and its request that is done can still be reaped. */
    @Override
    boolean takesDoneBlocks() {
        return false;
    }

    /** The address is not examined before the transfer, which then fails with EFAULT. */
    @Override
    boolean checksBuffer() {
        return false;
    }

    /** {@code copyinuio} limits the number only from above; an empty vector is a transfer of nothing. */
    @Override
    int leastBuffers() {
        return 0;
    }

    /** {@code _SIG_VALID}. */
    @Override
    boolean allowsSignal(int signal) {
        return signal >= 1 && signal <= LAST_SIGNAL;
    }

    @Override
    String signalRange() {
        return "1 to " + LAST_SIGNAL;
    }

    /** {@code kern_aio_fsync}: only O_SYNC. */
    @Override
    boolean offers(Operation operation) {
        return operation != Operation.DSYNC;
    }

    /** {@code aio_process_sync} flushes for each request. */
    @Override
    boolean sharesFlushes() {
        return false;
    }

    /** {@code aio_fsync_vnode} passes on the file system's result, and records nothing. */
    @Override
    boolean keepsFlushFailures() {
        return false;
    }

    @Override
    boolean ordersAppends() {
        return false;
    }

    @Override
    boolean honoursPriority() {
        return false;
    }

    @Override
    boolean errorReturnsEinval() {
        return true;
    }

    /** {@code kern_aio_error} falls back on what {@code aio_aqueue} or {@code kern_aio_return} stored in the block. */
    @Override
    boolean errorRemembers() {
        return true;
    }

    /** {@code aio_aqueue} has already stored the error. */
    @Override
    boolean errorTellsOfRefusedEntries() {
        return false;
    }

    /** {@code kern_aio_return} searches finished jobs only. */
    @Override
    Errno returnWhileInProgress() {
        return Errno.EINVAL;
    }

    /** {@code sys_aio_cancel} requires file and block to match; here it finds nothing. */
    @Override
    Errno cancelOfOtherFile() {
        return Errno.OK;
    }

    /** {@code aio_process_rw} passes the error on, and {@code aio_complete} returns -1 with it. */
    @Override
    boolean keepsErrorOfShortTransfer() {
        return true;
    }

    @Override
    boolean keepsCountOfShortTransfer() {
        return false;
    }

    @Override
    WorkqueueKind defaultWorkqueue() {
        return WorkqueueKind.AIOD;
    }

    /** {@code kern_aio_suspend} and {@code kern_aio_waitcomplete}. */
    @Override
    boolean refusesNegativeTimeouts() {
        return true;
    }

    /** {@code kern_aio_suspend} compares its list with the jobs, not the jobs with its list. */
    @Override
    UnknownEntries unknownInSuspend() {
        return UnknownEntries.PASSED_OVER;
    }

    @Override
    Nop nop() {
        return Nop.CHECKED;
    }

    /** {@code kern_lio_listio} frees such a list before it returns, and withdraws what it has posted. */
    @Override
    boolean notifiesOfEmptyList() {
        return false;
    }

    @Override
    boolean listReportsFailedRequests() {
        return false;
    }

    /** {@code filt_aio} only reports; {@code aio_return} is still required. */
    @Override
    boolean fetchReaps() {
        return false;
    }

    /** {@code kqueue_register} enables any knote that exists. */
    @Override
    boolean enablesEventsInFlight() {
        return true;
    }

    /** {@code aio_aqueue} accepts EV_CLEAR, EV_DISPATCH and EV_ONESHOT, in any combination and for any queue. */
    @Override
    @Nullable
    String eventFlagRule(int asked, boolean canBeEnabled) {
        return has(asked, Flag.EOF) ? "they must be of ONESHOT, CLEAR and DISPATCH" : null;
    }

    /** {@code filt_aio} adds EV_EOF when the job is finished. */
    @Override
    int eventFlags(int asked, boolean reaps) {
        return asked | Flag.EOF.bit();
    }

    /** {@code kern_lio_listio} ignores those of the list's sigevent. */
    @Override
    int listEventFlags(int asked) {
        return 0;
    }

    /** {@code aio_free_entry} frees the list, and deletes its knotes, when its last job is freed. */
    @Override
    boolean listEventEndsWithRequests() {
        return true;
    }

    /** {@code kaio_active_count} counts every job that {@code aio_schedule} has handed out. */
    @Override
    boolean limitsInFlightApart() {
        return false;
    }

    /** A job holds its own reference to the file. */
    @Override
    boolean closeCancels() {
        return false;
    }

    /** EOPNOTSUPP, as in {@code aio_queue_file} unless {@code vfs.aio.enable_unsafe} is set. */
    @Override
    Errno refusedKind() {
        return Errno.ENOTSUP;
    }
}
