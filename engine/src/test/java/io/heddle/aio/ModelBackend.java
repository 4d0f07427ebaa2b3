package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.ChannelBackend;
import io.heddle.backend.Ending;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend that keeps each transfer until the test lets it end, and moves nothing: the offset of a transfer determines
 * its result. Only transfers that the channel backend must refuse are passed to it.
 */
final class ModelBackend implements Backend {
    private static final class Held {
        final String key;
        final CountDownLatch released = new CountDownLatch(1);
        volatile String failure;

        Held(String key) {
            this.key = key;
        }
    }

    private final boolean whole;
    private final AtomicInteger withoutWorker = new AtomicInteger();
    private final List<Held> held = new ArrayList<>(); // guarded by this
    private final Set<String> badBuffers = ConcurrentHashMap.newKeySet();
    private boolean letsAllPass; // guarded by this

    /**
     * Creates a backend.
     *
     * @param whole whether it takes reads, writes and syncs from the queue without a worker
     */
    ModelBackend(boolean whole) {
        this.whole = whole;
    }

    /** Returns how many transfers run, or have just run, without a worker. */
    int withoutWorker() {
        return withoutWorker.get();
    }

    /** Returns the key that identifies a transfer. */
    static String key(Operation operation, long offset) {
        return operation + " at " + offset;
    }

    /** Returns the result of a successful transfer. */
    static long result(Operation operation, long offset) {
        return operation.isSync() ? 0 : 1 + offset % 97;
    }

    /** Marks the transfer with this key as one that must detect its bad buffer. */
    void expectBadBuffer(String key) {
        badBuffers.add(key);
    }

    /** Lets the oldest of the transfers with a key end; with a message it fails. */
    synchronized void release(String key, String failure) {
        for (Held one : held) {
            if (one.key.equals(key)) {
                held.remove(one);
                one.failure = failure;
                one.released.countDown();
                return;
            }
        }
        throw new AssertionError("no transfer " + key + " is held, but " + keys());
    }

    synchronized void releaseAll() {
        letsAllPass = true;
        held.forEach(one -> one.released.countDown());
        held.clear();
    }

    synchronized int count() {
        return held.size();
    }

    synchronized List<String> keys() {
        return held.stream().map(one -> one.key).sorted().toList();
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public long move(Transfer transfer) throws IOException {
        Held mine = new Held(key(transfer.operation(), transfer.offset()));
        synchronized (this) {
            if (!letsAllPass) {
                held.add(mine);
            } else {
                mine.released.countDown();
            }
        }
        awaitRelease(mine);
        if (mine.failure != null) {
            throw new IOException(mine.failure);
        }
        if (transfer.operation() == Operation.NOP || badBuffers.contains(mine.key)) {
            return ChannelBackend.SHARED.move(transfer);
        }
        return result(transfer.operation(), transfer.offset());
    }

    /** In asynchronous mode a thread of the backend waits where a worker would. */
    @Override
    public boolean takesWhole(Transfer transfer) {
        return whole
                && (transfer.operation().isTransfer() || transfer.operation().isSync());
    }

    @Override
    public boolean begin(Transfer transfer, Ending ending) {
        withoutWorker.incrementAndGet();
        Thread.ofVirtual().name("whole").start(() -> {
            try {
                transfer.moved(move(transfer));
            } catch (IOException | RuntimeException failed) {
                transfer.failed(failed);
            }
            ending.over();
            withoutWorker.decrementAndGet();
        });
        return false;
    }

    private static void awaitRelease(Held mine) {
        try {
            mine.released.await();
        } catch (InterruptedException never) {
            throw new AssertionError("a worker was interrupted", never);
        }
    }
}
