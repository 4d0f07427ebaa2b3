package io.heddle.uring;

import io.heddle.linux.Libc;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's io_uring that really moves bytes between memory and files, on a thread of its own and in an order of its
 * own, and whose calls and answers fail by a {@link FaultPlan}.
 */
final class EmulatedKernel implements Queues, AutoCloseable {
    private static final int LATE_NANOS = 1_000_000;

    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("EPERM", Libc.EPERM),
            Map.entry("ENOENT", Libc.ENOENT),
            Map.entry("EINTR", Libc.EINTR),
            Map.entry("EIO", Libc.EIO),
            Map.entry("EBADF", Libc.EBADF),
            Map.entry("EAGAIN", Libc.EAGAIN),
            Map.entry("ENOMEM", Libc.ENOMEM),
            Map.entry("EACCES", Libc.EACCES),
            Map.entry("EFAULT", Libc.EFAULT),
            Map.entry("EBUSY", Libc.EBUSY),
            Map.entry("EINVAL", Libc.EINVAL),
            Map.entry("EMFILE", Libc.EMFILE),
            Map.entry("ENOSPC", 28),
            Map.entry("ENOSYS", Libc.ENOSYS),
            Map.entry("ETIME", Libc.ETIME),
            Map.entry("EOPNOTSUPP", Libc.EOPNOTSUPP),
            Map.entry("EALREADY", Libc.EALREADY),
            Map.entry("ECANCELED", Libc.ECANCELED));

    private record Question(byte operation, int file, long address, int length, long offset, long key) {}

    private record Answer(long key, int result) {}

    private final FaultPlan plan;
    private final int entries;
    private final IntFunction<@Nullable FaultyChannel> files;
    private final Thread worker;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Confined to the submitter.
    private final List<Question> prepared = new ArrayList<>();

    // Guarded by the lock.
    private final Deque<Question> taken = new ArrayDeque<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private @Nullable Question running;
    private int outstanding; // taken, and not reaped
    private boolean open = true;
    private boolean ended;
    private boolean backwards; // the latest first, every other time

    EmulatedKernel(FaultPlan plan, int entries, IntFunction<@Nullable FaultyChannel> files) {
        this.plan = plan;
        this.entries = entries;
        this.files = files;
        worker = Thread.ofPlatform().daemon().name("emulated-kernel").start(this::work);
    }

    /** Returns the faults of calls and answers. */
    static List<Fault> faults() {
        List<Fault> all = new ArrayList<>();
        for (String put : List.of("EINTR", "EAGAIN", "EBUSY")) {
            all.add(Fault.hidden("enter", put));
            all.add(Fault.hidden("enter", put).times(50));
        }
        for (String lost : List.of("ENOMEM", "EPERM", "EBADF", "ENOSYS", "EACCES", "EINVAL")) {
            all.add(Fault.hidden("enter", lost));
            all.add(Fault.hidden("enter", lost).times(1_000));
        }
        all.add(Fault.hidden("enter", "half"));
        for (String site : List.of("enter", "prepare", "wait", "reap", "untaken", "unprepare", "open", "close")) {
            all.add(Fault.hidden(site, "OutOfMemoryError"));
            all.add(Fault.hidden(site, "StackOverflowError").times(3));
            all.add(Fault.hidden(site, "afterwards"));
        }
        for (String site : List.of("op-read", "op-write", "op-fsync")) {
            for (String passing : List.of("EINTR", "EAGAIN", "ECANCELED", "EFAULT")) {
                all.add(Fault.hidden(site, passing));
                all.add(Fault.hidden(site, passing).times(3));
            }
            for (String refusal : List.of("EPERM", "EACCES", "ENOSYS", "EINVAL", "EOPNOTSUPP", "ENOMEM")) {
                boolean isFileSystems = site.equals("op-fsync")
                        && List.of("ENOMEM", "EOPNOTSUPP").contains(refusal);
                all.add(isFileSystems ? Fault.seen(site, refusal) : Fault.hidden(site, refusal));
            }
            all.add(Fault.hidden(site, "late"));
            all.add(Fault.seen(site, "EIO"));
        }
        all.add(Fault.hidden("op-read", "short").times(3));
        all.add(Fault.hidden("op-write", "short").times(3));
        all.add(Fault.seen("op-write", "ENOSPC"));
        all.add(Fault.seen("op-fsync", "ENOSPC"));
        for (String answer : List.of("ENOENT", "EALREADY", "EINVAL", "late")) {
            all.add(Fault.hidden("op-cancel", answer));
        }
        for (String answer : List.of("EINTR", "EAGAIN", "ETIME", "EBADF")) {
            all.add(Fault.hidden("wait", answer));
            all.add(Fault.hidden("wait", answer).times(5));
        }
        for (String answer : List.of("ENOMEM", "EMFILE", "EPERM")) {
            all.add(Fault.hidden("open", answer));
            all.add(Fault.hidden("open", answer).times(3));
        }
        return all;
    }

    /** Returns whether the kernel has no question, and no answer that was not reaped. */
    boolean isIdle() {
        lock.lock();
        try {
            return outstanding == 0 && taken.isEmpty() && answers.isEmpty() && running == null;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the ring is closed. */
    boolean isClosed() {
        lock.lock();
        try {
            return !open;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        int _ = before("close");
        lock.lock();
        try {
            if (outstanding > 0) {
                throw new AssertionError("the ring is closed while " + outstanding + " are in flight");
            }
            open = false;
        } finally {
            lock.unlock();
        }
        after("close");
    }

    /** Ends the thread. */
    void end() throws InterruptedException {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        worker.join();
    }

    // ---- faults

    private final ThreadLocal<@Nullable String> pending = new ThreadLocal<>();

    /** Returns the negative errno that a call is to return immediately, or 0. */
    private int before(String site) {
        String fault = plan.next(site);
        pending.set(null);
        if (fault == null) {
            return 0;
        }
        FaultPlan.throwIfUnchecked(fault);
        Integer number = NUMBERS.get(fault);
        if (number != null) {
            return -number;
        }
        pending.set(fault);
        return 0;
    }

    /** Injects a fault after the call has done its work. */
    private void after(String site) {
        String fault = pending.get();
        pending.set(null);
        if ("afterwards".equals(fault)) {
            throw new OutOfMemoryError("injected after " + site);
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
        lock.lock();
        try {
            if (open) {
                return 0;
            }
            int refused = before("open");
            if (refused != 0) {
                return refused;
            }
            open = true;
        } finally {
            lock.unlock();
        }
        after("open");
        return 0;
    }

    @Override
    public void prepare(byte operation, int file, long address, int length, long offset, int flags, long userData) {
        int _ = before("prepare");
        if (prepared.size() >= entries) {
            throw new AssertionError("more is prepared than there is room for");
        }
        prepared.add(new Question(operation, file, address, length, offset, userData));
        after("prepare");
    }

    @Override
    public int submit(int count) {
        int refused = before("enter");
        if (refused != 0) {
            return refused;
        }
        int some = "half".equals(pending.get()) ? (count + 1) / 2 : count;
        lock.lock();
        try {
            if (!open) {
                return -Libc.EBADF;
            }
            for (int i = 0; i < some; i++) {
                Question next = prepared.removeFirst();
                if (backwards) {
                    taken.addFirst(next);
                } else {
                    taken.addLast(next);
                }
                outstanding++;
            }
            if (outstanding > completions()) {
                throw new AssertionError("the completion queue overflows");
            }
            backwards = !backwards;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        after("enter");
        return some;
    }

    @Override
    public int untaken() {
        int _ = before("untaken");
        int count = prepared.size();
        after("untaken");
        return count;
    }

    @Override
    public void unprepare() {
        int _ = before("unprepare");
        prepared.clear();
        after("unprepare");
    }

    @Override
    public int await(long nanos) {
        int refused = before("wait");
        if (refused != 0) {
            return refused;
        }
        lock.lock();
        try {
            long left = nanos;
            while (answers.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (answers.isEmpty()) {
                return -Libc.ETIME;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return -Libc.EINTR;
        } finally {
            lock.unlock();
        }
        after("wait");
        return 0;
    }

    @Override
    public int reap(Ring.Sink sink, int most) {
        int _ = before("reap");
        int count = 0;
        while (count < most) {
            Answer answer;
            lock.lock();
            try {
                answer = answers.pollFirst();
                if (answer == null) {
                    break;
                }
                outstanding--;
            } finally {
                lock.unlock();
            }
            sink.completed(answer.key, answer.result);
            count++;
        }
        after("reap");
        return count;
    }

    // ---- the kernel's side

    private void work() {
        while (true) {
            Question question;
            lock.lock();
            try {
                while (taken.isEmpty() && !ended) {
                    changed.awaitUninterruptibly();
                }
                if (taken.isEmpty()) {
                    return;
                }
                question = taken.pollFirst();
                running = question;
            } finally {
                lock.unlock();
            }
            answer(question, execute(question));
        }
    }

    private void answer(Question question, int result) {
        lock.lock();
        try {
            running = null;
            answers.addLast(new Answer(question.key, result));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int execute(Question question) {
        return switch (question.operation) {
            case Ring.OP_READ -> transfer("op-read", question);
            case Ring.OP_WRITE -> transfer("op-write", question);
            case Ring.OP_FSYNC -> transfer("op-fsync", question);
            case Ring.OP_ASYNC_CANCEL -> cancel(question);
            default -> -Libc.EINVAL;
        };
    }

    @SuppressWarnings("restricted") // a kernel writes where it is told
    private int transfer(String site, Question question) {
        String fault = plan.next(site);
        int length = question.length;
        if (fault != null) {
            Integer number = NUMBERS.get(fault);
            if (number != null) {
                return -number;
            }
            if (fault.equals("late")) {
                LockSupport.parkNanos(LATE_NANOS);
            } else {
                length = Math.max(1, length / 2);
            }
        }
        FaultyChannel file = files.apply(question.file);
        if (file == null) {
            return -Libc.EBADF;
        }
        if (question.operation == Ring.OP_FSYNC) {
            file.forced();
            return 0;
        }
        ByteBuffer memory =
                MemorySegment.ofAddress(question.address).reinterpret(length).asByteBuffer();
        return question.operation == Ring.OP_READ
                ? file.get(memory, question.offset)
                : file.put(memory, question.offset);
    }

    /**
     * Answers as the kernel does: 0 if the target was found and had not begun, EALREADY if it runs, ENOENT if it has
     * completed.
     */
    private int cancel(Question question) {
        String fault = plan.next("op-cancel");
        if (fault != null) {
            Integer number = NUMBERS.get(fault);
            if (number != null) {
                return -number;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        lock.lock();
        try {
            for (Question target : taken) {
                if (target.key == question.address) {
                    boolean _ = taken.remove(target);
                    answers.addLast(new Answer(target.key, -Libc.ECANCELED));
                    return 0;
                }
            }
            Question now = running;
            return now != null && now.key == question.address ? -Libc.EALREADY : -Libc.ENOENT;
        } finally {
            lock.unlock();
        }
    }
}
