package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.Operation;
import io.heddle.time.BriefLock;
import io.heddle.time.Ticker;
import io.heddle.workq.Workqueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a process is made of, for the other classes of the room. {@link AioProcess}, the only subclass, adds what users
 * call; so each of the two can be read by itself.
 */
abstract sealed class ProcessParts permits AioProcess {
    private final AioProcess process;
    private final AioSystem system;
    private final Rules rules;
    private final ReentrantLock lock = new BriefLock();
    private final Quota quota;
    private final DoneQueue doneQueue;
    private final ProcessOrder order;
    private final Backends.Choice choice;
    private final Backend backend;
    private final Ticker ticker;
    private final boolean timing;
    private final OpenFiles files;
    private final Signals signals = new Signals();
    private final LateNotification.Pending lateNotifications = new LateNotification.Pending();
    private final @Nullable ThreadFactory notifiers;
    private final Lifecycle life;

    ProcessParts(AioProcessBuilder settings) {
        process = (AioProcess) this;
        system = settings.system();
        rules = system.dialect().rules();
        quota = new Quota(system, settings.maxOutstanding());
        doneQueue = new DoneQueue(lock, quota, new Unreaped(process, settings.ticker()));
        order = new ProcessOrder(lock, rules.syncOrder(Operation.SYNC) == Rules.SyncOrder.AFTER_PROCESS);
        choice = settings.backend();
        backend = choice.backend();
        ticker = settings.ticker();
        timing = settings.isTiming();
        files = new OpenFiles(process);
        notifiers = settings.notifiers();
        life = new Lifecycle(process, settings);
    }

    void submit(Operation operation, ControlBlock block) throws AioException {
        Submission.call(process, block.request, operation, block.file(), block.offset(), block.sigevent());
    }

    // ---- its lock and its life

    /**
     * Guards everything that happens to the process's requests: held for a few instructions, never over I/O or a
     * callback.
     */
    ReentrantLock lock() {
        return lock;
    }

    Lifecycle life() {
        return life;
    }

    Workqueue workqueue() {
        return life.workqueue();
    }

    /** No notification is delivered, and nothing new accepted, from the start of an exit or exec. */
    boolean isExiting() {
        return !life.isOpen();
    }

    /**
     * Refuses a call that would wait, on a thread that might wait for itself: a worker, and a thread whose cancel,
     * close or list call has led to a signal handler, because it has more requests to complete once the handler
     * returns.
     */
    void refuseInHandler(String call) throws AioException {
        refuseInHandler(call, "");
    }

    /** The same for a call on an object, whose text is made only when the call is refused. */
    void refuseInHandler(String call, Object of) throws AioException {
        if (workqueue().isOnWorker() || Notification.isHandlingFor(process)) {
            throw new AioException(
                    Errno.EDEADLK,
                    call + of + " in a signal handler of " + process + " could wait for itself: use Sigevent.thread");
        }
    }

    // ---- files and signals

    OpenFiles files() {
        return files;
    }

    void forgetIfEmpty(AioFile file) {
        files.forgetIfEmpty(file);
    }

    Signals signals() {
        return signals;
    }

    /** Makes the thread of a notification. */
    Thread notifier(Runnable call) {
        return notifiers == null
                ? Thread.ofVirtual()
                        .name("heddle-" + process.name() + "-notify")
                        .unstarted(call)
                : notifiers.newThread(call);
    }

    LateNotification.Pending lateNotifications() {
        return lateNotifications;
    }

    @Nullable
    SignalHandler signalHandler(int signal) {
        return signals.handler(signal);
    }

    // ---- what is its own, and what it was given

    AioSystem system() {
        return system;
    }

    Rules rules() {
        return rules;
    }

    DoneQueue doneQueue() {
        return doneQueue;
    }

    ProcessOrder order() {
        return order;
    }

    Quota quota() {
        return quota;
    }

    Ticker clock() {
        return ticker;
    }

    Backend backend() {
        return backend;
    }

    boolean isTiming() {
        return timing;
    }

    /** Returns whether its clock is another than {@link System#nanoTime}. */
    boolean hasOwnTime() {
        return ticker != Ticker.SYSTEM;
    }

    @Override
    public String toString() {
        return "process " + life.id() + " (" + life.name() + ")";
    }

    // ---- what users may know of it

    /**
     * Returns the process's number, as it stands in recordings. Unique in this JVM.
     *
     * @return 1 or more
     */
    public long id() {
        return life.id();
    }

    /**
     * Returns the process's name.
     *
     * @return the name
     */
    public String name() {
        return life.name();
    }

    /**
     * Returns whose rules the process follows.
     *
     * @return the dialect
     */
    public Dialect dialect() {
        return system.dialect();
    }

    /**
     * Tells whether the process accepts requests.
     *
     * @return {@code false} from the beginning of an exit or exec; {@code true} again once an exec has completed
     */
    public boolean isOpen() {
        return life.isOpen();
    }

    /**
     * Returns how many requests may be submitted and not yet reaped, {@code kern.aioprocmax}.
     *
     * @return 1 or more, see {@link AioProcessBuilder#maxOutstanding}
     */
    public int maxOutstanding() {
        return quota.limit();
    }

    /**
     * Returns the clock by which everything in the process waits.
     *
     * @return the ticker, see {@link AioProcessBuilder#ticker}
     */
    public Ticker ticker() {
        return ticker;
    }

    /**
     * Returns what moves the bytes of the process's requests. With {@link BackendKind#AUTO} the first such call in a
     * JVM waits until that is known, some 100 ms.
     *
     * @return {@code uring}, {@code native} or {@code channel}
     */
    public String backendName() {
        return backend.name();
    }

    /**
     * Returns why {@link #backendName} is what it is: who has named it, or why {@link BackendKind#AUTO} has chosen it,
     * with what would help where a faster one cannot be used. Waits as {@code backendName} does.
     *
     * @return for example {@code io_uring cannot be used: native access is not granted to module io.heddle.engine;
     *     start java with --enable-native-access=io.heddle.engine}
     */
    public String backendReason() {
        return choice.reason();
    }
}
