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
 *   IDLE --claimed--> CLAIMED --enqueued--> QUEUED --taken by a worker--> RUNNING --completed--> DONE --reaped--> IDLE
 *                        |                     |                                                  ^  |
 *                        +--refused--> IDLE    +--cancelled--> CANCELLING ------completed---------+  |
 *                        ^                                                                           |
 *                        +----------------------------- submitted again -----------------------------+
 * </pre>
 *
 * <p>CLAIMED is entered by compare-and-set, which is what refuses a block that is in flight; in the dialect POSIX also
 * from DONE, when the block is submitted again without having been reaped. All other steps happen under the process's
 * lock (QUEUED to RUNNING, where a pool's workers serve the process, under the pool's): QUEUED to RUNNING together with
 * leaving the queue. A cancel first takes the request off the workqueue: only one of cancel and worker can succeed, so
 * CANCELED means that nothing was moved. An asynchronous request, which runs without a worker, can be taken back by the
 * backend as long as it has moved nothing: it completes from RUNNING, with ECANCELED ({@link Cancellation.Recall}).
 *
 * <p>RUNNING is one of three:
 *
 * <pre>
 *   by a worker       process ---- the backend moves, the worker waits ------------+
 *   without           begin ------ the backend takes it, and calls over at its end +--> ended --> Completion
 *   of a direct call  begin ------ the backend moves, the caller waits ------------+
 * </pre>
 *
 * <p>The methods stand in the order of a request's life.
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

        /** Known to a process, or about to be. */
        boolean isKnown() {
            return this != IDLE;
        }

        boolean isInProgress() {
            return this == QUEUED || this == RUNNING || this == CANCELLING;
        }
    }

    private static final AtomicLong ORDERS = new AtomicLong();
    private static final AtomicLong IDS = new AtomicLong();

    /** One in so many submissions of a block within one beat reads the clock. */
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

    /** The block that this is the request of; {@code null} for a direct-style call. */
    final @Nullable ControlBlock block;

    /** What is moved, as it was at the call. Written by the claimer alone, constant while in flight. */
    final Memory memory = new Memory();

    private final Transfer transfer = new Transfer();

    private volatile State state = State.IDLE;

    // What to do. Written by the claimer, constant while in flight.
    private @Nullable AioFile file;
    private Operation operation = Operation.READ;
    private long offset;
    private long length;
    private int priority;
    private Sigevent sigevent = Sigevent.none();
    private boolean callsBack;

    /** Counts submissions, so that one is not mistaken for the next. */
    private long generation;

    private long submissionOrder;
    private long doneOrder;

    // How it runs. Written by the claimer, constant once the request is queued; begun, when it is.
    private boolean whole;
    private boolean instant; // a worker moves it without waiting
    private boolean begun;
    private boolean notBegun; // the backend has refused to begin it: nothing was moved or flushed
    private @Nullable Thread caller; // of a direct-style call
    private volatile boolean atCaller; // the caller is to begin it

    // How it ended. Written before the request is DONE, constant until it is reaped.
    private long result;
    private Errno error = Errno.OK;
    private @Nullable Throwable failure;

    // Guarded by the file's lock.
    @Nullable
    Request before;

    @Nullable
    Request after;

    @Nullable
    RequestList on;

    @Nullable
    Request nextOfFlush; // links those that share a flush; once that has started it belongs to the thread that ends it

    boolean held; // queued, but waiting for earlier requests on its file rather than for a worker
    boolean inAppendOrder;
    private @Nullable Thread waiter; // there is hardly ever more than one
    private @Nullable List<Thread> moreWaiters;

    /** Kept until the request is reaped: where a list ends with its last request, so does the list's event. */
    @Nullable
    ListIo list;

    @Nullable
    Drain closeDrain;

    @Nullable
    Drain exitDrain;

    private @Nullable Knote knote;

    // Guarded by the lock of the process's order.
    @Nullable
    Request older;

    @Nullable
    Request newer;

    /** Links the free direct-style requests of a file. Guarded by the file's lock. */
    @Nullable
    Request nextFree;

    // For observers only: nothing that happens to a request depends on these. The times are 0 unless the process keeps
    // them, or a recording needs them exactly; a clock reading costs as much as all other observation. A recording of
    // slow requests only makes do with the tracer's beats.
    private volatile long id;
    private long queuedAt;
    private long startedAt;
    private long endedAt;
    private @Nullable Beat beat; // of the submission
    private int turn; // how often submitted in this beat
    private long submittedAt; // by the real clock, 0 if it was not read
    private long startedAtBeat;
    private @Nullable Object slowSpan;
    private @Nullable Object runSpan;
    private TracePoint runPoint = TracePoint.WQ_PROCESS_ENTRY;

    Request(@Nullable ControlBlock block) {
        this.block = block;
    }

    /**
     * The fence that a volatile store would be is that of the lock's release, or, where a submission is refused, not
     * needed: nobody else waits for it.
     */
    private void enter(State next) {
        STATE.setRelease(this, next);
    }

    // ---- submission, on the submitter

    boolean claim() {
        boolean claimed = STATE.compareAndSet(this, State.IDLE, State.CLAIMED);
        if (claimed) {
            remember(null);
            generation++;
        }
        return claimed;
    }

    /** The block is submitted again: what it has to tell of its last use is lost. Under the lock of the done queue. */
    void claimDone() {
        detachKnotes();
        forget();
        enter(State.CLAIMED);
        remember(null);
        generation++;
    }

    /**
     * Returns whether the user may change the block: it has no request, or one that is done and that the dialect lets
     * go.
     */
    boolean isChangeable() {
        State now = state;
        AioFile of = file;
        return now == State.IDLE // or about to be: another thread reaps it
                || (now == State.DONE && (of == null || of.process().rules().takesDoneBlocks()));
    }

    /** Has error() tell of this when the block has no request. */
    void remember(@Nullable Errno word) {
        if (block != null) {
            block.remember(word);
        }
    }

    /**
     * A list call could not submit the block. What is in flight, or was submitted by the same call, has its own error
     * to tell; what was done before has not: its error would pass for that of the refused entry.
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

    /** Tells which request was submitted first, in dialects that ask for it. */
    long submissionOrder() {
        return submissionOrder;
    }

    /** Tells which of a block's requests was done first. */
    long doneOrder() {
        return doneOrder;
    }

    /** Returns what its user has set: the block's memory, or what the direct-style call has filled in. */
    Memory asked() {
        return block == null ? memory : block.memory;
    }

    /**
     * Takes the memory as it is now: from here on nobody but the request changes it. A second run of a block means the
     * bytes that the first one meant, whose positions may have moved since.
     *
     * @param again whether another request of the same block is in flight
     */
    void take(boolean again) {
        if (block == null) {
            return; // filled in by the call itself
        }
        if (again) {
            memory.setSameBytes(block.memory);
        } else {
            memory.take(block.memory);
        }
    }

    /**
     * Describes what is to be done.
     *
     * @param callsItsUser whether the request's end may run code of the user's, which only workers do
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
        offset = newOperation.isTransfer() ? newOffset : 0; // ignored, as the memory is by a sync
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

    /** The submission was refused: the block is as if it had never been submitted. */
    void unclaim() {
        forget();
        enter(State.IDLE);
    }

    void queued() {
        enter(State.QUEUED);
    }

    /** The workqueue did not take it. */
    void notQueued() {
        enter(State.CLAIMED);
    }

    // ---- the run, by a worker

    @Override
    protected void taken() {
        enter(State.RUNNING);
    }

    /** As in {@code workq_aio_process_entry}, or on a worker of a pool as in {@code aio_work_thread}. */
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

    /** The flush is another sync's too: it must do what that one asks for. */
    void strengthen(Operation sync) {
        transfer.strengthen(sync);
    }

    /** How a request ends that has shared the flush of another. */
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

    /** Returns whether the end of the request may run code of the user's. */
    boolean callsBack() {
        return callsBack;
    }

    /** A worker is to wait for the transfer, though the backend takes it whole. Before the request is queued. */
    void needWorker() {
        whole = false;
    }

    /** Returns whether no worker need wait for the transfer. */
    @Override
    protected boolean isWhole() {
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

    // ---- the run, of a direct-style call

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
            } catch (Throwable failed) { // without a judgement it may not say success
                endBadly(process.rules(), failed);
            }
        }
        observeEnd(process);
        return GroupCommit.complete(this, process, runner);
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

    // ---- cancel, on the canceller and under the file's lock

    void cancelling() {
        cancelled(file().process().rules());
        enter(State.CANCELLING);
    }

    // ---- completion and reaping, under the lock of the done queue

    void done(long order) {
        doneOrder = order;
        transfer.forget(); // the memory is the user's once the request is done
        memory.forget();
        enter(State.DONE);
    }

    /** Gives the block back to the user. The last write of a request's life. */
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

    // ---- the event on a completion queue, under the lock of the done queue

    /** Its end will post an event, which must not need memory then. On the submitter. */
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

    // ---- the threads that wait for it, under the lock of the file

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

    /** Those beyond the first; nearly always none. */
    List<Thread> takeMoreWaiters() {
        if (moreWaiters == null || moreWaiters.isEmpty()) {
            return List.of();
        }
        List<Thread> taken = moreWaiters; // handed over, not copied: the end of a request must not need memory
        moreWaiters = null;
        return taken;
    }

    /** Unparks all for no reason: they check their condition and wait again. */
    void unparkWaiters() {
        LockSupport.unpark(waiter);
        List<Thread> others = moreWaiters;
        if (others != null) {
            for (int i = 0; i < others.size(); i++) {
                LockSupport.unpark(others.get(i));
            }
        }
    }

    /** Wakes the waiters of a request that is done, outside the lock, and returns how many. */
    static int wake(@Nullable Thread first, List<Thread> more) {
        WakeBatch.unpark(first);
        for (int i = 0; i < more.size(); i++) { // no iterator, which needs memory
            WakeBatch.unpark(more.get(i));
        }
        return more.size() + (first == null ? 0 : 1);
    }

    // ---- what it is

    State state() {
        return state;
    }

    boolean isInProgress() {
        return state.isInProgress();
    }

    /** Returns whether it is known to this process, in flight or done. */
    boolean isOf(AioProcess process) {
        AioFile mine = file;
        return mine != null && mine.process() == process;
    }

    AioFile file() {
        return Objects.requireNonNull(file);
    }

    /** The file, or {@code null} while the block is idle. */
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

    // ---- what observers are told: its steps

    /** A submission begins. */
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

    /** Leaves it to the beat to find the request if it is slow; {@code false} if the beat is too long over for that. */
    private boolean join(Beat now) {
        startedAtBeat = 0;
        if (beat != now) { // collectors make the store of a reference expensive
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

    /** Returns whether the time of the transfer is asked for, other than by the length of its span. */
    private boolean keepsEnd(AioProcess process) {
        return slowSpan != null || process.isTiming() || process.hasOwnTime();
    }

    // ---- what observers ask

    /** The number of this submission. It is given out on first demand, as most submissions are not observed. */
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

    /** Since when the request waits: by the process's clock, or when the beat of its submission started. */
    @Override
    protected long queuedAt() {
        Beat submitted = beat;
        return queuedAt != 0 || submitted == null ? queuedAt : submitted.startedAt();
    }

    /** A number to tell of the request's end by, once it may be another request; 0 if nobody will. */
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

    // ---- traces

    /** Tells of a request that has run. */
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

    /** Tells of a request that has taken long; whether it has is the tracer's to say. */
    void traceSlow(AioProcess process, AioFile of) {
        try {
            traceIfSlow(process, of);
        } catch (OutOfMemoryError untold) { // a beat's copy of an event; the request ends all the same
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
            return; // most often: the beat goes on
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
