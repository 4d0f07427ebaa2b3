package io.heddle.aio;

import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.workq.Entry;
import io.heddle.workq.Runner;
import io.heddle.workq.Wakeup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One request: the kernel's {@code aio_workq_entry}. It belongs to a control block, or to a file's direct-style calls,
 * and is used again and again.
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
 * CANCELED means that nothing was moved. What runs without a worker the backend may take back, as long as it has moved
 * nothing: that request completes from RUNNING, with ECANCELED ({@link Recall}).
 */
final class Request extends Entry {
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
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Request.class, "state", State.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The block that this is the request of; {@code null} for a direct-style call. */
    final @Nullable ControlBlock block;

    /** What is moved: as it was at the call. Written by the claimer alone, constant while in flight. */
    final Memory memory = new Memory();

    /** Its transfer, and how that ended. */
    final Run run = new Run(this);

    /** For observers only. */
    final Observation observation = new Observation();

    private volatile State state = State.IDLE;

    // What to do. Written by the claimer, constant while in flight.
    private @Nullable AioFile file;
    private Operation operation = Operation.READ;
    private long offset;
    private long length;
    private int priority;
    private Sigevent sigevent = Sigevent.none();

    /** Counts submissions, so that who has seen one does not mistake the next for it. */
    private long generation;

    private long submissionOrder;
    private long doneOrder;

    // Guarded by the file's lock.
    @Nullable
    Request before;

    @Nullable
    Request after;

    @Nullable
    RequestList on;

    @Nullable
    Request nextOfFlush; // links those that share a flush; once that has started it belongs to whoever ends it

    boolean held; // queued, but waiting for earlier requests on its file rather than for a worker
    boolean inAppendOrder;
    final Waiters waiters = new Waiters();

    /** Kept until the request is reaped: where a list ends with its last request, so does the list's event. */
    @Nullable
    ListCall list;

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
    void refuse(Errno why, ListCall call) {
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
     * @param callsBack whether the request's end may run code of the user's, which only workers do
     */
    void describe(
            AioFile newFile,
            Operation newOperation,
            long newOffset,
            int newPriority,
            Sigevent newSigevent,
            boolean callsBack) {
        Rules rules = newFile.process().rules();
        boolean appends = newOperation.isWrite() && newFile.isAppending();
        file = newFile;
        operation = newOperation;
        offset = newOperation.isTransfer() ? newOffset : 0; // ignored, as the memory is by a sync
        length = newOperation.usesMemory() ? memory.remaining() : 0;
        priority = newPriority;
        sigevent = newSigevent;
        inAppendOrder = appends && rules.ordersAppends();
        run.describe(newFile, newOperation, newOffset, appends, callsBack);
        boolean ordered = rules.runsTwice() || newFile.process().order().isKept();
        submissionOrder = ordered ? ORDERS.incrementAndGet() : 0;
        if (rules.runsTwice() && block != null && block.request == this) {
            block.memory.noteStarts();
        }
        held = false;
        observation.begin(newFile.process());
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

    // ---- the run

    @Override
    protected void taken() {
        enter(State.RUNNING);
    }

    @Override
    protected void process(Runner runner) {
        run.process(runner);
    }

    @Override
    protected boolean endsByItself() {
        return !run.callsBack();
    }

    @Override
    protected boolean isWhole() {
        return run.isWhole();
    }

    @Override
    protected @Nullable Wakeup begin() {
        return run.begin();
    }

    // ---- cancel, on the canceller and under the file's lock

    void cancelling() {
        run.cancelled(file().process().rules());
        enter(State.CANCELLING);
    }

    // ---- completion and reaping, under the lock of the done queue

    void done(long order) {
        doneOrder = order;
        run.letGo();
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
        run.forget();
        memory.forget();
        file = null;
        observation.forget();
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
        return run.result();
    }

    Errno error() {
        return run.error();
    }

    @Nullable
    Throwable failure() {
        return run.failure();
    }

    @Override
    protected long id() {
        return observation.id();
    }

    long lastId() {
        return state == State.IDLE && !observation.hasId() ? 0 : id();
    }

    @Override
    protected long queuedAt() {
        return observation.queuedAt();
    }

    @Override
    protected int priority() {
        return priority;
    }

    @Override
    public String toString() {
        return "request " + id() + " (" + operation + ", " + state + ")";
    }
}
