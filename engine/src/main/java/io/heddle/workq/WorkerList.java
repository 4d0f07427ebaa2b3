package io.heddle.workq;

import org.jspecify.annotations.Nullable;

/** A list of workers, linked through the workers. The queue's lock guards it. */
final class WorkerList {
    private @Nullable Worker first;
    private @Nullable Worker last;

    void addFirst(Worker worker) {
        worker.next = first;
        if (first == null) {
            last = worker;
        } else {
            first.previous = worker;
        }
        first = worker;
    }

    void remove(Worker worker) {
        Worker before = worker.previous;
        Worker after = worker.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        worker.next = null;
        worker.previous = null;
    }

    @Nullable
    Worker first() {
        return first;
    }

    @Nullable
    Worker last() {
        return last;
    }
}
