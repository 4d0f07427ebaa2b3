package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.CancelledTransferException;
import io.heddle.backend.Ending;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.ShortTransferException;
import io.heddle.backend.Transfer;
import io.heddle.time.WakeBatch;
import io.heddle.trace.Beat;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.workq.Entry;
import io.heddle.workq.Runner;
import io.heddle.workq.Wakeup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One request: the kernel's {@code aio_workq_entry}. It belongs to a control block, or to a file's direct-style calls,
 * and is reused for each of their submissions.
 *
 * <pre>
 *   IDLE --claimed--> CLAIMED --enqueued--> QUEUED --taken--> RUNNING --completed--> DONE --reaped--> IDLE
 *                     |  ^                    |                                      ^  |
 *                     |  |                    +--cancelled--> CANCELLING --completed-+  |
 *                     |  +---------------------- submitted again -----------------------+
 *                     +--refused--> IDLE
 * </pre>
 *
 * <p>IDLE to CLAIMED is a compare-and-set, by which the submission of a block in flight is refused. A submission that
 * is refused returns the request to IDLE, without a lock. In the dialect POSIX a block whose request is DONE may be
 * submitted again without a reap: DONE to CLAIMED. This step and all others are made under the process's lock. If
 * workers of a pool serve the process, QUEUED to RUNNING is made under the pool's lock.
 *
 * <p>A request becomes RUNNING together with its removal from the workqueue, and a cancel first removes it from there.
 * Only one of them succeeds, so CANCELED means that no byte was moved. A running request can be cancelled only by the
 * backend, only if it runs without a worker and only as long as it has moved nothing: it completes from RUNNING with
 * ECANCELED ({@link Cancellation.Recall}).
 *
 * <p>RUNNING is one of three:
 *
 * <pre>
 *   by a worker              process ---- the backend moves the bytes, the worker waits -+
 *   without a worker         begin ------ the backend moves the bytes, then calls over --+--> ended --> Completion
 *   by a direct-style call   begin ------ the calling thread moves the bytes ------------+
 * </pre>
 *
 * <p>The fields and the methods stand in the order of a request's life. The lock is the process's, which its files, its
 * done queue and its order share.
 */
final class Request extends Entry implements Ending {
    enum State {
        IDLE,
        CLAIMED,
        QUEUED,
        RUNNING,
        CANCELLING,
        DONE;

        boolean isDone() {
            return this == DONE;
        }

        /** Returns whether the request is known to a process, or is about to be. */
        boolean isKnown() {
            return this != IDLE;
        }

        boolean isInProgress() {
            return this == QUEUED || this == RUNNING || this == CANCELLING;
        }
    }

    private static final AtomicLong ORDERS = new AtomicLong();
    private static final AtomicLong IDS = new AtomicLong();

    /** One submission of a block in this many within one beat reads the clock. */
    private static final int TURNS = 16;

