package io.heddle.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.backend.ChannelBackend;
import io.heddle.backend.Ending;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import io.heddle.linux.Libc;
import io.heddle.linux.NativeFile;
import io.heddle.linux.NativeMemory;
import io.heddle.testing.Conditions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A kernel whose answers, and their order, a test determines, with the driver on top. */
final class ScriptedKernel implements Queues, AutoCloseable {
    private static final long IDLE_MILLIS = 20;
    private static final long PATIENCE_SECONDS = 20;

    private final int entries;
    private final Slots slots = new Slots(NativeMemory.PAGES);
    final Driver driver;

    // Confined to the submitter.
    private final List<Question> prepared = new ArrayList<>();
    private volatile int refusal;
    private volatile @Nullable Fault fault;
    private final AtomicInteger calls = new AtomicInteger();

    private final BlockingQueue<Question> taken = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private @Nullable Answer first; // confined to the reaper

    ScriptedKernel(int entries) {
        this.entries = entries;
        driver = new Driver(
                this,
                slots,
                Thread.ofPlatform().daemon().factory(),
                ChannelBackend.SHARED,
                TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS));
    }

    /** The effect of a fault on the n-th call of the queues, whichever that is. */
    interface Fault {
        void happen(int call, String what);
    }

    /** A question of the driver to the kernel: one submitted operation. */
    record Question(byte operation, long address, int length, long offset, long key) {
        boolean cancels(Question other) {
            return operation == Ring.OP_ASYNC_CANCEL && address == other.key;
        }
    }

    private record Answer(long key, int result) {}

    // ---- methods for tests

    /** Begins a read of 8 KiB; the driver has it from here on. */
    Reading read(NativeFile file) {
        return begin(new Reading(file), file);
    }

    /** Begins a sync; the driver has it from here on. */
    Reading sync(NativeFile file) {
        Reading sync = new Reading(file);
        sync.transfer.describe(Operation.SYNC, file.channel(), file, new Memory(), 0, false);
        return begin(sync, file);
    }

    private Reading begin(Reading reading, NativeFile file) {
        Slot slot = slots.borrow();
        assertThat(slot.passage.begin(reading.transfer, file, reading)).isFalse();
        reading.key = slot.life.key();
        if (!driver.put(slot)) {
            slot.passage.moveBy(ChannelBackend.SHARED);
            slots.giveBack(slot);
            reading.over();
        }
        return reading;
    }

    /** Cancels on a thread of its own, because a cancel has to wait. */
    FutureTask<Boolean> cancel(Reading reading) {
        FutureTask<Boolean> cancel = new FutureTask<>(() -> driver.cancel(reading.key));
        Thread.startVirtualThread(cancel);
        return cancel;
    }

    /** Waits for the next question and returns it. */
    Question question() throws InterruptedException {
        Question next = taken.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a question").isNotNull();
        return next;
    }

    /** Returns the next question if it arrives soon. */
    @Nullable
    Question nextQuestion() throws InterruptedException {
        return taken.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Answers all questions that no test has taken with one result. */
    void answerAll(int result) {
        for (Question next = taken.poll(); next != null; next = taken.poll()) {
            answer(next, result);
        }
    }

    void answer(Question question, int result) {
        answers.add(new Answer(question.key, result));
    }

    /** Answers a question that was never submitted. */
    void answerUnasked(long key, int result) {
        answers.add(new Answer(key, result));
    }

    /** Makes the kernel refuse all further questions. */
    void refuse(int error) {
        refusal = error;
    }

    /** Makes calls fail from now on. */
    void failBy(@Nullable Fault newFault) {
        calls.set(0);
        fault = newFault;
    }

    private void call(String what) {
        Fault happens = fault;
        if (happens != null) {
            happens.happen(calls.incrementAndGet(), what);
        }
    }

    /** Checks that nothing is left. */
    @Override
    public void close() {
        Conditions.await("slots to be given back", () -> slots.lent() == 0);
        assertThat(driver.inFlight()).isZero();
        assertThat(taken).isEmpty();
    }

    /** A read of 8 KiB, and its result. */
    static final class Reading implements Ending {
        static final int BYTES = 8_192;

        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        private final Transfer transfer = new Transfer();
        private long key;
        private final AtomicInteger ends = new AtomicInteger();

        Reading(NativeFile file) {
            transfer.describe(Operation.READ, null, file, Memory.of(buffer), 0, false);
        }

        ByteBuffer buffer() {
            return buffer;
        }

        @Override
        public void over() {
            ends.incrementAndGet();
        }

        boolean isOver() {
            return ends.get() > 0;
        }

        /** Returns how often its end was notified. */
        int ends() {
            return ends.get();
        }

        long awaitEnd() throws Exception {
            Conditions.await("the end of a read", this::isOver);
            return transfer.takeBack();
        }
    }

    // ---- calls of the driver

    @Override
    public int entries() {
        return entries;
    }

    @Override
    public int completions() {
        return 2 * entries;
    }

    @Override
    public int open() {
        call("open");
        return 0;
    }

    @Override
    public void prepare(byte operation, int file, long address, int length, long offset, int flags, long userData) {
        call("prepare");
        prepared.add(new Question(operation, address, length, offset, userData));
    }

    @Override
    public int submit(int count) {
        call("submit");
        if (refusal != 0) {
            return refusal;
        }
        taken.addAll(prepared);
        prepared.clear();
        return count;
    }

    @Override
    public int untaken() {
        call("untaken");
        return prepared.size();
    }

    @Override
    public void unprepare() {
        call("unprepare");
        prepared.clear();
    }

    @Override
    public int await(long nanos) {
        call("await");
        try {
            first = first == null ? answers.poll(nanos, TimeUnit.NANOSECONDS) : first;
            return first == null ? -Libc.ETIME : 0;
        } catch (InterruptedException nobodyInterrupts) {
            throw new IllegalStateException(nobodyInterrupts);
        }
    }

    @Override
    public int reap(Ring.Sink sink, int most) {
        call("reap");
        int count = 0;
        Answer answer = first == null ? answers.poll() : first;
        while (answer != null) {
            sink.completed(answer.key, answer.result);
            count++;
            answer = count < most ? answers.poll() : null;
        }
        first = null;
        return count;
    }
}
