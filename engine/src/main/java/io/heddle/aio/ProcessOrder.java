package io.heddle.aio;

import io.heddle.workq.Entry;
import io.heddle.workq.EntryList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight of a process in the order of their submission. Only XNU needs it: there an fsync runs when it
 * is the oldest of all ({@code aio_delay_fsync_request}). In other dialects it is empty.
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

    /** Appends a request, and returns the number of requests before it. */
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
     * Removes a request from any position.
     *
     * @return the request that has become the oldest by this, if it is a sync: it may have waited for this
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
     * Restores the order of submission between requests that were removed from several queues. If there is no memory
     * for that, they keep their present order.
     */
    void sort(EntryList requests) {
        if (!kept) {
            return; // there is no order but that of the queues
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
        } catch (OutOfMemoryError exhausted) { // all elements are still there
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
