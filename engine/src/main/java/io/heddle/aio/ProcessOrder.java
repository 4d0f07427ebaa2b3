package io.heddle.aio;

import io.heddle.workq.Entry;
import io.heddle.workq.EntryList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight of a whole process in the order of their submission. Only XNU asks for it: there an fsync runs
 * when it is the oldest of all ({@code aio_delay_fsync_request}). For other dialects it keeps nothing.
 */
final class ProcessOrder {
    private static final Comparator<Request> BY_SUBMISSION = Comparator.comparingLong(Request::submissionOrder);

    private final boolean kept;
    private final ReentrantLock lock;

    // Guarded by the lock, as are the links in the requests.
    private @Nullable Request oldest;
    private @Nullable Request newest;
    private int size;

    ProcessOrder(ReentrantLock lockOfProcess, boolean kept) {
        lock = lockOfProcess;
        this.kept = kept;
    }

    boolean isKept() {
        return kept;
    }

    /** Appends a request, and returns how many stand before it. */
    int add(Request request) {
        if (!kept) {
            return 0;
        }
        lock.lock();
        try {
            request.older = newest;
            if (newest == null) {
                oldest = request;
            } else {
                newest.newer = request;
            }
            newest = request;
            return size++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a request out, wherever it stands.
     *
     * @return the one that is the oldest now, if it was not before and is a sync: it may have waited for this
     */
    @Nullable
    Request remove(Request request) {
        if (!kept) {
            return null;
        }
        lock.lock();
        try {
            Request before = request.older;
            Request after = request.newer;
            if (before == null) {
                oldest = after;
            } else {
                before.newer = after;
            }
            if (after == null) {
                newest = before;
            } else {
                after.older = before;
            }
            request.older = null;
            request.newer = null;
            size--;
            return before == null && after != null && after.operation().isSync() ? after : null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Brings requests that were taken off several queues back into the order of their submission. Where there is no
     * memory for that they keep the order that they have.
     */
    void sort(EntryList requests) {
        if (!kept) {
            return; // there is no order but the queues' own
        }
        Request[] all;
        try {
            all = new Request[requests.size()];
        } catch (OutOfMemoryError exhausted) {
            return;
        }
        int count = 0;
        for (Entry entry = requests.poll(); entry != null; entry = requests.poll()) {
            all[count] = (Request) entry;
            count++;
        }
        try {
            Arrays.sort(all, BY_SUBMISSION);
        } catch (OutOfMemoryError exhausted) { // all are there still
            Thread.onSpinWait();
        }
        for (Request each : all) {
            requests.add(each);
        }
    }

    boolean isOldest(Request request) {
        lock.lock();
        try {
            return oldest == request;
        } finally {
            lock.unlock();
        }
    }
}
