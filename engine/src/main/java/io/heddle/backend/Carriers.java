package io.heddle.backend;

import io.heddle.time.Backoff;
import io.heddle.time.Failures;
import io.heddle.time.Ticker;
import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The carriers that blocking calls hold, and the reserve that makes up for them.
 *
 * <p>On JDK 25 a buffered read or write holds the carrier of the virtual thread that calls it, and so do an open, a
 * stat and every foreign call. A call that holds one of two carriers takes half of the JVM's virtual threads their
 * processor while the disk works. The kernels' answer is to run another thread when a worker blocks. This is the same
 * for carriers: the parallelism of the JDK's scheduler is raised by as many as are held, so that the number of
 * <em>free</em> carriers stays what the user has chosen (JEP 444; {@code jdk.management.VirtualThreadSchedulerMXBean},
 * JDK 24).
 *
 * <pre>
 *   held       calls that hold a carrier now
 *   reserve    what is added to the user's parallelism; at least held, unless held grows this very moment
 *   most       the largest reserve: a bound on threads and stacks where a device hangs
 * </pre>
 *
 * <p>A change of the parallelism costs microseconds, more than a call that finds its bytes in the page cache. So the
 * reserve grows by a half at a time, and falls by a quarter every {@value #DECAY_MILLIS} ms towards the most that were
 * held since. It changes some tens of times in the life of a load, and is gone seconds after the last call. JDK 21 and
 * 22 compensated each call by itself, and gave that up for its cost (JDK-8329593).
 *
 * <p>Each growth begins with a single carrier, whose thread the caller's own call starts. Where no thread can be
 * started (a limit, a full heap) the reserve stays as it was, nothing is lent beyond half of the user's carriers, and
 * the next attempt comes a second later. The scheduler must not be left with a parallelism that it has no threads for:
 * each carrier that finds something to run then tries to start another, ends when that fails, and drops the virtual
 * threads that were about to run on it, which are never heard of again (JDK 25, {@code ForkJoinPool.deregisterWorker}).
 *
 * <p>A worker whose calls never wait keeps its carrier, as every virtual thread that computes does. That is made up for
 * as well: the reserve covers all calls that were made at the same time.
 *
 * <p>The bean that changes the scheduler takes 30 ms to load. That happens beside the first calls, on a thread of its
 * own. Until then, and where there is no such bean, no more than half of the carriers are lent. A caller that gets none
 * has its call made by a platform thread of the {@link Crew}.
 *
 * <p>Safe for use by any number of threads.
 */
public final class Carriers {
    /** The carriers of this JVM. */
    public static final Carriers SHARED = new Carriers(Carriers::loadBean, userParallelism(), Ticker.SYSTEM);

    /** The most carriers that are lent, unless the scheduler's largest pool is smaller than twice that. */
    static final int MOST = 128;

    static final long DECAY_MILLIS = 200;
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long DECAY_NANOS = TimeUnit.MILLISECONDS.toNanos(DECAY_MILLIS);

    private final Supplier<@Nullable VirtualThreadScheduler> loader;
    private final ThreadFactory factory;
    private final Runnable loading = this::loadNow; // here: to link it needs memory
    private final Runnable decaying = this::decayUntilNoneIsLeft;
    private final Runnable nothing = Carriers::doNothing;
    private final int parallelism; // as it was set when the JVM started
    private final int budget;
    private final Ticker ticker;

    /** Calls that hold a carrier now. */
    private final AtomicInteger held = new AtomicInteger();

    /**
     * The most that were held since the last decay. Written by racing threads: one that is lost shows at the next call.
     */
    private volatile int high;

    private volatile int reserve;
    private volatile int limit = MOST;
    private volatile int room = MOST; // half of the scheduler's largest pool

    private final ReentrantLock lock = new ReentrantLock();

    // Changed under the lock.
    private volatile @Nullable VirtualThreadScheduler scheduler;
    private volatile boolean isLoading;
    private final Backoff loads; // a thread that cannot be started costs each call that tries milliseconds
    private boolean isDecaying;
    private final Backoff growths;

    /**
     * Makes a count of no carriers held.
     *
     * @param loader finds the scheduler, or {@code null} if it cannot be changed; called once, on a thread of its own
     * @param parallelism the carriers that the user has chosen
     * @param ticker the clock of the decay
     */
    Carriers(Supplier<@Nullable VirtualThreadScheduler> loader, int parallelism, Ticker ticker) {
        this(
                loader,
                parallelism,
                ticker,
                Thread.ofPlatform()
                        .name("heddle-carriers")
                        .daemon(true)
                        .inheritInheritableThreadLocals(false)
                        .factory());
    }

    /** With a factory of the thread that loads: tests have it make threads that cannot be started. */
    Carriers(Supplier<@Nullable VirtualThreadScheduler> loader, int parallelism, Ticker ticker, ThreadFactory factory) {
        this.loader = loader;
        this.parallelism = parallelism;
        budget = parallelism / 2;
        this.ticker = ticker;
        loads = new Backoff(ticker, AGAIN_NANOS);
        growths = new Backoff(ticker, AGAIN_NANOS);
        this.factory = factory;
    }

    private static int userParallelism() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    }

    /** By name, so that the engine runs without the module {@code jdk.management}. */
    private static @Nullable VirtualThreadScheduler loadBean() {
        try {
            VirtualThreadScheduler bean = Class.forName("io.heddle.backend.SchedulerBean")
                    .asSubclass(VirtualThreadScheduler.class)
                    .getDeclaredConstructor()
                    .newInstance();
            int _ = bean.add(
                    0); // loads the other classes that a change needs: later there may be no descriptor for one
            return bean;
        } catch (LinkageError | ReflectiveOperationException | RuntimeException noBean) {
            Failures.log(
                    Level.DEBUG,
                    "the scheduler of virtual threads cannot be changed: at most half of its carriers are lent",
                    noBean);
            return null;
        }
    }

    // ---- a call

    /**
     * Lends the calling virtual thread its own carrier for a call that may wait. Each success is followed by one {@link
     * #giveBack}.
     *
     * @return {@code false} if too many are held already
     */
    public boolean lend() {
        int now = held.incrementAndGet();
        if (now > high) {
            high = now;
        }
        boolean lent = false;
        try {
            lent = now <= Math.min(reserve, limit) || makeUpFor(now);
        } finally {
            if (!lent) {
                held.decrementAndGet();
            }
        }
        return lent;
    }

    /** Takes the carrier back. */
    public void giveBack() {
        held.decrementAndGet();
    }

    /**
     * Returns how many calls hold a carrier.
     *
     * @return 0 or more
     */
    public int held() {
        return held.get();
    }

    /**
     * Returns how many carriers are added to those that the user has chosen.
     *
     * @return 0 or more
     */
    public int reserve() {
        return reserve;
    }

    /**
     * Returns how many carriers may be held at the same time, where the scheduler's largest pool has room for twice as
     * many. Calls beyond that are made by threads of the crew.
     *
     * @return 0 or more
     */
    public int limit() {
        return limit;
    }

    /**
     * Limits how many carriers may be held at the same time. Calls that hold more already go on.
     *
     * @param most 0 for none
     */
    public void limit(int most) {
        limit = most;
    }

    /**
     * Tells whether the scheduler may run many more carriers than there are processors, by whose setting ever. Then it
     * is dear to wake virtual threads one by one: each wakes an idle carrier.
     *
     * @return whether it is more than twice as many
     */
    public boolean areMany() {
        VirtualThreadScheduler known = scheduler;
        int now = known == null ? parallelism : known.parallelism();
        return now > 2 * Runtime.getRuntime().availableProcessors();
    }

    // ---- the reserve grows

    private boolean makeUpFor(int now) {
        VirtualThreadScheduler known = scheduler;
        if (known == null) {
            load();
            return isWithinBudget(now);
        }
        int most = Math.min(limit, room);
        if (now > most) {
            return false;
        }
        if (growths.isTooEarly()) {
            return isCoveredWithBudget(now);
        }
        int before;
        int after;
        boolean covers;
        lock.lock();
        try {
            before = reserve;
            if (now > before) {
                grow(known, Math.min(most, Math.max(now, before + before / 2)));
                decay();
            }
            after = reserve;
            boolean isBudgetLent = scheduler == null || growths.hasFailed();
            covers = now <= after || (isBudgetLent && isCoveredWithBudget(now));
        } finally {
            lock.unlock();
        }
        trace(before, after);
        return covers;
    }

    /**
     * Adds a first carrier, and the others if there was a thread for that. Under the lock. A thread of no use shows
     * before that there is one: where the attempt fails, carriers that look for work meanwhile must not make it, too.
     */
    private void grow(VirtualThreadScheduler known, int wanted) {
        try {
            factory.newThread(nothing).start();
            int first = reserve + 1;
            change(known, first);
            if (wanted > first && reserve == first) {
                change(known, wanted);
            }
            growths.worked();
        } catch (OutOfMemoryError noThread) { // or no memory: the crew finds a way
            growths.failed();
        }
    }

    private static void doNothing() {}

    private boolean isCoveredWithBudget(int now) {
        return isWithinBudget(now - reserve);
    }

    /** Tells observers of a change. Not under the lock, which callers wait for. */
    private void trace(int before, int after) {
        Tracer tracer = after == before ? null : Trace.tracer();
        if (tracer != null) {
            tracer.carrierReserve(after, before, held(), limit);
        }
    }

    private boolean isWithinBudget(int now) {
        return now <= Math.min(budget, limit);
    }

    /**
     * Changes the reserve, under the lock. A scheduler that refuses is not asked again: the budget holds from then on.
     */
    private void change(VirtualThreadScheduler known, int wanted) {
        try {
            reserve = known.add(wanted);
        } catch (RuntimeException | LinkageError refused) {
            Failures.log(Level.WARNING, "the scheduler of virtual threads takes no other parallelism", refused);
            reserve = 0;
            scheduler = null;
        }
    }

    /** Loads the bean, beside the calls. */
    private void load() {
        if (isLoading || loads.isTooEarly() || !becomeLoader()) {
            return;
        }
        try {
            factory.newThread(loading).start();
        } catch (OutOfMemoryError noThread) {
            loadFailed();
        }
    }

    private void loadFailed() {
        loads.failed();
        isLoading = false; // tried again by a later call
    }

    private boolean becomeLoader() {
        lock.lock();
        try {
            boolean isFirst = !isLoading;
            isLoading = true;
            return isFirst;
        } finally {
            lock.unlock();
        }
    }

    private void loadNow() {
        try {
            VirtualThreadScheduler found = loader.get();
            if (found != null) {
                room = found.mostParallelism() / 2;
                scheduler = found;
            }
        } catch (OutOfMemoryError exhausted) {
            loadFailed();
        }
    }

    // ---- the reserve falls

    /** Has somebody see to it that the reserve falls, under the lock. */
    private void decay() {
        if (isDecaying || reserve == 0) {
            return;
        }
        try {
            Thread.ofVirtual()
                    .name("heddle-carriers-decay")
                    .inheritInheritableThreadLocals(false)
                    .start(decaying);
            isDecaying = true;
        } catch (OutOfMemoryError | RuntimeException noThread) {
            // the next growth tries again
        }
    }

    private void decayUntilNoneIsLeft() {
        boolean goesOn = true;
        while (goesOn) {
            long begin = ticker.nanoTime();
            for (long left = DECAY_NANOS; left > 0; left = DECAY_NANOS - (ticker.nanoTime() - begin)) {
                ticker.parkNanos(this, left);
            }
            try {
                goesOn = decayOnce();
            } catch (OutOfMemoryError | StackOverflowError exhausted) {
                goesOn = true; // what has not fallen falls the next time
            }
        }
    }

    /** Lets the reserve fall a step towards the most that were held; {@code false} if nothing is left of it. */
    private boolean decayOnce() {
        int before;
        int after;
        lock.lock();
        try {
            int wanted = Math.max(high, held());
            high = held();
            before = reserve;
            VirtualThreadScheduler known = scheduler;
            if (known != null) { // also where nothing falls: somebody may have changed the parallelism
                int fallen = before - Math.max(1, before / 4);
                change(known, Math.max(Math.min(wanted, before), fallen));
            }
            after = reserve;
            isDecaying = after > 0;
        } finally {
            lock.unlock();
        }
        trace(before, after);
        return after > 0;
    }
}
