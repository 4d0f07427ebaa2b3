package io.heddle.aio;

import io.heddle.aio.Kevent.Flag;
import io.heddle.backend.Operation;
import org.jspecify.annotations.Nullable;

/** The answers of FreeBSD's {@code vfs_aio.c}. */
final class FreeBsdRules extends Rules {
    private static final int LAST_SIGNAL = 128;

    /** Nothing of the kind in {@code aio_aqueue}: it is the file's I/O that fails. */
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

    /** {@code SYSCTL_INT} takes each number as it comes. */
    @Override
    boolean limitsAreOrdered() {
        return false;
    }

    /** {@code aio_aqueue} looks at the counts before it copies the block in. */
    @Override
    boolean checksQuotaFirst() {
        return true;
    }

    @Override
    boolean checksOffsetLast() {
        return true;
    }

    /** {@code aio_aqueue} does not ask whether the block is known. */
    @Override
    boolean runsTwice() {
        return true;
    }

    /** It runs again, and the one that is done is still there to be reaped. */
    @Override
    boolean takesDoneBlocks() {
        return false;
    }

    /** The address is not looked at before the transfer, which then fails with EFAULT. */
    @Override
    boolean checksBuffer() {
        return false;
    }

    /** {@code copyinuio} bounds the number from above; a vector of none is a transfer of nothing. */
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

    /** {@code kern_aio_fsync}: O_SYNC and nothing else. */
    @Override
    boolean offers(Operation operation) {
        return operation != Operation.DSYNC;
    }

    /** {@code aio_process_sync} flushes for each request. */
    @Override
    boolean sharesFlushes() {
        return false;
    }

    /** {@code aio_fsync_vnode} passes on what the file system says, and notes nothing. */
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

    /** {@code aio_aqueue} has stored what there is to tell. */
    @Override
    boolean errorTellsOfRefusedEntries() {
        return false;
    }

    /** {@code kern_aio_return} looks at finished jobs only. */
    @Override
    Errno returnWhileInProgress() {
        return Errno.EINVAL;
    }

    /** {@code sys_aio_cancel} wants file and block to match, and finds nothing then. */
    @Override
    Errno cancelOfOtherFile() {
        return Errno.OK;
    }

    /** {@code aio_process_rw} passes the error on, and {@code aio_complete} -1 with it. */
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

    /** {@code kern_lio_listio} frees such a list before it returns, and takes back what it has posted. */
    @Override
    boolean notifiesOfEmptyList() {
        return false;
    }

    @Override
    boolean listReportsFailedRequests() {
        return false;
    }

    /** {@code filt_aio} only tells; {@code aio_return} is still to come. */
    @Override
    boolean fetchReaps() {
        return false;
    }

    /** {@code kqueue_register} enables any knote that there is. */
    @Override
    boolean enablesEventsInFlight() {
        return true;
    }

    /** {@code aio_aqueue} lets EV_CLEAR, EV_DISPATCH and EV_ONESHOT pass, in any combination and for any queue. */
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

    /** {@code kern_lio_listio} does not look at those of the list's sigevent. */
    @Override
    int listEventFlags(int asked) {
        return 0;
    }

    /** {@code aio_free_entry} frees the list, and deletes its knotes, when its last job is freed. */
    @Override
    boolean listEventEndsWithRequests() {
        return true;
    }

    /** {@code kaio_active_count} counts every job that {@code aio_schedule} has given away. */
    @Override
    boolean limitsInFlightApart() {
        return false;
    }

    /** A job keeps its own reference to the file. */
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
