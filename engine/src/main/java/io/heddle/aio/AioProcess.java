package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.Operation;
import io.heddle.time.BriefLock;
import io.heddle.time.StackRoom;
import io.heddle.time.Ticker;
import io.heddle.workq.HeadStart;
import io.heddle.workq.Workqueue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An isolated owner of requests, files and quotas: the counterpart of a process in a kernel's asynchronous I/O. A
 * server has one for each tenant or subsystem. Safe for use by any number of threads.
 *
 * <p>The calls are those of POSIX {@code <aio.h>}. A request is submitted with {@link #read}, {@link #write}, {@link
 * #fsync} or {@link #listio}, and runs on one of the process's workers or without one. Its status is queried with
 * {@link #error}, its completion is awaited with {@link #suspend} or notified by a {@link Sigevent}, and it can be
 * cancelled with {@link #cancel(ControlBlock)}. Finally it is reaped with {@link #reap}, which releases its quota and
 * its control block.
 *
 * <p>A call that is refused throws an {@link AioException} and has no effect. Once the process has exited, submissions
 * throw ESRCH.
 */
public final class AioProcess implements AutoCloseable {
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
    // made with the first handler: most processes have none
    private volatile @Nullable Map<Integer, SignalHandler> signalHandlers;
    private final LateNotification.Pending lateNotifications = new LateNotification.Pending();
    private final @Nullable ThreadFactory notifiers;
    private final Lifecycle life;

    AioProcess(AioProcessBuilder settings) {
        system = settings.system();
        rules = system.dialect().rules();
        quota = new Quota(system, settings.maxOutstanding());
        doneQueue = new DoneQueue(lock, quota, new Unreaped(this, settings.ticker()));
        order = new ProcessOrder(lock, rules.syncOrder(Operation.SYNC) == Rules.SyncOrder.AFTER_PROCESS);
        choice = settings.backend();
        backend = choice.backend();
        ticker = settings.ticker();
        timing = settings.isTiming();
        files = new OpenFiles(this);
        notifiers = settings.notifiers();
        life = new Lifecycle(this, settings);
        life.begin();
    }

    /**
     * Opens a process with the default settings.
     *
     * @return a process, which the caller must close
     */
    public static AioProcess open() {
        StackRoom.require();
        return configure().open();
    }

    /**
     * Returns the settings of a process that is to be opened, to be changed before {@link AioProcessBuilder#open}.
     *
     * @return the settings, initially the defaults
     */
    public static AioProcessBuilder configure() {
        HeadStart.begin();
        return new AioProcessBuilder();
    }

    // ---- files

    /**
     * Opens a file. The call blocks while the file is being opened; on JDK 25 it meanwhile holds the carrier of a
     * virtual thread. An interrupt neither ends the call nor closes the file.
     *
     * <p>The options, the exceptions and the effect on the file are those of {@code FileChannel.open}; options that
     * contradict one another are refused before the file is touched. The file must be one that is read and written at
     * an offset: a regular file, a file in {@code /proc}, a block device, a device such as {@code /dev/null}, or a
     * directory, which can only be synced. FIFOs, sockets and terminals are refused; a FIFO is not even opened, because
     * that could wait forever. A file of another file system, such as an archive, is supported if its provider opens it
     * as a {@code FileChannel}.
     *
     * <p>On io_uring an open file takes one descriptor. A regular file that was opened before it was known whether
     * io_uring can be used takes two.
     *
     * @param path the path of the file
     * @param options as for {@link FileChannel#open(Path, OpenOption...)}; none means READ
     * @return the file, which the caller or the exit of the process must close
     * @throws AioException ESPIPE (in the dialect FREEBSD ENOTSUP) if the file has no offsets, ESRCH if the process has
     *     exited
     * @throws IOException if the file cannot be opened
     * @throws IllegalArgumentException if options contradict one another, as in {@code FileChannel.open}
     * @throws UnsupportedOperationException if an option is not supported, or the path's file system opens no {@code
     *     FileChannel}
     */
    public AioFile open(Path path, OpenOption... options) throws IOException {
        StackRoom.require();
        return files().open(path, options);
    }

    /**
     * Takes over an open channel. The channel belongs to the process from now on: no other code should close it, or
     * interrupt a thread that uses it. An interrupt of the calling thread does not close it.
     *
     * <p>The channel's position is preserved, but is moved during the call: no other thread may use the channel
     * meanwhile. A channel of the JDK on a regular file is moved to io_uring if that is used, and takes a second
     * descriptor there. Any other channel is called as it is.
     *
     * @param channel an open channel of a file that is read and written at an offset
     * @param options the options with which the channel was opened, as far as the channel does not reveal them: only
     *     {@link java.nio.file.StandardOpenOption#APPEND} matters
     * @return the file, which closes the channel when it is closed
     * @throws AioException ESPIPE (in the dialect FREEBSD ENOTSUP) if the channel is that of a pipe, a socket or a
     *     terminal: it stays open; ESRCH if the process has exited
     * @throws IOException if the channel is closed
     */
    public AioFile adopt(FileChannel channel, OpenOption... options) throws IOException {
        StackRoom.require();
        return files().adopt(channel, options);
    }

    // ---- submission

    /**
     * Submits a read into the block's buffer, {@code aio_read}, or into its buffers, {@code aio_readv}.
     *
     * @param block the buffer or buffers, the file and the offset
     * @throws AioException EAGAIN if the block is in flight, the quota is reached or the process is exiting; EBADF if
     *     the file is closed, not readable or another process's, or the queue of the sigevent is closed; EINVAL if the
     *     buffer is missing or read-only, the offset is negative, the priority or signal is invalid, or buffer or
     *     offset are not aligned as the file requires ({@link AioFile#alignment}; in the dialects of the kernels the
     *     request itself fails with EINVAL); ENOTSUP for buffers in the dialect XNU; ESRCH if the process has exited
     */
    public void read(ControlBlock block) throws AioException {
        StackRoom.require();
        submit(block.read(), block);
    }

    /**
     * Submits a write of the block's buffer, {@code aio_write}, or of its buffers, {@code aio_writev}. Writes to a file
     * that is open for appending reach its end in the order of their submission.
     *
     * @param block the buffer or buffers, the file and the offset
     * @throws AioException as {@link #read}, with EBADF if the file is not writable
     */
    public void write(ControlBlock block) throws AioException {
        StackRoom.require();
        submit(block.write(), block);
    }

    /**
     * Submits a sync of the block's file, {@code aio_fsync}: it covers, and waits for, all reads and writes on the file
     * that were submitted earlier. Later ones never delay it.
     *
     * <p>In the dialect {@link Dialect#POSIX} the request may share a flush with other syncs of the file. Such a flush
     * starts after all writes that it covers are done, and forces as much as the most demanding sync requires. If the
     * flush fails, all these syncs fail, and so do all later syncs of the file: see {@link AioFile#syncFailure}. The
     * dialects of the kernels flush for each sync, and each sync has its own result.
     *
     * @param mode what to force to the device
     * @param block the file and the notification; its buffer, offset and priority are ignored
     * @throws AioException as {@link #read}, with no requirement on buffer, offset, priority or access
     */
    public void fsync(SyncMode mode, ControlBlock block) throws AioException {
        StackRoom.require();
        submit(mode.operation, block);
    }

    /**
     * Submits a request that locks the block's memory, {@code aio_mlock}: its pages are brought in, and remain resident
     * until {@link #munlock} or until the memory is unmapped. Without native access ({@code --enable-native-access})
     * they are only brought in.
     *
     * @param block a block with a direct or mapped buffer or a native segment; its file and offset are ignored
     * @throws AioException as {@link #read}, but EINVAL if the memory is missing, on the heap or confined to a thread,
     *     and ENOTSUP in the dialect XNU. If the system does not permit that much memory to be locked, the request
     *     itself fails: with ENOMEM, or with EPERM if no memory may be locked
     */
    public void mlock(ControlBlock block) throws AioException {
        StackRoom.require();
        MemoryLock.mlock(this, block);
    }

    /**
     * Unlocks memory immediately and without a request, {@code munlock}. Locks do not nest, and belong to the JVM
     * rather than to an {@code AioProcess}: neither the completion of a request nor {@link #exit} undoes a lock.
     * Without native access the call has no effect.
     *
     * @param block a block with the same memory as the one that was locked
     * @throws AioException EINVAL if the memory cannot be locked, ENOTSUP in the dialect XNU, ENOMEM if it is not
     *     mapped
     */
    public void munlock(ControlBlock block) throws AioException {
        StackRoom.require();
        MemoryLock.munlock(this, block);
    }

    /**
     * Submits the requests of a list, each according to its block's {@link ControlBlock#opcode}, {@code lio_listio}.
     *
     * @param mode WAIT to wait until all are done; NOWAIT to return immediately
     * @param blocks 0 to the process's limit of requests; {@code null} elements and NOPs are ignored. A list that
     *     yields no request is done immediately, and notified as such; the dialect XNU refuses an empty list
     * @param sigevent with NOWAIT the notification of the completion of all, in addition to the notification of each
     *     block; ignored with WAIT
     * @throws AioException EINVAL if the list's length or the signal is out of range, EBADF if the sigevent's queue is
     *     closed: nothing was submitted. EIO if entries are invalid, EAGAIN if entries met a limit or were in flight:
     *     the others were submitted, with WAIT they are done, and {@link #error} returns the error of each refused one.
     *     EIO with WAIT also if a request failed. EDEADLK if a signal handler would wait
     * @throws InterruptedException if the caller is interrupted while it waits; the requests continue
     */
    public void listio(ListMode mode, List<? extends @Nullable ControlBlock> blocks, Sigevent sigevent)
            throws AioException, InterruptedException {
        StackRoom.require();
        ListIo.listio(this, mode, blocks, sigevent);
    }

    // ---- querying, waiting, reaping

    /**
     * Returns the status of a request, {@code aio_error}.
     *
     * @param block a block that was submitted
     * @return EINPROGRESS while the request is queued or runs; OK, ECANCELED or the transfer's error once it is done;
     *     the reason of the refusal for a block that a list call refused
     * @throws AioException EINVAL if the process does not know the block: it was never submitted, or was reaped
     */
    public Errno error(ControlBlock block) throws AioException {
        StackRoom.require();
        return Reaping.error(this, block);
    }

    /**
     * Reaps a request that is done, {@code aio_return}: its quota and its block are free afterwards, and an event that
     * is still pending on a completion queue is withdrawn.
     *
     * @param block a block whose request is done
     * @return the number of bytes moved: 0 for a sync and for a read at or beyond the end of the file
     * @throws AioException EINPROGRESS while the request is queued or runs, EINVAL if the process does not know the
     *     block: then nothing is reaped. If the request failed, the transfer's own error or ECANCELED: then it is
     *     reaped
     */
    public long reap(ControlBlock block) throws AioException {
        StackRoom.require();
        return Reaping.reap(this, block);
    }

    /**
     * Waits until at least one of several requests is done, {@code aio_suspend}.
     *
     * @param blocks 0 to the process's limit of requests; {@code null} elements are ignored. A request that is done,
     *     reaped or unknown ends the wait immediately, and so does a list that is empty or contains only {@code null}s.
     *     A request that completes and is submitted again during the wait has ended it
     * @throws AioException EINVAL if the list's length is out of range, EDEADLK if a signal handler would wait
     * @throws InterruptedException if the caller is interrupted
     */
    public void suspend(List<? extends @Nullable ControlBlock> blocks) throws AioException, InterruptedException {
        StackRoom.require();
        Suspension.suspend(this, blocks, Long.MAX_VALUE);
    }

    /**
     * Waits until at least one of several requests is done, or the timeout elapses.
     *
     * @param blocks as in {@link #suspend(List)}
     * @param timeout the maximum time to wait; zero or less polls without waiting
     * @return {@code false} if the timeout elapsed first, where POSIX returns EAGAIN
     * @throws AioException EINVAL if the list's length is out of range, EDEADLK if a signal handler would wait
     * @throws InterruptedException if the caller is interrupted
     */
    public boolean suspend(List<? extends @Nullable ControlBlock> blocks, Duration timeout)
            throws AioException, InterruptedException {
        StackRoom.require();
        return Suspension.suspend(this, blocks, TimeUnit.NANOSECONDS.convert(timeout));
    }

    /**
     * Sets the action of a signal, {@code sigaction}.
     *
     * @param signal 1 to 31, but neither 9 nor 17
     * @param handler called for each completion that sends the signal, or {@code null} to ignore the signal
     * @throws AioException EINVAL if the signal is out of range
     */
    public void onSignal(int signal, @Nullable SignalHandler handler) throws AioException {
        StackRoom.require();
        Validation.checkSignal(this, signal);
        setSignalHandler(signal, handler);
    }

    /**
     * Waits until any request of the process is done, and reaps it: FreeBSD's {@code aio_waitcomplete}. Requests of
     * direct-style calls are never returned.
     *
     * @param into receives the block, its error, its return value and the value of its sigevent
     * @param timeout the maximum time to wait; zero or less polls without waiting
     * @return {@code false} if the timeout elapsed first
     * @throws AioException ENOTSUP in the dialect XNU, EDEADLK if a worker would wait, ESRCH if the process has exited,
     *     or exits or execs during the wait
     * @throws InterruptedException if the caller is interrupted
     */
    public boolean waitComplete(Kevent into, Duration timeout) throws AioException, InterruptedException {
        StackRoom.require();
        return Reaping.waitComplete(this, into, TimeUnit.NANOSECONDS.convert(timeout));
    }

    // ---- cancel

    /**
     * Attempts to cancel one request, {@code aio_cancel}.
     *
     * @param block the block that was submitted
     * @return CANCELED if the request was still queued, or was begun on io_uring and the kernel has cancelled it: it is
     *     now done with ECANCELED and has moved no byte. NOTCANCELED if it runs, and will complete normally. ALLDONE if
     *     it was already done, or is unknown
     * @throws AioException EBADF in the dialect XNU if the process does not know the block
     */
    public CancelResult cancel(ControlBlock block) throws AioException {
        StackRoom.require();
        return Cancellation.one(this, block);
    }

    /**
     * Attempts to cancel one request of a file.
     *
     * @param file the file
     * @param block the block that was submitted for the file
     * @return as {@link #cancel(ControlBlock)}
     * @throws AioException EINVAL if the block belongs to another file
     */
    public CancelResult cancel(AioFile file, ControlBlock block) throws AioException {
        StackRoom.require();
        return Cancellation.one(this, file, block);
    }

    /**
     * Attempts to cancel all requests of a file.
     *
     * @param file the file
     * @return CANCELED if all that were in flight are cancelled, NOTCANCELED if at least one runs, ALLDONE if none was
     *     in flight
     * @throws AioException EBADF if the file belongs to another process
     */
    public CancelResult cancel(AioFile file) throws AioException {
        StackRoom.require();
        return Cancellation.ofFile(this, file);
    }

    /**
     * Attempts to cancel all requests of the process.
     *
     * @return as {@link #cancel(AioFile)}
     * @throws AioException EBADF in the dialect XNU if the process has no request
     */
    public CancelResult cancelAll() throws AioException {
        StackRoom.require();
        return Cancellation.ofFiles(this, files().all());
    }

    // ---- lifecycle and settings

    /**
     * Resets the process, as {@code _aio_exec} does for a new image: like {@link #exit}, except that its files stay
     * open and the process can be used again afterwards.
     *
     * @param deadline the maximum time to wait for running requests
     * @return the report; if it is not complete, the process accepts no request until another exec or exit has
     *     completed
     * @throws AioException EDEADLK in a signal handler of the process, ESRCH after an exit
     */
    public ExitReport exec(Duration deadline) throws AioException {
        StackRoom.requireMore();
        return life().exec(TimeUnit.NANOSECONDS.convert(deadline), files());
    }

    /**
     * Ends the process: refuses new requests, cancels those that are queued, waits for those that run, reaps those that
     * are done, ends the workers and closes the files. Notifications are no longer delivered. An interrupt does not end
     * the wait; the interrupt status remains set.
     *
     * @param deadline the maximum time to wait for running requests
     * @return the report; if it is not complete, another call of exit continues the exit
     * @throws AioException EDEADLK in a signal handler of the process
     */
    public ExitReport exit(Duration deadline) throws AioException {
        StackRoom.requireMore();
        return life().exit(TimeUnit.NANOSECONDS.convert(deadline), files());
    }

    /**
     * Ends the process with the configured deadline, 30 seconds unless set; see {@link #exit}. Closing a process that
     * has exited has no effect.
     *
     * @throws AioException ETIMEDOUT with the report if requests still ran at the deadline; EDEADLK in a signal handler
     */
    @Override
    public void close() throws AioException {
        StackRoom.requireMore();
        life().close(files());
    }

    /**
     * Changes how long workers may be idle. The change applies immediately, also to workers that are already idle. It
     * has no effect on workers that also serve other processes.
     *
     * @param window 1 millisecond or more
     * @throws IllegalArgumentException if the window is shorter
     */
    public void poolWindow(Duration window) {
        StackRoom.require();
        life().workqueueSettings().windowNanos(AioProcessBuilder.checkedWindow(window));
    }

    /**
     * Returns the values of this process that can be changed while requests run; see also the {@linkplain
     * AioSystem#tunables tunables of its system}.
     *
     * @return the tunables by name
     */
    public Map<String, Tunable> tunables() {
        return ProcessTunables.of(
                quota(),
                doneQueue(),
                life().workqueueSettings(),
                () -> workqueue().counts().inFlight());
    }

    /**
     * Returns one of the {@linkplain #tunables tunables}.
     *
     * @param name for example {@code heddle.aio.proc.max_outstanding}
     * @return the tunable
     * @throws IllegalArgumentException if the process has no tunable of that name; the message lists all
     */
    public Tunable tunable(String name) {
        return Tunable.Table.find(tunables(), name, this);
    }

    /**
     * Registers an action to be run when the process has exited, on the thread whose exit completes; an exec does not
     * count as an exit.
     *
     * @param action run once; run immediately if the process has already exited
     */
    public void onExit(Runnable action) {
        StackRoom.require();
        life().onExit(action);
    }

    /**
     * Returns the gauges and counters of the process.
     *
     * @return the figures at about the time of the call
     */
    public AioStatistics statistics() {
        StackRoom.require();
        return Statistics.of(this);
    }

    // ---- properties

    /**
     * Returns the number of the process, by which recordings name it. Unique in this JVM.
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
     * Returns the dialect whose rules the process follows.
     *
     * @return the dialect
     */
    public Dialect dialect() {
        return system.dialect();
    }

    /**
     * Returns whether the process accepts requests.
     *
     * @return {@code false} from the beginning of an exit or exec; {@code true} again once an exec has completed
     */
    public boolean isOpen() {
        return life.isOpen();
    }

    /**
     * Returns the largest number of requests that may be submitted and not yet reaped, {@code kern.aioprocmax}.
     *
     * @return 1 or more, see {@link AioProcessBuilder#maxOutstanding}
     */
    public int maxOutstanding() {
        return quota.limit();
    }

    /**
     * Returns the clock that determines all waiting times in the process.
     *
     * @return the ticker, see {@link AioProcessBuilder#ticker}
     */
    public Ticker ticker() {
        return ticker;
    }

    /**
     * Returns the name of the backend that moves the bytes of the process's requests. With {@link BackendKind#AUTO} the
     * first such call in a JVM waits until the choice is made, about 100 ms.
     *
     * @return {@code uring}, {@code native} or {@code channel}
     */
    public String backendName() {
        return backend.name();
    }

    /**
     * Returns why {@link #backendName} is what it is: the setting that has named it, or the reason for the choice of
     * {@link BackendKind#AUTO}, including a remedy if a faster backend cannot be used. Waits as {@code backendName}
     * does.
     *
     * @return for example {@code io_uring cannot be used: native access is not granted to module io.heddle.engine;
     *     start java with --enable-native-access=io.heddle.engine}
     */
    public String backendReason() {
        return choice.reason();
    }

    // ---- for the other classes of the package

    void submit(Operation operation, ControlBlock block) throws AioException {
        Submission.call(this, block.request, operation, block.file(), block.offset(), block.sigevent());
    }

    // ---- the lock and the lifecycle

    /**
     * The lock that guards every state change of the process's requests: held for a few instructions, never during I/O
     * or a callback.
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

    /**
     * Returns whether an exit or exec has begun: from then on no notification is delivered and no request is accepted.
     */
    boolean isExiting() {
        return !life.isOpen();
    }

    /**
     * Refuses a call that would wait, if the calling thread might wait for itself. Such a thread is a worker, or a
     * thread whose cancel, close or list call has led to a signal handler: it has more requests to complete once the
     * handler returns.
     */
    void refuseInHandler(String call) throws AioException {
        refuseInHandler(call, "");
    }

    /** The same for a call on an object, whose text is made only if the call is refused. */
    void refuseInHandler(String call, Object of) throws AioException {
        if (workqueue().isOnWorker() || Notification.isHandlingFor(this)) {
            throw new AioException(
                    Errno.EDEADLK,
                    call + of + " in a signal handler of " + this + " could wait for itself: use Sigevent.thread");
        }
    }

    // ---- files and signals

    OpenFiles files() {
        return files;
    }

    void forgetIfEmpty(AioFile file) {
        files.forgetIfEmpty(file);
    }

    /** Creates the thread of a notification. */
    Thread notifier(Runnable call) {
        return notifiers == null
                ? Thread.ofVirtual().name("heddle-" + name() + "-notify").unstarted(call)
                : notifiers.newThread(call);
    }

    LateNotification.Pending lateNotifications() {
        return lateNotifications;
    }

    private synchronized void setSignalHandler(int signal, @Nullable SignalHandler handler) {
        Map<Integer, SignalHandler> known = signalHandlers;
        if (known == null) {
            known = new ConcurrentHashMap<>();
            signalHandlers = known;
        }
        if (handler == null) {
            known.remove(signal);
        } else {
            known.put(signal, handler);
        }
    }

    @Nullable
    SignalHandler signalHandler(int signal) {
        Map<Integer, SignalHandler> known = signalHandlers;
        return known == null ? null : known.get(signal);
    }

    // ---- its components

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

    /** Returns whether the process has a clock other than {@link System#nanoTime}. */
    boolean hasOwnTime() {
        return ticker != Ticker.SYSTEM;
    }

    @Override
    public String toString() {
        return "process " + life.id() + " (" + life.name() + ")";
    }
}
