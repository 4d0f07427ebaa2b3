package io.heddle.aio;

import io.heddle.backend.Ending;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.ShortTransferException;
import io.heddle.backend.Transfer;
import io.heddle.workq.Entry;
import io.heddle.workq.Wakeup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One request: the kernel's {@code aio_workq_entry}. It belongs to a control block, or to a file's direct-style calls, and
 * is used again and again.
 *
 * <pre>
 *   IDLE --claimed--> CLAIMED --enqueued--> QUEUED --taken by a worker--> RUNNING --completed--> DONE --reaped--> IDLE
 *                        |                     |                                                  ^
 *                        +--refused--> IDLE    +--cancelled--> CANCELLING ------completed---------+
 * </pre>
 *
 * <p>CLAIMED is entered by compare-and-set, which is what refuses a block that is in flight. QUEUED to RUNNING happens
 * under the workqueue's lock, together with leaving the queue; all other steps under the file's lock. A cancel first takes
 * the request off the workqueue: only one of cancel and worker can succeed, so CANCELED means that nothing was moved.
 */
final class Request extends Entry implements Ending {
    enum State {
        IDLE,
        CLAIMED,
        QUEUED,
        RUNNING,
        CANCELLING,
        DONE;

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

    /** What is moved: filled in by the block's owner, or by the direct-style call. */
    final Memory memory = new Memory();

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
    private final Transfer transfer = new Transfer();
    private boolean whole;
    private boolean begun;

    // How it ended. Written before DONE, constant until reaped.
    private long result;
    private Errno error = Errno.OK;
    private @Nullable Throwable failure;

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

    // ---- submission, on the submitter

    boolean claim() {
        boolean claimed = STATE.compareAndSet(this, State.IDLE, State.CLAIMED);
        if (claimed) {
            remember(null);
            generation++;
        }
        return claimed;
    }

    /** Has error() tell of this when the block has no request. */
    void remember(@Nullable Errno word) {
        if (block != null) {
            block.remember(word);
        }
    }

    /** A list call could not submit the block. What is in flight, if anything, has its own error to tell. */
    void refuse(Errno why) {
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

    /**
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
        transfer.describe(newOperation, newFile.channel(), newFile.handle(), memory, newOffset, appends);
        whole = !callsBack
                && rules.runsWithoutWorkers()
                && newFile.process().backend().takesWhole(transfer);
        begun = false;
        boolean ordered = rules.runsTwice() || newFile.process().order().isKept();
        submissionOrder = ordered ? ORDERS.incrementAndGet() : 0;
        if (rules.runsTwice()) {
            memory.noteStarts();
        }
        result = 0;
        error = Errno.OK;
        failure = null;
        held = false;
        observation.begin(newFile.process());
    }

    /** The submission was refused: the block is as if it had never been submitted. */
    void unclaim() {
        forget();
        state = State.IDLE;
    }

    void queued() {
        state = State.QUEUED;
    }

    /** The workqueue did not take it. */
    void notQueued() {
        state = State.CLAIMED;
    }

    // ---- the transfer, on the worker

    @Override
    protected void taken() {
        state = State.RUNNING;
    }

    /** As in {@code workq_aio_process_entry}, or on a worker of a pool as in {@code aio_work_thread}. */
    @Override
    protected void process() {
        AioProcess process = file().process();
        observation.started(process);
        try {
            result = process.backend().move(transfer);
        } catch (Throwable failed) {
            endBadly(process.rules(), failed);
        }
        ended(process);
    }

    private Wakeup ended(AioProcess process) {
        observation.ended(this, process);
        return Completion.complete(this);
    }

    /** An IOException, or whatever a misbehaving channel throws: it is the request's. */
    private void endBadly(Rules rules, Throwable failed) {
        if (failed instanceof ShortTransferException part) {
            endShort(rules, part);
        } else {
            fail(Errno.of(failed));
            failure = failed;
        }
    }

    private void endShort(Rules rules, ShortTransferException part) {
        if (rules.keepsErrorOfShortTransfer()) {
            fail(Errno.of(part));
            failure = part;
        }
        if (rules.keepsCountOfShortTransfer()) {
            result = part.moved();
        }
    }

    // ---- the transfer, without a worker

    @Override
    protected boolean isWhole() {
        return whole;
    }

    /** As in FreeBSD's {@code fo_aio_queue}: whoever queues the request begins it, the backend tells of its end. */
    @Override
    protected @Nullable Wakeup begin() {
        AioProcess process = file().process();
        observation.started(process);
        begun = true;
        try {
            if (!process.backend().begin(transfer, this)) {
                return null;
            }
        } catch (Throwable failed) {
            endBadly(process.rules(), failed);
            return ended(process);
        }
        return takeBack(process);
    }

    @Override
    public void over() {
        takeBack(file().process()).wake();
    }

    private Wakeup takeBack(AioProcess process) {
        try {
            result = transfer.takeBack();
        } catch (Throwable failed) {
            endBadly(process.rules(), failed);
        }
        return ended(process);
    }

    /** Was it begun without a worker? Then its workqueue is to know of its end. */
    boolean wasBegun() {
        return begun;
    }

    // ---- cancel, on the canceller and under the file's lock

    void cancelling() {
        fail(Errno.ECANCELED);
        state = State.CANCELLING;
    }

    private void fail(Errno why) {
        error = why;
        result = file().process().rules().failedResult(why);
    }

    // ---- completion and reaping, under the lock of the done queue

    void done(long order) {
        doneOrder = order;
        transfer.forget();
        state = State.DONE;
    }

    /** Gives the block back to the user. The last write of a request's life. */
    void idle() {
        detachKnotes();
        forget();
        state = State.IDLE;
    }

    private void forget() {
        transfer.forget();
        if (block != null && block.request != this) {
            memory.forget(); // positions of its own; the block keeps its user's
        }
        file = null;
        failure = null;
        observation.forget();
    }

    // ---- the event on a completion queue, under the lock of the done queue

    @Nullable
    Wakeup postKevent() {
        if (knote == null) {
            knote = new Knote.OfRequest(this);
        }
        return knote.post(sigevent.queue());
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

    /** Is it known to this process, in flight or done? */
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
