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
 * The carriers that blocking calls hold, and the reserve that compensates for them.
 *
 * <p>On JDK 25 a buffered read or write holds the carrier of the virtual thread that calls it, as do an open, a stat
 * and every foreign call. A call that holds one of two carriers takes half of the processors away from the JVM's
 * virtual threads while the disk works. A kernel runs another thread when a worker blocks; this class does the same for
 * carriers. It raises the parallelism of the JDK's scheduler by the number of carriers held, so that the number of
 * <em>free</em> carriers stays what the user has chosen (JEP 444; {@code jdk.management.VirtualThreadSchedulerMXBean},
 * JDK 24).
 *
 * <pre>
 *   held       calls that hold a carrier now
 *   reserve    what is added to the user's parallelism; at least held, unless held grows at this moment
 *   most       the largest reserve: a bound on threads and stacks where a device hangs
 * </pre>
 *
 * <p>A change of the parallelism costs microseconds, more than a call that finds its bytes in the page cache. The
 * reserve therefore grows by half at a time, and falls by a quarter every {@value #DECAY_MILLIS} ms towards the most
 * that were held since. It changes some tens of times in the life of a load, and reaches 0 seconds after the last call.
 * JDK 21 and 22 compensated for each call separately, and gave that up because of its cost (JDK-8329593).
 *
 * <p>Each growth begins with a single carrier, whose thread is started by the caller's own call. If no thread can be
 * started (a limit, a full heap), the reserve stays as it was, no more than half of the user's carriers are lent in
 * addition, and the next attempt is made a second later. The scheduler must not keep a parallelism for which it has no
 * threads: each carrier that finds something to run then tries to start another one, ends when that fails, and loses
 * the virtual threads that were about to run on it, which never run again (JDK 25, {@code
 * ForkJoinPool.deregisterWorker}).
 *
 * <p>A worker whose calls never wait keeps its carrier, as every virtual thread that computes does. The reserve
 * compensates for that as well: it covers all calls that were made at the same time.
 *
 * <p>The bean that changes the scheduler takes 30 ms to load. A thread of its own loads it in parallel with the first
 * calls. Until then, and where there is no such bean, no more than half of the carriers are lent. A call for which no
 * carrier is lent is made by a platform thread of the {@link Crew}.
 *
 * <p>Safe for use by any number of threads.
 */
public final class Carriers {
    /** The carriers of this JVM. */
    public static final Carriers SHARED = new Carriers(Carriers::loadBean, userParallelism(), Ticker.SYSTEM);

    /** The most carriers that are lent, unless half of the scheduler's largest pool is less. */
    static final int MOST = 128;

    static final long DECAY_MILLIS = 200;
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long DECAY_NANOS = TimeUnit.MILLISECONDS.toNanos(DECAY_MILLIS);

    private final Supplier<@Nullable VirtualThreadScheduler> loader;
    private final ThreadFactory factory;
    private final Runnable loading = this::loadNow; // made in advance: linking it needs memory
    private final Runnable decaying = this::decayUntilNoneIsLeft;
    private final Runnable nothing = Carriers::doNothing;
    private final int parallelism; // as set when the JVM started
    private final int budget;
    private final Ticker ticker;

    /** Calls that hold a carrier now. */
    private final AtomicInteger held = new AtomicInteger();

    /** The most that were held since the last decay. Threads race to write it; the next call repairs a lost update. */
    private volatile int high;

    private volatile int reserve;
    private volatile int limit = MOST;
    private volatile int room = MOST; // half of the scheduler's largest pool

    private final ReentrantLock lock = new ReentrantLock();

    // Changed under the lock.
    private volatile @Nullable VirtualThreadScheduler scheduler;
    private volatile boolean isLoading;
    private final Backoff loads; // a failed attempt to start a thread costs the call milliseconds
    private boolean isDecaying;
    private final Backoff growths;

    /**
     * Creates a count of 0 carriers held.
     *
     * @param loader finds the scheduler, or returns {@code null} if it cannot be changed; called once, on a thread of
     *     its own
     * @param parallelism the number of carriers that the user has chosen
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

    /** Creates a count with a factory of the thread that loads: tests use one whose threads cannot be started. */
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

    /** Loads the bean by name, so that the engine runs without the module {@code jdk.management}. */
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
     * Lends the calling virtual thread its own carrier for a call that may wait. Each success must be followed by one
     * {@link #giveBack}.
     *
     * @return {@code false} if too many carriers are held already
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

    /** Returns the carrier that was lent. */
    public void giveBack() {
        held.decrementAndGet();
    }

    /**
     * Returns the number of calls that hold a carrier.
     *
     * @return 0 or more
     */
    public int held() {
        return held.get();
    }

    /**
     * Returns the number of carriers that are added to those that the user has chosen.
     *
     * @return 0 or more
     */
    public int reserve() {
        return reserve;
    }

    /**
     * Returns the limit of carriers held at the same time, which applies if the scheduler's largest pool is at least
     * twice as large. Calls beyond it are made by threads of the crew.
     *
     * @return 0 or more
     */
    public int limit() {
        return limit;
    }

    /**
     * Limits the number of carriers that are held at the same time. Calls that already hold more continue.
     *
     * @param most 0 for none
     */
    public void limit(int most) {
        limit = most;
    }

    /**
     * Returns whether the scheduler may run many more carriers than there are processors, regardless of what has set it
     * so. Waking virtual threads one by one is then expensive: each wakes an idle carrier.
     *
     * @return whether the parallelism is more than twice the number of processors
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
     * Adds a first carrier, and the others if a thread was available for it. Called under the lock. A thread that does
     * nothing is started first, to prove that a thread can be started: if that fails, the carriers that look for work
     * meanwhile must not try it as well.
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
        } catch (OutOfMemoryError noThread) { // or no memory: the crew makes the call
            growths.failed();
        }
    }

    private static void doNothing() {}

    private boolean isCoveredWithBudget(int now) {
        return isWithinBudget(now - reserve);
    }

    /** Notifies observers of a change. Not called under the lock, for which other callers wait. */
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
     * Changes the reserve, under the lock. A scheduler that refuses is never called again: the budget applies from then
     * on.
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

    /** Starts a thread that loads the bean, in parallel with the calls. */
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
        isLoading = false; // a later call tries again
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

    /** Starts the thread that lets the reserve fall. Called under the lock. */
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
                goesOn = true; // the next turn lowers it further
            }
        }
    }

    /** Lowers the reserve by a step towards the most that were held; returns {@code false} once it is 0. */
    private boolean decayOnce() {
        int before;
        int after;
        lock.lock();
        try {
            int wanted = Math.max(high, held());
            high = held();
            before = reserve;
            VirtualThreadScheduler known = scheduler;
            if (known != null) { // even if nothing falls: the parallelism may have been changed from outside
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
