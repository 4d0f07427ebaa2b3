package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.CancelledTransferException;
import io.heddle.backend.Ending;
import io.heddle.backend.Operation;
import io.heddle.backend.ShortTransferException;
import io.heddle.backend.Transfer;
import io.heddle.workq.Runner;
import io.heddle.workq.Wakeup;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The run of a request: its transfer, by a worker or without one, and how that ended. It is the request's for life, and
 * used again and again.
 *
 * <pre>
 *   by a worker       process ---- the backend moves, the worker waits ----+
 *   without           begin ------ the backend takes it whole --- over ----+--> ended --> Completion
 *                                  and tells of its end
 *   of a direct call  begin ------ the backend moves, the caller waits ----+
 * </pre>
 */
final class Run implements Ending {
    private final Request request;
    private final Transfer transfer = new Transfer();

    // How it is to run. Written by the claimer, constant once the request is queued; begun, when it is.
    private boolean callsBack;
    private boolean whole;
    private boolean begun;
    private @Nullable Thread caller; // of a direct-style call
    private volatile boolean atCaller; // is it for the caller to begin it?
    private boolean notBegun; // the backend has refused to begin it: nothing was moved or flushed

    // How it ended. Written before the request is DONE, constant until it is reaped.
    private long result;
    private Errno error = Errno.OK;
    private @Nullable Throwable failure;

    Run(Request request) {
        this.request = request;
    }

    /**
     * Describes what to move.
     *
     * @param callsItsUser whether the request's end may run code of the user's, which only workers do
     */
    void describe(AioFile file, Operation operation, long offset, boolean appends, boolean callsItsUser) {
        AioProcess process = file.process();
        transfer.describe(operation, file.channel(), file.handle(), request.memory, offset, appends);
        transfer.waitedFor(caller != null);
        callsBack = callsItsUser;
        whole = !callsItsUser
                && process.rules().runsWithoutWorkers()
                && process.workqueue().runsWithoutWorkers()
                && process.backend().takesWhole(transfer);
        begun = false;
        notBegun = false;
        result = 0;
        error = Errno.OK;
        failure = null;
    }

    // ---- by a worker

    /** As in {@code workq_aio_process_entry}, or on a worker of a pool as in {@code aio_work_thread}. */
    void process(Runner runner) {
        AioProcess process = request.file().process();
        try {
            request.observation.started(process);
            SharedFlush.begin(request, process);
            result = process.backend().move(transfer);
        } catch (Throwable failed) {
            endBadly(process.rules(), failed);
        }
        ended(process, runner).wake();
    }

    /** The flush is another sync's too: it must do what that one asks for. */
    void strengthen(Operation sync) {
        transfer.strengthen(sync);
    }

    /** How a request ends that has shared the flush of another. */
    void endAs(Run flusher) {
        result = flusher.result;
        error = flusher.error;
        failure = flusher.failure;
    }

    // ---- without a worker

    /** Returns whether the end of the request may run code of the user's. */
    boolean callsBack() {
        return callsBack;
    }

    /** A worker is to wait for the transfer, though the backend takes it whole. Before the request is queued. */
    void needWorker() {
        whole = false;
    }

    /** Returns whether no worker need wait for the transfer. */
    boolean isWhole() {
        return whole;
    }

    /** Returns whether it was begun without a worker: its workqueue is to know of its end. */
    boolean wasBegun() {
        return begun;
    }

    /**
     * As in FreeBSD's {@code fo_aio_queue}: the thread that queues the request begins it, the backend completes it.
     *
     * @return what is to be woken next if it is over already, or {@code null}
     */
    @Nullable
    Wakeup begin() {
        AioProcess process = request.file().process();
        Backend backend = process.backend();
        begun = true;
        if (leavesToCaller(backend)) {
            return null;
        }
        try {
            request.observation.started(process);
            SharedFlush.begin(request, process);
            if (!backend.begin(transfer, this)) {
                return null; // it may be over by now, and the request another's
            }
        } catch (Throwable refused) {
            notBegun = true;
            endBadly(process.rules(), refused);
            return ended(process, null);
        }
        try {
            result = transfer.takeBack();
        } catch (Throwable failed) {
            endBadly(process.rules(), failed);
        }
        return ended(process, null);
    }