    private static final VarHandle STATE;
    private static final VarHandle ID;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Request.class, "state", State.class);
            ID = lookup.findVarHandle(Request.class, "id", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The block to which the request belongs; {@code null} for a direct-style call. */
    final @Nullable ControlBlock block;

    /** The memory to move, as it was at the call. Written by the claimer only, constant while in flight. */
    final Memory memory = new Memory();

    private final Transfer transfer = new Transfer();

    private volatile State state = State.IDLE;

    // The work. Written by the claimer, constant while in flight.
    private @Nullable AioFile file;
    private Operation operation = Operation.READ;
    private long offset;
    private long length;
    private int priority;
    private Sigevent sigevent = Sigevent.none();
    private boolean callsBack;

    /** Counts submissions, to distinguish one from the next. */
    private long generation;

    private long submissionOrder;
    private long doneOrder;

    // The run. The claimer writes whole and caller; both are constant while the request is on a workqueue. begin writes
    // the others.
    private boolean whole;
    private boolean instant; // a worker moves it without waiting
    private boolean begun;
    private boolean notBegun; // begin has failed: nothing was moved or flushed
    private @Nullable Thread caller; // the thread of a direct-style call
    private volatile boolean atCaller; // begin is left to the caller

    // The outcome. Written before the request is DONE, constant until it is reaped.
    private long result;
    private Errno error = Errno.OK;
    private @Nullable Throwable failure;

    // The place in its file's order. Guarded by the lock.
    @Nullable
    Request before;

    @Nullable
    Request after;

    @Nullable
    RequestList on;

    @Nullable
    Request nextOfFlush; // links syncs that share a flush; once that runs, owned by the thread that completes it

    boolean held; // QUEUED, but not on the workqueue: waits for earlier requests, or to share a flush
    boolean inAppendOrder;
    private @Nullable Thread waiter; // more than one is rare
    private @Nullable List<Thread> moreWaiters;

    /**
     * The list call that has submitted the request. Kept until the request is reaped, because in some dialects a list's
     * event ends with its last request.
     */
    @Nullable
    ListIo list;

    @Nullable
    Drain closeDrain;

    @Nullable
    Drain exitDrain;

    private @Nullable Knote knote;

    // The place in its process's order. Guarded by the lock.
    @Nullable
    Request older;

    @Nullable
    Request newer;

    /** Links the free direct-style requests of a file. Guarded by the lock. */
    @Nullable
    Request nextFree;

    // Observation only: no behaviour of the request depends on these fields. The times are 0 unless the process keeps
    // them, or a recording needs them exactly, because a clock reading costs as much as all other observation. For a
    // recording of slow requests only, the tracer's beats suffice.
    private volatile long id;
    private long queuedAt;
    private long startedAt;
    private long endedAt;
    private @Nullable Beat beat; // the beat of the submission
    private int turn; // submissions within this beat
    private long submittedAt; // by System.nanoTime, 0 if it was not read
    private long startedAtBeat;
    private @Nullable Object slowSpan;
    private @Nullable Object runSpan;
    private TracePoint runPoint = TracePoint.WQ_PROCESS_ENTRY;

    Request(@Nullable ControlBlock block) {
        this.block = block;
    }

    /**
     * Enters a state, with a release store. A volatile store's full fence is not needed: a release of the lock follows
     * or, if a submission is refused, no thread waits for the state.
     */
    private void enter(State next) {
        STATE.setRelease(this, next);
    }

    // ---- submission, by the submitter

    boolean claim() {
        boolean claimed = STATE.compareAndSet(this, State.IDLE, State.CLAIMED);
        if (claimed) {
            remember(null);
            generation++;
        }
        return claimed;
    }

    /**
     * Claims the request of a block that is submitted again without a reap: the outcome of its last use is lost. Called
     * under the lock.
     */
    void claimDone() {
        detachKnotes();
        forget();
        enter(State.CLAIMED);
        remember(null);
        generation++;
    }

    /**
     * Returns whether the user may change the block: it has no request, or a request that is done and that does not
     * retain the block in this dialect.
     */
    boolean isChangeable() {
        State now = state;
        AioFile of = file;
        return now == State.IDLE // or about to be: another thread is reaping it
                || (now == State.DONE && (of == null || of.process().rules().takesDoneBlocks()));
    }

    /** Sets the status that error() returns while the block has no request. */
    void remember(@Nullable Errno word) {
        if (block != null) {
            block.remember(word);
        }
    }

    /**
     * Records why a list call could not submit the block. A request that is in flight, or that the same call has
     * submitted, keeps its own status. One that was done before is reaped: its error would otherwise be taken for that
     * of the refused entry.
     */
    void refuse(Errno why, ListIo call) {
        AioFile of = file;
        if (state == State.DONE && of != null && of.process().rules().takesDoneBlocks()) {
            of.process().doneQueue().takeUnlessOf(call, this);
        }
        if (state == State.IDLE) {
            remember(why);
        }
    }

    @Nullable
    Errno lastWord() {
        return block == null ? null : block.lastWord();
    }

    long generation() {
        return generation;
    }

    /** Returns the position among all submissions, in dialects that need their order; otherwise 0. */
    long submissionOrder() {
        return submissionOrder;
    }

    /** Returns the position among the requests of the process that are done. */
    long doneOrder() {
        return doneOrder;
    }

    /** Returns the memory that the user has set: the block's, or that of the direct-style call. */
    Memory asked() {
        return block == null ? memory : block.memory;
    }

    /**
     * Takes the memory as it is now; from here on only the request changes it. A second run of a block moves the same
     * bytes as the first one, whose positions may have advanced since.
     *
     * @param again whether another request of the same block is in flight
     */
    void take(boolean again) {
        if (block == null) {
            return; // set by the call itself
        }
        if (again) {
            memory.setSameBytes(block.memory);
        } else {
            memory.take(block.memory);
        }
    }

    /**
     * Describes the work.
     *
     * @param callsItsUser whether the completion may run user code, which only workers do
     */
    void describe(
            AioFile newFile,
            Operation newOperation,
            long newOffset,
            int newPriority,
            Sigevent newSigevent,
            boolean callsItsUser) {
        Rules rules = newFile.process().rules();
        boolean appends = newOperation.isWrite() && newFile.isAppending();
        file = newFile;
        operation = newOperation;
        offset = newOperation.isTransfer() ? newOffset : 0; // ignored, as a sync ignores the memory
        length = newOperation.usesMemory() ? memory.remaining() : 0;
        priority = newPriority;
        sigevent = newSigevent;
        inAppendOrder = appends && rules.ordersAppends();
        describeRun(newFile, appends, newOffset, callsItsUser);
        boolean ordered = rules.runsTwice() || newFile.process().order().isKept();
        submissionOrder = ordered ? ORDERS.incrementAndGet() : 0;
        if (rules.runsTwice() && block != null && block.request == this) {
            block.memory.noteStarts();
        }
        held = false;
        beginObservation(newFile.process());
    }

    private void describeRun(AioFile newFile, boolean appends, long newOffset, boolean callsItsUser) {
        AioProcess process = newFile.process();
        transfer.describe(operation, newFile.channel(), newFile.handle(), memory, newOffset, appends);
        transfer.waitedFor(caller != null);
        callsBack = callsItsUser;
        whole = !callsItsUser
                && process.rules().runsWithoutWorkers()
                && process.workqueue().runsWithoutWorkers()
                && process.backend().takesWhole(transfer);
        instant = !callsItsUser && process.backend().movesAtOnce(transfer);
        begun = false;
        notBegun = false;
        result = 0;
        error = Errno.OK;
        failure = null;
    }

    /** Undoes the claim of a refused submission: the block is as if it had never been submitted. */
    void unclaim() {
        forget();
        enter(State.IDLE);
    }

    void queued() {
        enter(State.QUEUED);
    }

    /** Returns to CLAIMED, because the workqueue has not accepted the request. */
    void notQueued() {
        enter(State.CLAIMED);
    }

    // ---- the run, by a worker

    @Override
    protected void taken() {
        enter(State.RUNNING);
    }

    /**
     * Runs the request, as in {@code workq_aio_process_entry}, or on a worker of a pool as in {@code aio_work_thread}.
     */
    @Override
    protected void process(Runner runner) {
        AioProcess process = file().process();
        try {
            started(process);
            GroupCommit.begin(this, process);
            result = process.backend().move(transfer);
        } catch (Throwable failed) {
            endBadly(process.rules(), failed);
        }
        ended(process, runner).wake();
    }

    /** Extends the flush to another sync that it serves: it must force what that sync requires. */
    void strengthen(Operation sync) {
        transfer.strengthen(sync);
    }

    /** Takes over the outcome of the request whose flush this one has shared. */
    void endAs(Request flusher) {
        result = flusher.result;
        error = flusher.error;
        failure = flusher.failure;
    }

    @Override
    protected boolean endsByItself() {
        return !callsBack;
    }

    @Override
    protected boolean mayWait() {
        return !instant;
    }

    // ---- the run, without a worker

    /** Returns whether the completion of the request may run user code. */
    boolean callsBack() {
        return callsBack;
    }

    /**
     * Makes a worker wait for the transfer, although the backend could do it asynchronously. Called before the request
     * is on a workqueue.
     */
    void needWorker() {
        whole = false;
    }

    /** Returns whether the backend does the transfer asynchronously, so that no worker waits for it. */
    @Override
    protected boolean isWhole() {
        return whole;
    }

    /** Returns whether the request was begun without a worker: its workqueue must be notified of its end. */
    boolean wasBegun() {
        return begun;
    }

    /**
     * Begins the request, as in FreeBSD's {@code fo_aio_queue}: on the thread that queues it, or whose completion makes
     * room for it. The backend completes it.
     *
     * @return what is to be woken next if the request has already completed, otherwise {@code null}
     */
    @Override
    protected @Nullable Wakeup begin() {
        AioProcess process = file().process();
        Backend backend = process.backend();
        begun = true;
        if (leavesToCaller(backend)) {
            return null;
        }
        try {
            started(process);
            GroupCommit.begin(this, process);
            if (!backend.begin(transfer, this)) {
                return null; // it may have completed by now, and be in use again
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

    // ---- the run, by a direct-style call

    /** Sets the thread that will wait for the completion, and may therefore make the calls of the transfer itself. */
    void callBy(Thread callingThread) {
        caller = callingThread;
    }

    /**
     * Returns whether the beginning is left to the caller. Another thread that makes room for the request must not wait
     * for the transfer: if the backend cannot do it asynchronously, that thread unparks the caller, which waits anyway.
     */
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

    /** Begins the request if that was left to its caller, which calls this. */
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
     * Returns the number by which the backend can cancel the running request; 0 if it cannot. Called under the lock.
     */
    long ticket() {
        return transfer.ticket();
    }

    @Override
    public void over() {
        AioProcess process = file().process();
        try {
            result = transfer.takeBack();
        } catch (CancelledTransferException takenBack) {
            cancelled(process.rules());
            file().traceCancelled(this, CancelResult.CANCELED);
        } catch (Throwable failed) {
            endBadly(process.rules(), failed);
        }
        ended(process, null).wake();
    }

    private Wakeup ended(AioProcess process, @Nullable Runner runner) {
        if (operation.isSync()) {
            try {
                GroupCommit.judge(this, process);
            } catch (Throwable failed) { // unjudged, it must not report success
                endBadly(process.rules(), failed);
            }
        }
        observeEnd(process);
        return GroupCommit.complete(this, process, runner);
    }

    // ---- the outcome

    /** Records a failure: an IOException, or whatever else a misbehaving channel throws. */
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
        } catch (OutOfMemoryError exhausted) { // reading its message needs memory
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
     * Returns whether a sync has failed because its flush has: the device, or a layer before it, may have lost writes.
     * Errors that end a sync before its flush has begun lose none. Every error that is not known to be one of these
     * counts.
     */
    boolean hasFlushFailed() {
        return switch (error) {
            case OK, ECANCELED, EBADF, EINTR, EAGAIN, EINVAL, EPERM, ESPIPE -> false;
            default -> !notBegun && !transfer.isBeforeCall();
        };
    }

    /** Fails a sync like an earlier flush of its file, whose losses the sync cannot make good. */
    void failAsEarlier(Rules rules, AioException earlier) {
        fail(rules, earlier.errno());
        failure = earlier;
    }

    /** Records that the request was cancelled: it will not run, or was cancelled before it had moved a byte. */
    void cancelled(Rules rules) {
        fail(rules, Errno.ECANCELED);
    }

    private void fail(Rules rules, Errno why) {
        error = why;
        result = rules.failedResult(why);
    }

    // ---- cancel, by the canceller and under the lock

    void cancelling() {
        cancelled(file().process().rules());
        enter(State.CANCELLING);
    }

    // ---- completion and reaping, under the lock

    void done(long order) {
        doneOrder = order;
        transfer.forget(); // the memory belongs to the user once the request is done
        memory.forget();
        enter(State.DONE);
    }

    /** Releases the block to its user. The last write of a request's life. */
    void idle() {
        detachKnotes();
        forget();
        enter(State.IDLE);
    }

    private void forget() {
        transfer.forget();
        caller = null;
        failure = null;
        memory.forget();
        file = null;
        slowSpan = null;
    }

    // ---- the event on a completion queue, under the lock

    /**
     * Prepares the event that the completion will post, because the completion must not need memory. Called by the
     * submitter.
     */
    void prepareKevent() {
        if (knote == null) {
            knote = new Knote.OfRequest(this);
        }
    }

    @Nullable
    Wakeup postKevent() {
        return knote == null ? null : knote.post(sigevent.queue());
    }

    @Nullable
    Wakeup enableKevent(CompletionQueue queue) {
        return knote == null ? null : knote.enable(queue);
    }

    private void detachKnotes() {
        if (knote != null) {
            knote.detach();
        }
        if (list != null) {
            list.reaped();
            list = null;
        }
    }

    // ---- the threads that wait for it, under the lock

    void addWaiter(Thread thread) {
        if (waiter == null) {
            waiter = thread;
        } else {
            if (moreWaiters == null) {
                moreWaiters = new ArrayList<>(2);
            }
            moreWaiters.add(thread);
        }
    }

    void removeWaiter(Thread thread) {
        if (waiter == thread) {
            waiter = null;
        } else if (moreWaiters != null) {
            moreWaiters.remove(thread);
        }
    }

    boolean hasWaiter(Thread thread) {
        return waiter == thread || (moreWaiters != null && moreWaiters.contains(thread));
    }

    @Nullable
    Thread takeWaiter() {
        Thread taken = waiter;
        waiter = null;
        return taken;
    }

    /** Takes the waiters beyond the first, of which there are rarely any. */
    List<Thread> takeMoreWaiters() {
        if (moreWaiters == null || moreWaiters.isEmpty()) {
            return List.of();
        }
        List<Thread> taken = moreWaiters; // handed over, not copied: a completion must not need memory
        moreWaiters = null;
        return taken;
    }

    /** Unparks all waiters without a reason: they check their condition and park again. */
    void unparkWaiters() {
        LockSupport.unpark(waiter);
        List<Thread> others = moreWaiters;
        if (others != null) {
            for (int i = 0; i < others.size(); i++) {
                LockSupport.unpark(others.get(i));
            }
        }
    }

    /** Unparks the waiters of a request that is done, outside the lock, and returns their number. */
    static int wake(@Nullable Thread first, List<Thread> more) {
        WakeBatch.unpark(first);
        for (int i = 0; i < more.size(); i++) { // no iterator, which needs memory
            WakeBatch.unpark(more.get(i));
        }
        return more.size() + (first == null ? 0 : 1);
    }

    // ---- properties

    State state() {
        return state;
    }

    boolean isInProgress() {
        return state.isInProgress();
    }

    /** Returns whether the request is in flight or done in this process. */
    boolean isOf(AioProcess process) {
        AioFile mine = file;
        return mine != null && mine.process() == process;
    }

    AioFile file() {
        return Objects.requireNonNull(file);
    }

    /** Returns the file, or {@code null} while the request is idle. */
    @Nullable
    AioFile fileOrNull() {
        return file;
    }

    Operation operation() {
        return operation;
    }

    long offset() {
        return offset;
    }

    long length() {
        return length;
    }

    Sigevent sigevent() {
        return sigevent;
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

    @Override
    protected int priority() {
        return priority;
    }

    // ---- observation: the steps

    /** Starts the observation of a submission. */
    private void beginObservation(AioProcess process) {
        if (id != 0) {
            id = 0;
        }
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            beginObservation(process, tracer);
        } else {
            setTimes(process.isTiming() ? process.ticker().nanoTime() : 0);
            beat = null;
            slowSpan = null;
        }
    }

    private void beginObservation(AioProcess process, Tracer tracer) {
        Beat now = tracer.beat();
        if (now != null && now.findsSlow()) {
            slowSpan = join(now) ? null : tracer.begin(TracePoint.SLOW_REQUEST);
        } else {
            beat = now;
            slowSpan = tracer.begin(TracePoint.SLOW_REQUEST);
        }
        boolean exact = process.isTiming()
                || slowSpan != null
                || process.hasOwnTime()
                || tracer.records(TracePoint.WQ_PROCESS_ENTRY);
        setTimes(exact ? process.ticker().nanoTime() : 0);
    }

    /**
     * Lets the beat find the request if it turns out slow. Returns {@code false} if the next beat is overdue: then the
     * request needs a span of its own.
     */
    private boolean join(Beat now) {
        startedAtBeat = 0;
        if (beat != now) { // a reference store is expensive with some collectors
            beat = now;
            turn = 0;
        }
        submittedAt = turn++ % TURNS == 0 ? System.nanoTime() : 0;
        return submittedAt == 0 || !now.isLate(submittedAt);
    }

    private void setTimes(long now) {
        queuedAt = now;
        startedAt = now;
        endedAt = now;
    }

    void started(AioProcess process) {
        runPoint = process.workqueue().span();
        runSpan = Trace.begin(runPoint);
        if (queuedAt != 0) {
            startedAt = process.ticker().nanoTime();
        }
        if (beat != null) {
            Beat now = Trace.beat();
            startedAtBeat = (now == null ? beat : now).startedAt();
        }
    }

    void observeEnd(AioProcess process) {
        if (queuedAt != 0 && keepsEnd(process)) {
            endedAt = process.ticker().nanoTime();
        }
        if (runSpan != null) {
            traceRun(process, runSpan);
            runSpan = null;
        }
    }

    /** Returns whether the end of the transfer must be timed, beyond the length of its span. */
    private boolean keepsEnd(AioProcess process) {
        return slowSpan != null || process.isTiming() || process.hasOwnTime();
    }

    // ---- observation: numbers and times

    /**
     * Returns the number of this submission. It is assigned on first demand, because most submissions are not observed.
     */
    @Override
    protected long id() {
        long known = id;
        if (known == 0) {
            long fresh = IDS.incrementAndGet();
            known = (long) ID.compareAndExchange(this, 0L, fresh);
            if (known == 0) {
                known = fresh;
            }
        }
        return known;
    }

    boolean hasId() {
        return id != 0;
    }

    long lastId() {
        return state == State.IDLE && !hasId() ? 0 : id();
    }

    /** Returns since when the request waits: by the process's clock, or the start of the beat of its submission. */
    @Override
    protected long queuedAt() {
        Beat submitted = beat;
        return queuedAt != 0 || submitted == null ? queuedAt : submitted.startedAt();
    }

    /**
     * Returns the number by which the completion is traced once the request may be in use again; 0 if nothing records
     * it.
     */
    long idOfEnd() {
        Tracer tracer = Trace.tracer();
        boolean told = tracer != null
                && (tracer.records(TracePoint.COMPLETION_SIG)
                        || tracer.records(TracePoint.COMPLETION_KEVENT)
                        || tracer.records(TracePoint.COMPLETION_SUSPEND_WAKE)
                        || tracer.records(TracePoint.COMPLETION_CLEANUP_WAIT)
                        || tracer.records(TracePoint.COMPLETION_CLEANUP_WAKE));
        return told ? id() : 0;
    }

    long queuedNanos() {
        return startedAt - queuedAt;
    }

    long serviceNanos() {
        return endedAt - startedAt;
    }

    // ---- observation: traces

    /** Traces a request that has run. */
    private void traceRun(AioProcess process, Object span) {
        Tracer tracer = Trace.tracer();
        if (tracer == null) {
            return;
        }
        long processId = process.id();
        if (runPoint == TracePoint.WORKER_THREAD) {
            tracer.sharedWorkerRun(span, processId, id(), operation.name(), error.name(), result);
        } else {
            int descriptor = file().descriptor();
            tracer.processEntry(
                    span,
                    processId,
                    id(),
                    operation.name(),
                    descriptor,
                    offset,
                    length,
                    error.name(),
                    result,
                    queuedNanos());
        }
    }

    /** Traces a request that has taken long; the tracer decides whether it has. */
    void traceSlow(AioProcess process, AioFile of) {
        try {
            traceIfSlow(process, of);
        } catch (OutOfMemoryError untold) { // by the tracer's copy of a beat's event; the request completes regardless
            slowSpan = null;
        }
    }

    private void traceIfSlow(AioProcess process, AioFile of) {
        Object own = slowSpan;
        Beat submitted = beat;
        if (own != null) {
            slowSpan = null;
            tellSlow(own, process, of, queuedNanos(), serviceNanos());
        } else if (submitted != null && submitted.findsSlow()) {
            traceSlow(submitted, process, of);
        }
    }

    private void traceSlow(Beat submitted, AioProcess process, AioFile of) {
        boolean exactly = submittedAt != 0;
        Object span = exactly ? submitted.span() : submitted.nextSpan();
        if (span == null) {
            return; // the usual case: the beat has not ended
        }
        long passed = System.nanoTime() - (exactly ? submittedAt : submitted.endedAt());
        if (!submitted.isLong(passed)) {
            return;
        }
        long queued = queuedAt != 0 ? queuedNanos() : queuedByBeat(submitted, passed);
        long service = keepsEnd(process) ? serviceNanos() : Math.max(0, passed - queued);
        tellSlow(span, process, of, queued, service);
    }

    private long queuedByBeat(Beat submitted, long passed) {
        if (startedAtBeat == 0) {
            return passed; // it was cancelled
        }
        long since = submittedAt != 0 ? submittedAt : submitted.startedAt();
        return Math.clamp(startedAtBeat - since, 0, passed);
    }

    private void tellSlow(Object span, AioProcess process, AioFile of, long queuedNanos, long serviceNanos) {
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            tracer.slowRequest(
                    span,
                    process.id(),
                    id(),
                    operation.name(),
                    of.descriptor(),
                    of.description(),
                    offset,
                    length,
                    error.name(),
                    queuedNanos,
                    serviceNanos);
        }
    }

    @Override
    public String toString() {
        return "request " + id() + " (" + operation + ", " + state + ")";
    }
}
