package io.heddle.context;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.CancelResult;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import io.heddle.aio.Sigevent;
import io.heddle.aio.SyncMode;
import io.heddle.context.IoRequest.State;
import io.heddle.time.BriefLock;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The internal part of a request, {@code RTFILEAIOREQINTERNAL}: its control block, its state, and its path through a
 * context, from top to bottom.
 *
 * <p>A wait or a cancel ends a submission under the lock, and also reaps under it. So each submission ends once, and an
 * event that a wait has taken just before a cancel reaped its request has no effect. The event may even find the
 * request submitted anew; {@link #finish} therefore queries the engine and does not trust the event.
 */
final class Flight {
    enum Action {
        READ,
        WRITE,
        FLUSH
    }

    private final IoRequest request;
    private final ControlBlock block = new ControlBlock();
    private final ReentrantLock lock = new BriefLock();

    // All guarded by the lock.
    private boolean destroyed;
    private State state = State.COMPLETED;
    private Action action = Action.READ;
    private @Nullable Object user;

    private @Nullable CompletionContext context; // while the request is submitted
    private @Nullable CompletionContext notified; // the context whose queue the block's sigevent names
    private boolean accepted; // whether the engine has accepted the current submission
    private int submissions; // distinguishes one submission from the next

    private ContextStatus status = ContextStatus.SUCCESS;
    private long transferred;
    private @Nullable AioException failure;

    Flight(IoRequest request) {
        this.request = request;
    }

    // ---- prepare

    void prepare(Action newAction, AioFile file, long offset, @Nullable ByteBuffer buffer, @Nullable Object newUser)
            throws ContextException {
        lock.lock();
        try {
            refuseIfDestroyed();
            refuseIfSubmitted();
            if (buffer != null) {
                checkBytes(newAction, offset, buffer);
            }
            block.file(file).offset(offset).buffer(buffer);
            action = newAction;
            user = newUser;
            state = State.PREPARED;
        } finally {
            lock.unlock();
        }
    }

    private static void checkBytes(Action action, long offset, ByteBuffer buffer) throws ContextException {
        String broken;
        if (offset < 0) {
            broken = "offset is " + offset + ", it must be 0 or more";
        } else if (!buffer.hasRemaining()) {
            broken = "buffer has nothing between its position and its limit, it must have at least one byte";
        } else if (action == Action.READ && buffer.isReadOnly()) {
            broken = "buffer is read-only, a read needs a writable one";
        } else {
            return;
        }
        throw new ContextException(ContextStatus.INVALID_PARAMETER, broken);
    }

    // ---- submission

    /**
     * Checks that the request is ready to be submitted. A context checks all requests of a batch before it submits the
     * first.
     */
    void checkPrepared() throws ContextException {
        lock.lock();
        try {
            refuseIfDestroyed();
            refuseIfSubmitted();
            if (state != State.PREPARED) {
                throw new ContextException(
                        ContextStatus.NOT_PREPARED, "the request has completed: prepare it before you submit it again");
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Submits the request.
     *
     * @throws ContextException if it is refused: for lack of resources, then it is still PREPARED; otherwise it is
     *     COMPLETED with the exception's status
     */
    void submit(CompletionContext target) throws ContextException {
        int mine = claim(target);
        boolean admitted = false;
        boolean launched = false;
        AioException refusal = null;
        try {
            target.admit(); // counted before it can complete
            admitted = true;
            launch(target.process()); // without the lock: it may wake or request threads
            launched = true;
        } catch (AioException refused) {
            refusal = refused;
            throw new ContextException(
                    ContextStatus.of(refused.errno()), String.valueOf(refused.getMessage()), refused);
        } finally {
            if (launched) {
                accepted(mine);
            } else {
                takeBack(refusal);
                if (admitted) {
                    target.release();
                }
            }
        }
    }

    private int claim(CompletionContext target) throws ContextException {
        lock.lock();
        try {
            checkPrepared();
            if (notified != target) {
                block.sigevent(Sigevent.kevent(target.queue(), request));
                notified = target;
            }
            context = target;
            accepted = false;
            state = State.SUBMITTED;
            return ++submissions;
        } finally {
            lock.unlock();
        }
    }

    /** Passes the request to the engine. It is claimed, so no other thread changes action or block. */
    private void launch(AioProcess process) throws AioException {
        switch (action) {
            case READ -> process.read(block);
            case WRITE -> process.write(block);
            case FLUSH -> process.fsync(SyncMode.SYNC, block);
        }
    }

    /**
     * Notes that the engine has accepted a submission. By now it may have completed, and even been submitted anew by
     * another thread.
     */
    private void accepted(int submission) {
        lock.lock();
        try {
            if (submission == submissions) {
                accepted = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reverts a submission that the engine has refused. */
    private void takeBack(@Nullable AioException refusal) {
        lock.lock();
        try {
            context = null;
            state = State.PREPARED;
            if (refusal != null && refusal.errno() != Errno.EAGAIN) {
                end(ContextStatus.of(refusal.errno()), 0, refusal);
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- the end: a wait hands it out, or a cancel comes first

    /**
     * Completes the request whose event a wait has taken.
     *
     * @return {@code false} if there is nothing to hand out, because a cancel came first
     */
    boolean finish(CompletionContext waiting) {
        lock.lock();
        try {
            if (state != State.SUBMITTED || context != waiting) {
                return false;
            }
            Errno known = errorOrUnknown(waiting.process());
            if (known == null || known == Errno.EINPROGRESS) {
                return false;
            }
            reap(waiting.process(), known);
        } finally {
            lock.unlock();
        }
        waiting.handedOut();
        return true;
    }

    ContextStatus cancel() {
        CompletionContext relieved;
        lock.lock();
        try {
            CompletionContext mine = context;
            if (destroyed) {
                return ContextStatus.INVALID_HANDLE;
            }
            if (mine == null || !accepted) {
                return ContextStatus.NOT_SUBMITTED;
            }
            CancelResult answer = tryToCancel(mine.process());
            if (answer != CancelResult.CANCELED) {
                settleIfLost();
                return answer == CancelResult.NOTCANCELED ? ContextStatus.IN_PROGRESS : ContextStatus.COMPLETED;
            }
            reap(
                    mine.process(),
                    Errno.ECANCELED); // returns the quota, and withdraws the event unless a wait has taken it
            relieved = mine;
        } finally {
            lock.unlock();
        }
        relieved.release();
        return ContextStatus.SUCCESS;
    }

    private CancelResult tryToCancel(AioProcess process) {
        try {
            return process.cancel(block);
        } catch (AioException unknown) {
            return CancelResult.ALLDONE;
        }
    }

    /** Takes the result, unless an exit or exec has reaped the request since its error was read. */
    private void reap(AioProcess process, Errno known) {
        try {
            end(ContextStatus.SUCCESS, process.reap(block), null);
        } catch (AioException failed) {
            if (failed.errno() == known) {
                end(ContextStatus.of(known), 0, failed);
            } else {
                endLost();
            }
        }
    }

    private void end(ContextStatus how, long bytes, @Nullable AioException why) {
        status = how;
        transferred = bytes;
        failure = why;
        context = null;
        state = State.COMPLETED;
    }

    /**
     * Checks whether an exit or exec of the process has reaped the request, which they do without a notification. It
     * counts as cancelled then: whether it moved bytes is not known any more.
     */
    private void settleIfLost() {
        CompletionContext mine = context;
        if (mine != null && accepted && errorOrUnknown(mine.process()) == null) {
            endLost();
            mine.release();
        }
    }

    private void endLost() {
        end(ContextStatus.CANCELED, 0, null);
    }

    private @Nullable Errno errorOrUnknown(AioProcess process) {
        try {
            return process.error(block);
        } catch (AioException unknown) {
            return null;
        }
    }

    void destroy() throws ContextException {
        lock.lock();
        try {
            refuseIfSubmitted();
            destroyed = true;
            state = State.COMPLETED;
            user = null;
            failure = null;
            notified = null;
            block.file(null).buffer(null).sigevent(Sigevent.none());
        } finally {
            lock.unlock();
        }
    }

    private void refuseIfDestroyed() throws ContextException {
        if (destroyed) {
            throw new ContextException(ContextStatus.INVALID_HANDLE, "the request is destroyed");
        }
    }

    private void refuseIfSubmitted() throws ContextException {
        settleIfLost();
        if (state == State.SUBMITTED) {
            throw new ContextException(
                    ContextStatus.IN_PROGRESS, "the request is submitted: wait for it or cancel it first");
        }
    }

    // ---- attributes

    @Nullable
    Object user() {
        lock.lock();
        try {
            return user;
        } finally {
            lock.unlock();
        }
    }

    State state() {
        lock.lock();
        try {
            settleIfLost();
            return state;
        } finally {
            lock.unlock();
        }
    }

    ContextStatus status() {
        lock.lock();
        try {
            settleIfLost();
            if (destroyed) {
                return ContextStatus.INVALID_HANDLE;
            }
            return switch (state) {
                case PREPARED -> ContextStatus.NOT_SUBMITTED;
                case SUBMITTED -> ContextStatus.IN_PROGRESS;
                case COMPLETED -> status;
            };
        } finally {
            lock.unlock();
        }
    }

    long result() throws ContextException {
        lock.lock();
        try {
            ContextStatus now = status();
            if (now == ContextStatus.SUCCESS) {
                return transferred;
            }
            AioException why = now == status ? failure : null;
            String detail = why == null ? now.description() : String.valueOf(why.getMessage());
            throw new ContextException(now, detail, why);
        } finally {
            lock.unlock();
        }
    }
}
