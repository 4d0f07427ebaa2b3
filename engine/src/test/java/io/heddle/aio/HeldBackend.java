package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.Ending;
import io.heddle.backend.Handle;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A backend that a test controls: it records when each transfer starts and ends, and while it holds, no transfer that
 * has started ends before it is released.
 *
 * <p>The offset identifies a transfer, so the requests of a test have different ones, syncs included. The default
 * backend of processes performs the transfers.
 */
final class HeldBackend implements Backend {
    /** One event of a transfer, in the backend's log. */
    record Event(boolean isStart, Operation operation, long offset) {
        static Event start(Operation operation, long offset) {
            return new Event(true, operation, offset);
        }

        static Event end(Operation operation, long offset) {
            return new Event(false, operation, offset);
        }
    }

    /** The name of the threads that perform asynchronous transfers. */
    static final String WITHOUT_WORKER = "without-worker";

    private final boolean whole;
    private final Backend mover = Backends.unlessSet().backend();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Event> events = new ArrayList<>();
    private final Set<Long> released = new HashSet<>();
    private final Map<Long, Throwable> failures = new ConcurrentHashMap<>();
    private boolean holding;
    private volatile boolean atOnce;

    /**
     * Creates a backend.
     *
     * @param whole whether it takes reads, writes and syncs from the queue without a worker
     */
    HeldBackend(boolean whole) {
        this.whole = whole;
    }

    /** Holds transfers that start from now on, until they are released. */
    void hold() {
        locked(() -> holding = true);
    }

    /** Makes transfers that begin without a worker from now on end immediately, and move nothing. */
    void endAtOnce() {
        atOnce = true;
    }

    /** Lets the transfer at an offset end, now or as soon as it starts. */
    void release(long offset) {
        locked(() -> released.add(offset));
    }

    /** Lets all transfers end, also those that start later. */
    void releaseAll() {
        locked(() -> holding = false);
    }

    /**
     * Makes the transfer at an offset fail instead of moving anything: by an IOException, or an unchecked exception.
     */
    void fail(long offset, Throwable failure) {
        failures.put(offset, failure);
    }

    /** Waits until the transfers at some offsets have started. */
    void awaitStarted(long... offsets) {
        for (long offset : offsets) {
            Conditions.await("the start of the transfer at " + offset, () -> hasSeen(offset));
        }
    }

    /** Waits until that many transfers have started. */
    void awaitStarts(int count) {
        Conditions.await(count + " transfers to start", () -> starts().size() >= count);
    }

    /** Returns the offsets of the transfers in the order in which they have started. */
    List<Long> starts() {
        return events().stream().filter(Event::isStart).map(Event::offset).toList();
    }

    boolean hasSeen(long offset) {
        return starts().contains(offset);
    }

    List<Event> events() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Handle open(Path path, Set<? extends OpenOption> options) throws IOException {
        return mover.open(path, options);
    }

    @Override
    public String name() {
        return "held";
    }

    @Override
    public long move(Transfer transfer) throws IOException {
        Operation operation = transfer.operation();
        long offset = transfer.offset();
        locked(() -> events.add(Event.start(operation, offset)));
        try {
            awaitRelease(offset);
            Throwable failure = failures.get(offset);
            if (failure instanceof IOException io) {
                throw io;
            } else if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            return mover.move(transfer);
        } finally {
            locked(() -> events.add(Event.end(operation, offset)));
        }
    }

    boolean isWhole() {
        return whole;
    }

    /** In asynchronous mode a thread of the backend does what a worker would do. */
    @Override
    public boolean takesWhole(Transfer transfer) {
        return whole
                && (transfer.operation().isTransfer() || transfer.operation().isSync());
    }

    @Override
    public boolean begin(Transfer transfer, Ending ending) {
        if (atOnce) {
            transfer.moved(transfer.operation().isSync() ? 0 : transfer.memory().remaining());
            return true;
        }
        Thread.ofVirtual().name(WITHOUT_WORKER).start(() -> {
            try {
                transfer.moved(move(transfer));
            } catch (IOException | RuntimeException failed) {
                transfer.failed(failed);
            }
            ending.over();
        });
        return false;
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitRelease(long offset) {
        lock.lock();
        try {
            while (holding && !released.contains(offset)) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
