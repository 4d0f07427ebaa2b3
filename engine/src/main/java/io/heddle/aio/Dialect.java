package io.heddle.aio;

import io.heddle.backend.Operation;

/**
 * Whose rules a process follows where systems differ. Each question is one method, asked in one place.
 *
 * <p>{@link #POSIX} does what POSIX.1-2024 says and what a careful user expects where it is silent.
 */
public enum Dialect {
    /** POSIX.1-2024. */
    POSIX;

    /** The largest signal number, as {@code NSIG - 1} in the kernels. */
    private static final int LAST_SIGNAL = 31;

    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 17;

    /** May the signal be asked for? One that cannot be caught may not. */
    boolean allowsSignal(int signal) {
        return signal >= 1 && signal <= LAST_SIGNAL && signal != SIGKILL && signal != SIGSTOP;
    }

    /** Must the sync wait for the earlier requests on its file? */
    boolean delaysSync(Operation operation) {
        return operation.isSync();
    }

    /** Must writes to a file that is open for appending reach it in the order of their submission? */
    boolean ordersAppends() {
        return true;
    }

    /** Does a sync need a file that is open for writing? */
    boolean syncNeedsWriteAccess() {
        return false;
    }

    /** What return() says of a request that is queued or runs. */
    Errno returnWhileInProgress() {
        return Errno.EINPROGRESS;
    }

    /** What cancel() says when nothing matches. */
    CancelResult cancelWithoutMatch() {
        return CancelResult.ALLDONE;
    }

    /** Does a list whose requests fail make a waiting list call fail? */
    boolean listReportsFailedRequests() {
        return true;
    }

    /** Does a cancelled request post its event to a completion queue? */
    boolean cancelledRequestsPostEvents() {
        return true;
    }

    /** Is a request reaped when its event is fetched from a completion queue? */
    boolean fetchReaps() {
        return true;
    }
}