    // ---- of a direct-style call

    /** The calling thread will wait for the end of the request: it may make the calls of the transfer itself. */
    void callBy(Thread callingThread) {
        caller = callingThread;
    }

    /** Whoever makes room for the request is not to wait for what its caller can wait for, who is woken instead. */
    private boolean leavesToCaller(Backend backend) {
        Thread waiting = caller;
        if (waiting == null || waiting == Thread.currentThread()) {
            return false;
        }
        transfer.waitedFor(false);
        if (backend.takesWhole(transfer)) {
            return false;
        }
        transfer.waitedFor(true);
        atCaller = true;
        LockSupport.unpark(waiting);
        return true;
    }

    /** Begins the request if that was left to its caller, who calls this. */
    void beginIfLeft() {
        if (atCaller) {
            atCaller = false;
            Wakeup next = begin();
            if (next != null) {
                next.wake();
            }
        }
    }

    /**
     * By what name the backend can be asked to take a running request back; 0 if it cannot be. Under the file's lock.
     */
    long ticket() {
        return transfer.ticket();
    }

    @Override
    public void over() {
        AioProcess process = request.file().process();
        try {
            result = transfer.takeBack();
        } catch (CancelledTransferException takenBack) {
            cancelled(process.rules());
            request.file().traceCancelled(request, CancelResult.CANCELED);
        } catch (Throwable failed) {
            endBadly(process.rules(), failed);
        }
        ended(process, null).wake();
    }

    private Wakeup ended(AioProcess process, @Nullable Runner runner) {
        if (request.operation().isSync()) {
            try {
                SharedFlush.judge(request, process);
            } catch (Throwable failed) { // without a judgement it may not say success
                endBadly(process.rules(), failed);
            }
        }
        request.observation.ended(request, process);
        return SharedFlush.complete(request, process, runner);
    }

    // ---- how it ended

    /** An IOException, or whatever a misbehaving channel throws: it is the request's. */
    private void endBadly(Rules rules, Throwable failed) {
        if (failed instanceof ShortTransferException part) {
            endShort(rules, part);
        } else {
            fail(rules, errnoOf(failed));
            failure = failed;
        }
    }

    private static Errno errnoOf(Throwable failed) {
        try {
            return Errno.of(failed);
        } catch (OutOfMemoryError exhausted) { // to look at its message needs memory
            return Errno.EIO;
        }
    }

    private void endShort(Rules rules, ShortTransferException part) {
        if (rules.keepsErrorOfShortTransfer()) {
            fail(rules, errnoOf(part));
            failure = part;
        }
        if (rules.keepsCountOfShortTransfer()) {
            result = part.moved();
        }
    }

    /**
     * Returns whether a sync has failed because its flush has: the device, or what lies before it, may have lost
     * writes. Errors that a flush ends with before it has begun lose none. What is not known to be one of these counts.
     */
    boolean hasFlushFailed() {
        return switch (error) {
            case OK, ECANCELED, EBADF, EINTR, EAGAIN, EINVAL, EPERM, ESPIPE -> false;
            default -> !notBegun && !transfer.isBeforeCall();
        };
    }

    /** A sync may not vouch for what an earlier flush of its file has lost: it fails as that one did. */
    void failAsEarlier(Rules rules, AioException earlier) {
        fail(rules, earlier.errno());
        failure = earlier;
    }

    /** It will not run, or not go on before it has moved a byte: the request is being cancelled. */
    void cancelled(Rules rules) {
        fail(rules, Errno.ECANCELED);
    }

    private void fail(Rules rules, Errno why) {
        error = why;
        result = rules.failedResult(why);
    }

    /** Lets go of the memory, which is the user's once the request is done. */
    void letGo() {
        transfer.forget();
    }

    void forget() {
        transfer.forget();
        caller = null;
        failure = null;
    }

    long result() {
        return result;
    }

    Errno error() {
        return error;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }
}
