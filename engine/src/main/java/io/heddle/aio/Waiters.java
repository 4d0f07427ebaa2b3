package io.heddle.aio;

import io.heddle.time.WakeBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for one request. There is hardly ever more than one, which costs nothing. The lock of the
 * request's file guards it.
 */
final class Waiters {
    private @Nullable Thread first;
    private @Nullable List<Thread> more;

    void add(Thread thread) {
        if (first == null) {
            first = thread;
        } else {
            if (more == null) {
                more = new ArrayList<>(2);
            }
            more.add(thread);
        }
    }

    void remove(Thread thread) {
        if (first == thread) {
            first = null;
        } else if (more != null) {
            more.remove(thread);
        }
    }

    boolean has(Thread thread) {
        return first == thread || (more != null && more.contains(thread));
    }

    @Nullable
    Thread takeFirst() {
        Thread taken = first;
        first = null;
        return taken;
    }

    /** Those beyond the first; nearly always none. */
    List<Thread> takeMore() {
        if (more == null || more.isEmpty()) {
            return List.of();
        }
        List<Thread> taken = more; // handed over, not copied: the end of a request must not need memory
        more = null;
        return taken;
    }

    /** Unparks all, who look again and go on waiting. */
    void unparkAll() {
        LockSupport.unpark(first);
        List<Thread> others = more;
        if (others != null) {
            for (int i = 0; i < others.size(); i++) {
                LockSupport.unpark(others.get(i));
            }
        }
    }

    /** Wakes some threads, and returns how many. */
    static int wake(@Nullable Thread first, List<Thread> more) {
        WakeBatch.unpark(first);
        for (int i = 0; i < more.size(); i++) { // no iterator, which needs memory
            WakeBatch.unpark(more.get(i));
        }
        return more.size() + (first == null ? 0 : 1);
    }
}
