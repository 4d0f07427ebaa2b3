package io.heddle.uring;

import io.heddle.backend.Backend;
import io.heddle.backend.Ending;
import io.heddle.linux.Libc;
import io.heddle.time.Failures;
import io.heddle.time.Parking;
import io.heddle.time.Ticker;
import io.heddle.time.WakeBatch;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives a ring for all its users.
 *
 * <p>A thread that has an entry for the kernel queues its slot and, unless another thread is submitting, submits all
 * queued slots by one system call. One platform thread, the reaper, waits for completions, takes all that have arrived,
 * advances or ends their transfers, and submits the resulting entries together. It ends when it had nothing to do for a
 * while, and closes the ring; the next entry starts a reaper and opens the ring again.
 *
 * <pre>
 *   CLOSED --startReaper, by a thread with an entry--> OPENING --there is a reaper--> OPEN
 *     ^                                                   |                            |
 *     +-------- no ring or no thread available -----------+                            |
 *     +-------- rest, by the reaper: nothing is in flight -----------------------------+
 * </pre>
 *
 * <p>No more transfers are in flight than the ring has entries, and together with cancel entries no more than there is
 * room for completions. The completion queue, twice as long, thus never overflows; further slots wait here.
 *
 * <p><b>Errors.</b> A queued slot is always in one place that the next submitter or the reaper finds: queued, being
 * taken, in the backlog, in hand, prepared, with the kernel, or noted. Each step from one place to the next is a store
 * that cannot fail, and each method that a step calls has done either nothing or everything. An {@code Error} at any
 * point therefore loses nothing: the next submitter {@linkplain #settle continues} where one has failed, and there is a
 * next one, because the reaper checks several times a second. If the ring itself fails, nothing more is submitted.
 * Another backend moves what the kernel has not taken; what the kernel has is waited for, as the kernel may still use
 * its memory.
 */
final class Driver {
    /** From this number in flight on, other threads are likely to bring entries, and the submitter waits for them. */
    private static final int CROWD = 4;

    private static final int MOST_RETRIES = 1_000;
    private static final long RETRY_NANOS = 100_000;

    /** The longest wait of the reaper between two checks. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** The time that the reaper waits if the kernel cannot wake it. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** The number of failures in a row after which the queues count as lost. */
    private static final int MOST_FAILURES = 64;

    // Stages of the ring.
    private static final int CLOSED = 0;
    private static final int OPENING = 1;
    private static final int OPEN = 2;

    private static final VarHandle STAGE;
    private static final VarHandle SUBMITTING;

    static {
        try {
            STAGE = MethodHandles.lookup().findVarHandle(Driver.class, "stage", int.class);
            SUBMITTING = MethodHandles.lookup().findVarHandle(Driver.class, "submitting", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Queues ring;
    private final Slots slots;
    private final ThreadFactory factory;
    private final Detours detours;
    private final Watch watch;
    private final long idleNanos;

    /** Slots that were queued and not taken yet, the latest first. */
    private final AtomicReference<@Nullable Slot> putDown = new AtomicReference<>();

    // Both are reset by assignments, which need no stack.
    private volatile int stage = CLOSED;

    @SuppressWarnings("UnusedVariable") // it is used, by its VarHandle
    private volatile boolean submitting;

    private final AtomicInteger inFlight = new AtomicInteger();

    // Owned by the submitter: the thread that has set submitting.
    private final Backlog backlog = new Backlog();
    private volatile boolean hasBacklog; // for the other threads
    private volatile boolean unsettled; // whether a submitter has failed half-way
    private final Cancels cancels;
    private @Nullable Slot taking; // on the way from the queue to the backlog
    private @Nullable Slot inHand; // on the way from the backlog to the prepared ones
    private final @Nullable Slot[] prepared;
    private int preparedCount;
    private boolean counted; // whether the prepared ones count as in flight
    private boolean entered; // whether the kernel may have taken some of them
    private boolean settling;
    private int kept; // the number of prepared ones that the kernel has taken

    // Owned by the reaper.
    private final Runnable reaping = this::reap;
    // made in advance: linking it needs a class, whose loader may be closed later
    private final Watch.Recall recalling = this::recall;
    private final Ring.Sink sink = this::note;
    private final int[] numbers;
    private final int[] answers;
    private int noted;
    private int landed; // the number of noted ones that do not count as in flight any more
    private int passed; // the number of noted ones that are passed on
    private int failures;
    private volatile @Nullable Thread reaper;
    private long carriersSeenAt;

    // The loss of the ring.
    private volatile @Nullable String lost;
    private volatile Runnable onLoss = () -> {};
    private boolean lossTold; // owned by the thread that opens the ring or reaps

    private volatile BooleanSupplier hasManyCarriers = () -> false;

    /**
     * Creates a driver of open queues.
     *
     * @param others moves what the ring cannot move
     * @param idleNanos the time without work after which the ring is closed
     */
    Driver(Queues ring, Slots slots, ThreadFactory factory, Backend others, long idleNanos) {
        this.ring = ring;
        this.slots = slots;
        this.factory = factory;
        this.idleNanos = idleNanos;
        cancels = new Cancels(slots);
        detours = new Detours(others, factory, this::over);
        watch = new Watch(slots, factory, System::nanoTime);
        prepared = new Slot[ring.entries()];
        numbers = new int[ring.entries()];
        answers = new int[ring.entries()];
    }

    /** Returns the number of entries that the kernel has. */
    int inFlight() {
        return inFlight.get();
    }

    // ---- submission

    /**
     * Submits an entry; the reaper passes its completion to the passage. Once the entry is queued nothing is thrown any
     * more.
     *
     * <p>If many entries are in flight, the threads that are ready to run queue theirs before the first one submits:
     * one system call serves all. Nothing depends on when the first one runs again. The reaper also submits after the
     * next completions, and with many entries in flight these arrive soon.
     *
     * @return {@code false} if there is no ring or no thread for its completions: then nothing was done
     */
    boolean put(Slot slot) {
        if (!isReaped()) {
            return false;
        }
        boolean first = putDown(slot);
        driveOn(first);
        return true;
    }

    private void driveOn(boolean first) {
        try {
            drive(first);
        } catch (OutOfMemoryError | StackOverflowError exhausted) {
            return; // the reaper submits the queued slots
        } catch (Throwable failed) {
            Failures.report(failed);
        }
    }

    private void drive(boolean first) {
        Thread current = Thread.currentThread();
        if (current == reaper) {
            return; // the reaper submits when it has passed on its completions
        }
        if (inFlight.get() >= CROWD) {
            if (!first) {
                return; // the first one submits this one as well
            }
            if (current.isVirtual()) {
                Parking.giveWay();
            }
        }
        submit();
        if (stage == CLOSED && startReaper()) { // the reaper has ended in between
            submit();
        }
        detours.go();
    }

    /** Queues a slot. Returns whether the queue was empty: then the calling thread has to submit. */
    private boolean putDown(Slot slot) {
        Slot latest;
        do {
            latest = putDown.get();
            slot.next = latest;
        } while (!putDown.compareAndSet(latest, slot));
        return latest == null;
    }

    /**
     * Submits what is queued, unless another thread does. That thread checks the queue again afterwards, so nothing
     * stays in it.
     */
    private void submit() {
        boolean goesOn = true;
        while (goesOn && hasToSubmit() && SUBMITTING.compareAndSet(this, false, true)) {
            boolean whole = false;
            try {
                goesOn = stage == OPEN && submitAll();
                whole = true;
            } finally {
                if (!whole) {
                    unsettled = true; // for the next submitter
                }
                submitting = false;
            }
        }
    }

    private boolean hasToSubmit() {
        if (stage != OPEN) {
            return false; // the thread that opens the ring checks afterwards
        }
        if (unsettled) {
            return true; // prepared entries may count as in flight without being so
        }
        int flying = inFlight.get();
        boolean forTransfers = (putDown.get() != null || hasBacklog) && flying < ring.entries();
        return forTransfers || (cancels.isPutDown() && flying < ring.completions());
    }

    private boolean submitAll() {
        if (unsettled) {
            int _ = settle();
            hasBacklog = true; // until it is found to be empty
            unsettled = false;
        }
        submitCancels();
        takePutDown();
        return submitTaken();
    }

    private void takePutDown() {
        if (taking == null && putDown.get() != null) {
            taking = putDown.getAndSet(null);
        }
        if (taking != null) {
            backlog.append(taking);
            taking = null;
        }
    }

    /**
     * Submits what was taken, as far as there is room.
     *
     * @return {@code false} if the kernel takes no more before something has completed
     */
    private boolean submitTaken() {
        if (lost != null) {
            divertBacklog();
            return false;
        }
        int room = Math.min(prepared.length, ring.entries() - inFlight.get());
        while (preparedCount < room) {
            inHand = backlog.poll(); // before the kernel has it: from then on it may complete and be reused
            if (inHand == null) {
                break;
            }
            prepareInHand();
        }
        boolean all = handOver();
        hasBacklog = !backlog.isEmpty();
        return all;
    }

    private void prepareInHand() {
        Slot slot = inHand;
        if (slot == null) {
            throw new IllegalStateException("nothing is in hand");
        }
        prepared[preparedCount] = slot;
        preparedCount++;
        inHand = null;
        slot.taken = true;
        ring.prepare(slot.operation, slot.file, slot.address, slot.length, slot.offset, slot.flags, slot.life.key());
    }

    /** Submits the prepared entries to the kernel. Returns whether it has taken all. */
    private boolean handOver() {
        if (preparedCount == 0) {
            return true;
        }
        int _ = inFlight.addAndGet(preparedCount); // before the kernel can complete any
        counted = true;
        entered = true;
        int error = enter();
        int untaken = settle();
        if (error != 0) {
            if (isLoss(-error)) {
                lose("io_uring_enter", -error);
            }
            takePutDown();
            divertBacklog();
        }
        return untaken == 0;
    }

    /**
     * Takes back the prepared entries that the kernel has not taken. Continues where another call has failed.
     *
     * @return the number of entries taken back
     */
    private int settle() {
        Slot slot = inHand;
        if (slot != null) {
            backlog.pushBack(slot);
            inHand = null;
        }
        if (preparedCount == 0) {
            return 0;
        }
        if (!settling) {
            kept = entered ? preparedCount - ring.untaken() : 0; // the kernel takes them in order
            settling = true;
        }
        int untaken = preparedCount - kept;
        if (untaken > 0) {
            ring.unprepare();
            if (counted) {
                int _ = inFlight.addAndGet(-untaken);
            }
        }
        counted = false;
        while (preparedCount > kept) {
            Slot last = prepared[preparedCount - 1];
            if (last != null) {
                last.taken = false;
                if (last.isCancel()) {
                    cancels.refused(last);
                } else {
                    backlog.pushBack(last);
                }
            }
            preparedCount--;
        }
        preparedCount = 0;
        entered = false;
        settling = false;
        return untaken;
    }

    /**
     * Has the kernel take the prepared entries. Returns the negative errno if it does not, temporarily or permanently;
     * otherwise 0.
     */
    private int enter() {
        for (int tries = 0; ring.untaken() > 0; tries++) {
            int answer = ring.submit(ring.untaken());
            if (answer == -Libc.EAGAIN || answer == -Libc.EBUSY || answer == -Libc.EINTR) {
                if (tries > MOST_RETRIES) {
                    return answer;
                }
                if (answer == -Libc.EINTR) {
                    continue;
                }
                if (inFlight.get() > ring.untaken()) {
                    return 0; // the reaper tries again after the next completions
                }
                Parking.parkNanos(Ticker.SYSTEM, this, RETRY_NANOS);
            } else if (answer < 0) {
                return answer;
            }
        }
        return 0;
    }

    /** Has another backend move everything in the backlog. */
    private void divertBacklog() {
        inHand = backlog.poll();
        while (inHand != null) {
            leave(inHand);
            inHand = null;
            inHand = backlog.poll();
        }
        hasBacklog = false;
    }

    /** Has another backend move the rest of a transfer of which the kernel has no entry. */
    private void leave(Slot slot) {
        if (!slot.passage.leaveToWaiter()) {
            detours.add(slot);
        }
    }

    // ---- cancel

    /**
     * Tries to cancel a transfer that was begun, and waits for the outcome. An entry that the kernel does not have yet
     * is not submitted; otherwise the kernel decides. A cancelled transfer ends on the calling thread.
     *
     * @param key the key of its slot at the time
     * @return whether this call has ended the transfer, and nothing was moved
     */
    boolean cancel(long key) {
        Slot target = slots.get(Life.number(key));
        if (Thread.currentThread() == reaper || !isReaped()) {
            return false; // the reaper would wait for itself
        }
        Slot question = slots.borrow();
        boolean interrupted;
        try {
            question.passage.beginQuestion();
            question.askToCancel(key);
            question.ownerless = false;
            if (!target.life.ask(key)) {
                return false;
            }
            cancels.putDown(question);
            driveOn(true);
            interrupted = question.passage.await();
        } finally {
            question.life.end();
            slots.giveBack(question);
        }
        boolean cancelled = target.life.isCancelled(key);
        if (cancelled) {
            target.passage.cancelled();
            over(target);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return cancelled;
    }

    /**
     * Submits cancel entries. They go first and have the other half of the completion queue to themselves, as they are
     * needed when the ring is full.
     */
    private void submitCancels() {
        int room = Math.min(prepared.length, ring.completions() - inFlight.get());
        boolean isLost = lost != null;
        Slot question = cancels.peek();
        while (question != null && (isLost || preparedCount < room)) {
            takePutDown(); // its target may have been queued in between
            if (cancels.isDecided(question, backlog)) {
                cancels.taken(question);
                Cancels.letGo(question);
            } else if (isLost) {
                cancels.taken(question);
                cancels.refused(question);
            } else {
                cancels.taken(question);
                inHand = question;
                prepareInHand();
            }
            question = cancels.peek();
        }
        boolean _ = handOver();
    }

    // ---- the life of the ring

    /** Ensures that the ring is open and has a reaper; returns {@code false} if that is not possible. */
    private boolean isReaped() {
        return lost == null && (stage != CLOSED || startReaper());
    }

    /** Starts the reaper, which frees the memory of a ring that is not used. */
    void awake() {
        boolean _ = isReaped();
    }

    /** Opens the ring and starts the reaper, unless there is one; returns {@code false} if that is not possible. */
    private boolean startReaper() {
        if (!STAGE.compareAndSet(this, CLOSED, OPENING)) {
            return true;
        }
        boolean started = false;
        try {
            started = open(factory.newThread(reaping));
        } catch (Throwable noThread) {
            started = false; // another backend moves the transfers
        } finally {
            stage = started ? OPEN : CLOSED;
        }
        if (!started) {
            divertAll();
        }
        return started;
    }

    private boolean open(Thread thread) {
        int error = ring.open();
        if (error != 0) {
            if (isLoss(-error)) {
                lose("io_uring_setup", -error);
                tellLoss();
            }
            return false;
        }
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                ring.close();
            }
        }
        return true;
    }

    /** Handles the lack of a ring: another backend moves what other threads have queued and left to the reaper. */
    private void divertAll() {
        while (stage == CLOSED
                && (putDown.get() != null || hasBacklog || unsettled || cancels.isPutDown())
                && SUBMITTING.compareAndSet(this, false, true)) {
            try {
                if (stage == CLOSED) {
                    int _ = settle();
                    unsettled = false;
                    takePutDown();
                    divertBacklog();
                    for (Slot question = cancels.peek(); question != null; question = cancels.peek()) {
                        cancels.taken(question);
                        cancels.refused(question);
                    }
                }
            } finally {
                submitting = false;
            }
        }
        detours.go();
    }

    /** Returns whether an error is permanent. */
    private static boolean isLoss(int errno) {
        return switch (errno) {
            case Libc.EAGAIN, Libc.EBUSY, Libc.EINTR, Libc.ENOMEM, Libc.ENFILE, Libc.EMFILE -> false;
            default -> true;
        };
    }

    private void lose(String call, int errno) {
        String reason;
        try {
            reason = call + ": " + Libc.message(errno);
        } catch (Throwable exhausted) {
            reason = call;
        }
        lost = reason;
    }

    /** Returns the reason why the ring was lost, or {@code null} if it was not. */
    @Nullable
    String lost() {
        return lost;
    }

    /** Sets the query whether virtual threads have many more carriers than there are processors. */
    void hasManyCarriers(BooleanSupplier many) {
        hasManyCarriers = many;
    }

    /** Sets an action that runs once if the ring is lost. */
    void onLoss(Runnable action) {
        onLoss = action;
    }

    private void tellLoss() {
        if (lost != null && !lossTold) {
            lossTold = true;
            try {
                onLoss.run();
            } catch (Throwable failed) {
                Failures.report(failed);
            }
        }
    }

    // ---- completion

    /** Runs the reaper. It survives every error: without it no thread would learn of a completion. */
    private void reap() {
        while (stage == OPENING) {
            Parking.parkNanos(Ticker.SYSTEM, this, RETRY_NANOS); // the starting thread is about to set the stage
        }
        reaper = Thread.currentThread();
        WakeBatch batch = openBatch();
        long idle = 0;
        boolean ends = false;
        while (!ends) {
            try {
                long waited = turn(batch);
                failures = 0;
                idle = waited == 0 ? 0 : idle + waited;
                if (idle >= idleNanos) {
                    idle = 0;
                    ends = rest();
                }
            } catch (Throwable failed) {
                outlive(failed);
            }
            if (batch != null) {
                batch.flush(); // waiters of transfers that have ended without a completion
            }
        }
        if (batch != null) {
            batch.close();
        }
    }

    private @Nullable WakeBatch openBatch() {
        try {
            return WakeBatch.open(ring.entries());
        } catch (Throwable exhausted) {
            return null; // each thread is unparked separately
        }
    }

    /**
     * Notifies the batch whether there are more carriers than processors: then it pays to unpark the waiters of several
     * completions together.
     */
    private void lookAtCarriers(WakeBatch batch) {
        long now = System.nanoTime();
        if (now - carriersSeenAt > TICK_NANOS) {
            carriersSeenAt = now;
            batch.pays(hasManyCarriers.getAsBoolean());
        }
    }

    /**
     * Waits for completions and passes them on. Returns how long there was nothing to do, in nanoseconds; 0 if there is
     * or was something.
     */
    private long turn(@Nullable WakeBatch batch) {
        submit();
        long tick = Math.min(TICK_NANOS, idleNanos);
        if (stage == OPENING && !reopen()) {
            return 0;
        }
        if (batch != null) {
            batch.flush(); // waiters of transfers that have ended without a completion
        }
        int waited = waitFor(tick);
        if (batch != null) {
            lookAtCarriers(batch);
        }
        int count;
        try {
            int _ = ring.reap(sink, answers.length - noted);
        } finally {
            count = passOn();
            if (batch != null) {
                batch.flush();
            }
        }
        if (waited == -Libc.ETIME || watch.isDue()) {
            watch.look(inFlight.get(), recalling);
        }
        submit();
        detours.go();
        tellLoss();
        boolean idle = count == 0 && waited == -Libc.ETIME && inFlight.get() == 0 && putDown.get() == null;
        return idle ? Math.max(1, tick) : 0;
    }

    /** Reopens a ring that this thread has failed to close. */
    private boolean reopen() {
        boolean open = ring.open() == 0;
        if (open) {
            stage = OPEN;
        } else {
            Parking.parkNanos(Ticker.SYSTEM, this, POLL_NANOS);
        }
        return open;
    }

    private int waitFor(long nanos) {
        if (lost == null) {
            int waited = ring.await(nanos);
            if (waited >= 0 || waited == -Libc.ETIME || waited == -Libc.EBADR || !isLoss(-waited)) {
                return waited;
            }
            lose("io_uring_enter", -waited);
        }
        Parking.parkNanos(Ticker.SYSTEM, this, POLL_NANOS); // completions still arrive in the queue
        return -Libc.ETIME;
    }

    private void note(long key, int answer) {
        numbers[noted] = Life.number(key);
        answers[noted] = answer;
        noted++;
    }

    /** Passes on the noted completions, each once. Returns their number. */
    private int passOn() {
        int count = noted;
        if (count == 0) {
            return 0;
        }
        int flown = count - landed;
        landed = count;
        int _ = inFlight.addAndGet(
                -flown); // which also makes visible to this thread what the submitters have written to the slots
        while (passed < count) {
            int next = passed;
            passed++;
            passOn(numbers[next], answers[next]);
        }
        cancels.letDecidedGo();
        noted = 0;
        landed = 0;
        passed = 0;
        return count;
    }

    private void passOn(int number, int answer) {
        try {
            Slot slot = slots.find(number);
            if (slot == null || !slot.taken) {
                int _ = inFlight.incrementAndGet(); // it did not count as in flight
                throw new IllegalStateException("an answer to a question that nobody has asked");
            }
            slot.taken = false;
            slot.watchedKey = 0;
            answered(slot, answer);
        } catch (Throwable failed) { // a defect, which must not affect other completions
            Failures.report(failed);
        }
    }

    /** Advances a transfer to its next entry or its end. */
    private void answered(Slot slot, int answer) {
        if (slot.isCancel()) {
            cancels.answered(slot, answer);
            return;
        }
        if (slot.life.isAsked() && isCancelled(slot, answer)) {
            return; // the canceller ends the transfer
        }
        switch (slot.passage.answered(answer)) {
            case ASKS -> {
                boolean _ = putDown(slot);
            }
            case ENDS -> over(slot);
            case LEAVES -> leave(slot);
        }
    }

    private static boolean isCancelled(Slot slot, int answer) {
        long key = slot.life.key();
        if (answer == -Libc.ECANCELED && !slot.passage.hasMoved() && slot.life.cancel(key)) {
            return true;
        }
        boolean _ = slot.life.goOn(key);
        return false;
    }

    /** Notifies the receiver of a transfer's completion. */
    private void over(Slot slot) {
        Ending ending = slot.passage.ending();
        if (ending == null) {
            LockSupport.unpark(slot.passage.release());
            return;
        }
        try {
            slots.giveBack(slot);
        } catch (Throwable failed) {
            Failures.report(failed); // the slot is lost, its transfer is not
        }
        try {
            ending.over();
        } catch (Throwable failed) { // a defect, which must not affect other completions
            Failures.report(failed);
        }
    }

    // ---- other duties of the reaper

    /** Tries to recall an entry that the kernel has not started: another backend then moves its transfer. */
    private void recall(Slot slot, long key) {
        Slot question = slots.borrow();
        slot.recalls++;
        question.askToCancel(key);
        question.ownerless = true;
        cancels.putDown(question);
    }

    /**
     * Frees the memory of idle slots. Closes the ring and ends the reaper, unless there is work or a slot is lent.
     *
     * @return whether the reaper has ended
     */
    private boolean rest() {
        slots.release();
        if (slots.lent() > 0 || !SUBMITTING.compareAndSet(this, false, true)) {
            return false;
        }
        boolean closed = false;
        try {
            if (inFlight.get() == 0 && putDown.get() == null && !hasBacklog && !unsettled && !cancels.isPutDown()) {
                stage = OPENING; // until it is closed; if that fails this thread continues and reopens it
                ring.close();
                closed = true;
            }
        } finally {
            if (closed) {
                reaper = null;
                stage = CLOSED;
            }
            submitting = false;
        }
        // A submitter that has seen the ring open has left its entry to this thread.
        if (closed && (putDown.get() != null || cancels.isPutDown())) {
            boolean _ = startReaper();
        }
        return closed;
    }

    /**
     * Continues after an error. If the queues fail repeatedly, they are lost, and so are the completions of what is in
     * flight.
     */
    private void outlive(Throwable failed) {
        boolean exhausted = failed instanceof OutOfMemoryError || failed instanceof StackOverflowError;
        failures = exhausted ? 0 : failures + 1;
        if (failures == 1) {
            Failures.report(failed);
        }
        if (failures > MOST_FAILURES) {
            failures = 0;
            lose("the ring", Libc.EIO);
            abandon(failed);
        }
        Parking.parkNanos(Ticker.SYSTEM, this, POLL_NANOS);
    }

    /**
     * Ends the transfers that the kernel has, as their completions cannot be read. Memory of the engine to which the
     * kernel may still write is never reused.
     */
    private void abandon(Throwable cause) {
        for (Slot slot : slots.all()) {
            if (slot == null || !slot.taken) {
                continue;
            }
            slot.taken = false;
            int _ = inFlight.decrementAndGet();
            if (slot.isCancel()) {
                cancels.refused(slot);
            } else {
                slot.loseBounce();
                slot.passage.fail(new IOException("Input/output error: the ring is lost", cause));
                over(slot);
            }
        }
        cancels.letDecidedGo();
    }
}
