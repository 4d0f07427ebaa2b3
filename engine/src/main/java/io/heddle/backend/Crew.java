package io.heddle.backend;

import io.heddle.time.Parking;
import io.heddle.time.Ticker;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads that make blocking calls for virtual ones. A caller hands over its transfer and parks; a member does
 * the transfer and unparks the caller.
 *
 * <p>The member that became idle last is used first. A member that is not used for the idle time ends, so that an idle
 * JVM keeps no crew. When all members are busy and no more are allowed, transfers wait in the order of their arrival.
 * The worker limit of each process bounds the number of transfers in flight; the crew's own limit only protects the
 * JVM.
 */
final class Crew {
    private static final String LIMIT_PROPERTY = "io.heddle.crew.max";
    private static final int DEFAULT_LIMIT = 256;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** The crew of this JVM. */
    static final Crew SHARED = new Crew(limit(), IDLE_NANOS, Ticker.SYSTEM);

    private final int limit;
    private final long idleNanos;
    private final Ticker ticker;
    private final ThreadFactory factory;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private @Nullable Member idle; // a stack, the latest on top
    private @Nullable Transfer firstWaiting;
    private @Nullable Transfer lastWaiting;
    private int members;

    Crew(int limit, long idleNanos, Ticker ticker) {
        this(
                limit,
                idleNanos,
                ticker,
                Thread.ofPlatform()
                        .name("heddle-crew-", 1)
                        .daemon(true)
                        .inheritInheritableThreadLocals(false)
                        .factory());
    }

    /** Creates a crew with a factory of platform threads: tests use one whose threads cannot be started. */
    Crew(int limit, long idleNanos, Ticker ticker, ThreadFactory factory) {
        this.limit = limit;
        this.idleNanos = idleNanos;
        this.ticker = ticker;
        this.factory = factory;
    }

    private static int limit() {
        int limit = Integer.getInteger(LIMIT_PROPERTY, DEFAULT_LIMIT);
        if (limit < 1) {
            throw new IllegalArgumentException(LIMIT_PROPERTY + " is " + limit + ", it must be at least 1");
        }
        return limit;
    }

    /** Has a member of the crew do the transfer while the calling thread is parked; its interrupt status is kept. */
    long move(Transfer transfer) throws IOException {
        boolean interrupted = handOver(transfer);
        try {
            return transfer.refused ? transfer.moveHere() : transfer.takeBack();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Parks until a member has done the transfer, or until the transfer is refused because no thread can be started:
     * holding a carrier for a while is better than losing the transfer. Afterwards no interrupt is pending, which would
     * close the channel.
     *
     * @return whether the thread was interrupted
     */
    private boolean handOver(Transfer transfer) {
        transfer.waiter = Thread.currentThread();
        transfer.refused = false;
        transfer.handedOver = true;
        give(transfer);
        boolean interrupted = false;
        while (transfer.handedOver) {
            Parking.park(this);
            interrupted |= Thread.interrupted(); // a pending interrupt would turn the wait into a spin
        }
        return Thread.interrupted() || interrupted;
    }

    /** Gives a transfer to a member. If there is none and no thread can be started, the transfer is refused. */
    private void give(Transfer transfer) {
        Member chosen;
        try {
            chosen = choose(transfer);
        } catch (OutOfMemoryError noMember) { // nothing has happened
            refuse(transfer);
            return;
        }
        if (chosen != null && !chosen.callOn(transfer)) {
            refuse(transfer);
            refuse(dismissOne());
        }
    }

    /** Returns transfers to their waiters, undone. */
    private static void refuse(@Nullable Transfer first) {
        Transfer transfer = first;
        while (transfer != null) {
            Transfer following = transfer.next;
            Thread waiter = transfer.waiter;
            transfer.next = null;
            transfer.waiter = null;
            transfer.refused = true;
            transfer.handedOver = false; // from here on the waiter owns the transfer again
            LockSupport.unpark(waiter);
            transfer = following;
        }
    }

    /** Chooses a new or idle member; returns {@code null} if all are busy and the transfer was queued. */
    private @Nullable Member choose(Transfer transfer) {
        lock.lock();
        try {
            Member member = idle;
            if (member != null) {
                idle = member.below;
                member.below = null;
                return member;
            }
            if (members < limit) {
                member = new Member();
                members++;
                return member;
            }
            if (lastWaiting == null) {
                firstWaiting = transfer;
            } else {
                lastWaiting.next = transfer;
            }
            lastWaiting = transfer;
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the transfer that has waited longest, or pushes the member onto the idle stack and returns {@code null}.
     */
    private @Nullable Transfer nextOrRest(Member member) {
        lock.lock();
        try {
            Transfer next = firstWaiting;
            if (next == null) {
                member.below = idle;
                idle = member;
            } else {
                firstWaiting = next.next;
                next.next = null;
                if (firstWaiting == null) {
                    lastWaiting = null;
                }
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Removes an idle member from the stack; returns {@code false} if it was given a transfer in the meantime. */
    private boolean retire(Member retiring) {
        lock.lock();
        try {
            Member above = null;
            for (Member member = idle; member != null; above = member, member = member.below) {
                if (member == retiring) {
                    if (above == null) {
                        idle = member.below;
                    } else {
                        above.below = member.below;
                    }
                    members--;
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets a member whose thread could not be started.
     *
     * @return the first of the transfers that no member is left to do
     */
    private @Nullable Transfer dismissOne() {
        lock.lock();
        try {
            members--;
            if (members > 0) {
                return null;
            }
            Transfer orphaned = firstWaiting;
            firstWaiting = null;
            lastWaiting = null;
            return orphaned;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of threads, for tests. */
    int size() {
        lock.lock();
        try {
            return members;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of transfers that wait for a member, for tests. */
    int waiting() {
        lock.lock();
        try {
            int count = 0;
            for (Transfer transfer = firstWaiting; transfer != null; transfer = transfer.next) {
                count++;
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** One platform thread. */
    private final class Member implements Runnable {
        private final Thread thread;
        private @Nullable Member below; // guarded by the crew's lock
        private volatile @Nullable Transfer current;

        Member() {
            thread = factory.newThread(this);
        }

        /** Gives the member its next transfer; returns {@code false} if its thread could not be started. */
        boolean callOn(Transfer transfer) {
            current = transfer;
            if (thread.getState() != Thread.State.NEW) {
                LockSupport.unpark(thread);
                return true;
            }
            try {
                thread.start();
                return true;
            } catch (OutOfMemoryError noThread) {
                return false;
            }
        }

        @Override
        public void run() {
            do {
                for (Transfer transfer = current; transfer != null; transfer = nextOrRest(this)) {
                    current = null;
                    finish(transfer);
                }
            } while (rest());
        }

        private void finish(Transfer transfer) {
            Thread waiter = transfer.waiter;
            transfer.moveForWaiter();
            Thread.interrupted(); // an interrupt left pending would close the next transfer's channel
            transfer.waiter = null;
            transfer.handedOver = false; // from here on the waiter owns the transfer again
            LockSupport.unpark(waiter);
        }

        /** Waits for a transfer; returns {@code false} when the idle time has passed. */
        private boolean rest() {
            long start = ticker.nanoTime();
            while (current == null) {
                long left = idleNanos - (ticker.nanoTime() - start);
                if (left <= 0 && retire(this)) {
                    return false;
                }
                if (left > 0) {
                    Parking.parkNanos(ticker, Crew.this, left);
                } else {
                    Thread.onSpinWait(); // already chosen: the transfer is about to be stored
                }
            }
            return true;
        }
    }
}
