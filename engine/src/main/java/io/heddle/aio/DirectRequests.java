package io.heddle.aio;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The requests of a file's direct-style calls: each call borrows one, and there are as many as ran at once. */
final class DirectRequests {
    private final ReentrantLock lock;
    private @Nullable Request free; // guarded by the lock, as are the links in the requests

    DirectRequests(ReentrantLock lockOfFile) {
        this.lock = lockOfFile;
    }

    Request borrow() {
        lock.lock();
        try {
            Request borrowed = free;
            if (borrowed == null) {
                return new Request(null);
            }
            free = borrowed.nextFree;
            borrowed.nextFree = null;
            return borrowed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a request back; it must not keep the caller's memory alive, also if it was refused. */
    void giveBack(Request request) {
        request.memory.forget();
        lock.lock();
        try {
            request.nextFree = free;
            free = request;
        } finally {
            lock.unlock();
        }
    }
}
