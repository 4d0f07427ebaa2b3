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
 * Drives a ring for all who use it.
 *
 * <p>Whoever has a question to the kernel puts its slot down and, unless somebody else is at it, submits everything
 * that lies there in one system call. One platform thread waits for answers, takes all that have come, has each
 * transfer go on or end, and submits the questions that come of it together. It ends when it had nothing to do for a
 * while, and closes the ring; it begins again, and opens the ring, with the next question.
 *
 * <pre>
 *   CLOSED --startReaper, by whoever has a question--> OPENING --there is a thread--> OPEN
 *     ^                                                   |                            |
 *     +-------- no ring or no thread to be had -----------+                            |
 *     +-------- rest, by the reaper: nothing is in flight -----------------------------+
 * </pre>
 *
 * <p>No more requests are in flight than the ring has entries, and with those that cancel others no more than there is
 * room for answers. So the completion queue, twice as long, never overflows; what is beyond waits here.
 *
 * <p><b>Errors.</b> A slot that was put down is always in one place that the next submitter or the reaper finds: put
 * down, being taken, in the backlog, in hand, prepared, with the kernel, or noted. Each step from one to the next is a
 * store that cannot fail, and what the step calls has either done nothing or all. So an {@code Error} at any point
 * loses nothing: the next submitter {@linkplain #settle goes on} where one has failed, and there is one, for the reaper
 * looks again several times a second. If the ring itself fails, no question is put to it any more; what the kernel has
 * not taken is moved by another backend, and what it has is waited for, as the kernel may still use its memory.
 */
final class Driver {
    /** From so many in flight on, others are likely to come with questions of their own, and are waited for. */
    private static final int CROWD = 4;

    private static final int MOST_RETRIES = 1_000;
    private static final long RETRY_NANOS = 100_000;

    /** How long the reaper waits before it looks around. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** How long the reaper waits where it cannot ask the kernel to wake it. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** So often in a row the queues may fail before they count as lost. */
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

    /** Slots put down and taken by nobody yet, the latest first. */
    private final AtomicReference<@Nullable Slot> putDown = new AtomicReference<>();

    // Both are left by plain stores, which need no stack.
    private volatile int stage = CLOSED;

    @SuppressWarnings("UnusedVariable") // it is, by its VarHandle
    private volatile boolean submitting;

    private final AtomicInteger inFlight = new AtomicInteger();

    // Of whoever has set submitting.
    private final Backlog backlog = new Backlog();
    private volatile boolean hasBacklog; // for those who have not
    private volatile boolean unsettled; // has one failed half-way?
    private final Cancels cancels;
    private @Nullable Slot taking; // from those put down into the backlog
    private @Nullable Slot inHand; // from the backlog to those prepared
    private final @Nullable Slot[] prepared;
    private int preparedCount;
    private boolean counted; // are those prepared in flight?
    private boolean entered; // may the kernel have taken some?
    private boolean settling;
    private int kept; // so many of those prepared the kernel has taken

    // Of the reaper.
    private final Runnable reaping = this::reap;
    private final Watch.Recall recalling = this::recall; // here: it links a class, whose loader may be closed by then
    private final Ring.Sink sink = this::note;
    private final int[] numbers;
    private final int[] answers;
    private int noted;
    private int landed; // so many of those noted are not in flight any more
    private int passed; // so many of those noted are passed on
    private int failures;
    private volatile @Nullable Thread reaper;
    private long carriersSeenAt;

    // The loss of the ring.
    private volatile @Nullable String lost;
    private volatile Runnable onLoss = () -> {};
    private boolean lossTold; // of the reaper

    private volatile BooleanSupplier hasManyCarriers = () -> false;

    /**
     * Makes a driver. The queues are open.
     *
     * @param others moves what the ring cannot
     * @param idleNanos after so long without work the ring is closed
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

    /** Returns how many entries of the ring the kernel has. */
    int inFlight() {
        return inFlight.get();
    }

    // ---- submission

    /**
     * Takes a question to the kernel; the reaper takes the answer to its passage. Once the question is put down nothing
     * is thrown any more.
     *
     * <p>Where many are in flight, those who are ready to run put their questions down before the first submits: one
     * system call for all. Nothing depends on when that one comes to run again: the reaper submits, too, after the next
     * answers, and with many in flight those come soon.
     *
     * @return {@code false} if there is no ring or no thread for its answers: then nothing was done
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
            return; // the reaper sees to what was put down
        } catch (Throwable failed) {
            Failures.report(failed);
        }
    }

    private void drive(boolean first) {
        Thread current = Thread.currentThread();
        if (current == reaper) {
            return; // it submits when it has passed on the answers that it has
        }
        if (inFlight.get() >= CROWD) {
            if (!first) {
                return; // who was the first submits this, too
            }
            if (current.isVirtual()) {
                Parking.giveWay();
            }
        }
        submit();
        if (stage == CLOSED && startReaper()) { // it has ended in between
            submit();
        }
        detours.go();
    }

    /** Returns whether nothing lay there: then this thread is the one that has to submit. */
    private boolean putDown(Slot slot) {
        Slot latest;
        do {
            latest = putDown.get();
            slot.next = latest;
        } while (!putDown.compareAndSet(latest, slot));
        return latest == null;
    }

    /** Submits what there is, unless somebody else does; who does looks again afterwards, so nothing is left lying. */
    private void submit() {
        boolean goesOn = true;
        while (goesOn && hasToSubmit() && SUBMITTING.compareAndSet(this, false, true)) {
            boolean whole = false;
            try {
                goesOn = stage == OPEN && submitAll();
                whole = true;
            } finally {
                if (!whole) {
                    unsettled = true; // for the next one
                }
                submitting = false;
            }
        }
    }

    private boolean hasToSubmit() {
        if (stage != OPEN) {
            return false; // who opens the ring looks afterwards
        }
        if (unsettled) {
            return true; // what is prepared may count as in flight, and not be
        }
        int flying = inFlight.get();
        boolean forTransfers = (putDown.get() != null || hasBacklog) && flying < ring.entries();
        return forTransfers || (cancels.isPutDown() && flying < ring.completions());
    }

    private boolean submitAll() {
        if (unsettled) {
            int _ = settle();
            hasBacklog = true; // unless it is found to be empty
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
     * @return {@code false} if the kernel wants no more before something has completed
     */
    private boolean submitTaken() {
        if (lost != null) {
            divertBacklog();
            return false;
        }
        int room = Math.min(prepared.length, ring.entries() - inFlight.get());
        while (preparedCount < room) {
            inHand = backlog.poll(); // before the kernel has it: from then on it may be answered, and used anew
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

    /** Hands what is prepared to the kernel. Returns whether that has taken all. */
    private boolean handOver() {
        if (preparedCount == 0) {
            return true;
        }
        int _ = inFlight.addAndGet(preparedCount); // before the kernel can answer
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
     * Takes back what is prepared and not the kernel's; goes on where another has failed with that.
     *
     * @return how many
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

    /** Has the kernel take what is prepared; returns the negative errno if it does not, for now or for good. */
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

    /** Has all that was taken moved by another backend. */
    private void divertBacklog() {
        inHand = backlog.poll();
        while (inHand != null) {
            leave(inHand);
            inHand = null;
            inHand = backlog.poll();
        }
        hasBacklog = false;
    }

    /** Has the rest of a transfer, of which the kernel has no question, moved by another backend. */
    private void leave(Slot slot) {
        if (!slot.passage.leaveToWaiter()) {
            detours.add(slot);
        }
    }

    // ---- cancel

    /**
     * Tries to take back a transfer that was begun, and waits until it is known whether that was possible. What the
     * kernel does not have yet is not submitted, what it has is for the kernel to say. A transfer that is taken back
     * ends on this thread.
     *
     * @param key of its slot at the time
     * @return whether it has ended by this, and nothing was moved
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
     * What cancels goes first, and has the other half of the answers' queue for itself: it is wanted when the ring is
     * full.
     */
    private void submitCancels() {
        int room = Math.min(prepared.length, ring.completions() - inFlight.get());
        boolean isLost = lost != null;
        Slot question = cancels.peek();
        while (question != null && (isLost || preparedCount < room)) {
            takePutDown(); // its target may be there, put down in between
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

    /** Sees to it that the ring is open and that there is a thread for its answers. */
    private boolean isReaped() {
        return lost == null && (stage != CLOSED || startReaper());
    }

    /** Is about to use the memory that the reaper frees when nothing is done with it. */
    void awake() {
        boolean _ = isReaped();
    }

    /** Opens the ring and starts a thread, unless there is one; {@code false} if that is not possible. */
    private boolean startReaper() {
        if (!STAGE.compareAndSet(this, CLOSED, OPENING)) {
            return true;
        }
        boolean started = false;
        try {
            started = open(factory.newThread(reaping));
        } catch (Throwable noThread) {
            started = false; // there is another way
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

    /** There is no ring at present: what others have put down, and left to its reaper, is moved by another backend. */
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

    /** What will not be otherwise the next time. */
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

    /** Returns why there is no ring any more, or {@code null} if there is one. */
    @Nullable
    String lost() {
        return lost;
    }

    /** Tells by what the driver learns whether virtual threads have many more carriers than there are processors. */
    void hasManyCarriers(BooleanSupplier many) {
        hasManyCarriers = many;
    }

    /** Has an action run once if the ring is lost. */
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

    /** Survives everything: without this thread nobody would learn of an answer. */
    private void reap() {
        while (stage == OPENING) {
            Parking.parkNanos(Ticker.SYSTEM, this, RETRY_NANOS); // whoever has started this thread is about to say so
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
                batch.flush(); // what ends beside the answers
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
            return null; // each is woken by itself
        }
    }

    /**
     * Where there are more carriers than processors, it pays to wake those who wait for a batch of answers together.
     */
    private void lookAtCarriers(WakeBatch batch) {
        long now = System.nanoTime();
        if (now - carriersSeenAt > TICK_NANOS) {
            carriersSeenAt = now;
            batch.pays(hasManyCarriers.getAsBoolean());
        }
    }

    /** Waits for answers and passes them on. Returns how long nothing came, or 0 if there is or was something to do. */
    private long turn(@Nullable WakeBatch batch) {
        submit();
        long tick = Math.min(TICK_NANOS, idleNanos);
        if (stage == OPENING && !reopen()) {
            return 0;
        }
        if (batch != null) {
            batch.flush(); // of what has ended beside the answers
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

    /** Opens the ring that this thread has failed to close. */
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
        Parking.parkNanos(Ticker.SYSTEM, this, POLL_NANOS); // answers come to the queue all the same
        return -Libc.ETIME;
    }

    private void note(long key, int answer) {
        numbers[noted] = Life.number(key);
        answers[noted] = answer;
        noted++;
    }

    /** Passes on what is noted, each answer once. Returns how many. */
    private int passOn() {
        int count = noted;
        if (count == 0) {
            return 0;
        }
        int flown = count - landed;
        landed = count;
        int _ = inFlight.addAndGet(
                -flown); // which also makes visible here what the submitters have written to the slots
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
                int _ = inFlight.incrementAndGet(); // it was none of those
                throw new IllegalStateException("an answer to a question that nobody has asked");
            }
            slot.taken = false;
            slot.watchedKey = 0;
            answered(slot, answer);
        } catch (Throwable failed) { // a defect, but not of those who wait for the other answers
            Failures.report(failed);
        }
    }

    /** Has a transfer go on. What comes of it is the next question, or its end. */
    private void answered(Slot slot, int answer) {
        if (slot.isCancel()) {
            cancels.answered(slot, answer);
            return;
        }
        if (slot.life.isAsked() && isCancelled(slot, answer)) {
            return; // whoever has asked for that sees to the end
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

    /** Tells whoever has to know of the end. */
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
        } catch (Throwable failed) { // a defect, but not of those who wait for the other answers
            Failures.report(failed);
        }
    }

    // ---- of the reaper, beside the answers

    /** Tries to take back a question that the kernel has not started: then its transfer is moved by another backend. */
    private void recall(Slot slot, long key) {
        Slot question = slots.borrow();
        slot.recalls++;
        question.askToCancel(key);
        question.ownerless = true;
        cancels.putDown(question);
    }

    /**
     * Closes the ring and frees what memory there is, unless there is something to do or some of it is lent.
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
                stage = OPENING; // until it is closed; if that fails this thread goes on and opens it again
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
        // A submitter that has seen it open has left its question to this thread.
        if (closed && (putDown.get() != null || cancels.isPutDown())) {
            boolean _ = startReaper();
        }
        return closed;
    }

    /**
     * Goes on after an error; if the queues go on failing, they are lost, and so are the answers to what is in flight.
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
     * Ends what the kernel has, whose answers nobody can read. Memory of ours that it may still write to is never used
     * again.
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
