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
 * An isolated owner of requests, files and quotas: what a process is to a kernel's asynchronous I/O. A server has one
 * for each tenant or subsystem. Safe for use by any number of threads.
 *
 * <p>The calls are those of POSIX {@code <aio.h>}. A request is submitted with {@link #read}, {@link #write}, {@link
 * #fsync} or {@link #listio}; runs on one of the process's workers; is looked at with {@link #error}, waited for with
 * {@link #suspend} or by a {@link Sigevent}, taken back with {@link #cancel(ControlBlock)}; and is reaped with {@link
 * #reap}, which gives its quota and its control block back.
 *
 * <p>What is refused throws an {@link AioException} at the call that asked for it, and leaves everything as it was.
 * Once the process has exited, submissions throw ESRCH.
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
    private volatile @Nullable Map<Integer, SignalHandler> signalHandlers; // made with the first: most have none
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
     * @return a process, to be closed by the caller
     */
    public static AioProcess open() {
        StackRoom.require();
        return configure().open();
    }

    /**
     * Starts to open a process with settings of one's own.
     *
     * @return the settings
     */
    public static AioProcessBuilder configure() {
        HeadStart.begin();
        return new AioProcessBuilder();
    }

    // ---- files

    /**
     * Opens a file. The call blocks, and on JDK 25 holds the carrier of a virtual thread, while the file is being
     * opened. An interrupt neither ends it nor closes the file.
     *
     * <p>Options, exceptions, and what happens to the file are those of {@code FileChannel.open}; options that
     * contradict one another are refused before anything is touched. A file must be one that is read and written at an
     * offset: a regular file, one in {@code /proc}, a block device, a device such as {@code /dev/null}, or a folder,
     * which can be synced only. FIFOs, sockets and terminals are refused; a FIFO is not even opened, for that could
     * wait for ever. A file of another file system, such as an archive, is served if its provider opens it as a {@code
     * FileChannel}.
     *
     * <p>On io_uring an open file takes one descriptor. A regular file that was opened before it was known whether
     * io_uring can be used takes two.
     *
     * @param path where it is
     * @param options as for {@link FileChannel#open(Path, OpenOption...)}; none means READ
     * @return the file, to be closed by the caller or by the process's exit
     * @throws AioException ESPIPE (in the dialect FREEBSD ENOTSUP) if the file has no offsets, ESRCH if the process has
     *     exited
     * @throws IOException if the file cannot be opened
     * @throws IllegalArgumentException if options contradict one another, as by {@code FileChannel.open}
     * @throws UnsupportedOperationException if an option is not supported, or the path's file system opens no {@code
     *     FileChannel}
     */
    public AioFile open(Path path, OpenOption... options) throws IOException {
        StackRoom.require();
        return files().open(path, options);
    }

    /**
     * Takes over a channel that is open already. It is the process's from now on: nobody else should close it, nor
     * interrupt a thread that uses it. An interrupt of the calling thread closes nothing.
     *
     * <p>The channel's position is the same afterwards, but is moved meanwhile: no other thread may use it during the
     * call. A channel of the JDK's on a regular file is moved to io_uring where that is used, and takes a second
     * descriptor there. Any other channel is called as it is.
     *
     * @param channel an open channel of a file that is read and written at an offset
     * @param options how it was opened, as far as the channel does not tell: only {@link
     *     java.nio.file.StandardOpenOption#APPEND} matters
     * @return the file, which closes the channel when it is closed
     * @throws AioException ESPIPE (in the dialect FREEBSD ENOTSUP) if the channel is a pipe's, a socket's or a
     *     terminal's: it stays open; ESRCH if the process has exited
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
     * @param block what to read, and where
     * @throws AioException EAGAIN if the block is in flight, the quota is reached or the process is exiting; EBADF if
     *     the file is closed, not readable or another process's, or the queue of the sigevent is closed; EINVAL if the
     *     buffer is missing or read-only, the offset negative, the priority or signal invalid, or buffer or offset not
     *     as the file demands ({@link AioFile#alignment}, not in the dialects of kernels: there the request fails with
     *     EINVAL); ENOTSUP for buffers in the dialect XNU; ESRCH if the process has exited
     */
    public void read(ControlBlock block) throws AioException {
        StackRoom.require();
        submit(block.read(), block);
    }

    /**
     * Submits a write of the block's buffer, {@code aio_write}, or of its buffers, {@code aio_writev}. Writes to a file
     * that is open for appending reach its end in the order of their submission.
     *
     * @param block what to write, and where
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
     * <p>In the dialect {@link Dialect#POSIX} it may share a flush with other syncs of the file: one that starts after
     * all that it covers was done, and forces as much as the most demanding of them asks for. If the flush fails, all
     * of them do, and so do all later syncs of the file: see {@link AioFile#syncFailure}. The kernels' dialects flush
     * for each sync, and each has its own answer.
     *
     * @param mode what to force to the device
     * @param block names the file and the notification; its buffer, offset and priority are ignored
     * @throws AioException as {@link #read}, with no demand on buffer, offset, priority or access
     */
    public void fsync(SyncMode mode, ControlBlock block) throws AioException {
        StackRoom.require();
        submit(mode.operation, block);
    }

    /**
     * Submits the locking of the block's memory, {@code aio_mlock}: its pages are brought in, and stay in until {@link
     * #munlock} or until the memory is unmapped. Without native access ({@code --enable-native-access}) they are
     * brought in only.
     *
     * @param block with a direct or mapped buffer or a native segment; its file and offset are ignored
     * @throws AioException as {@link #read}, but EINVAL if the memory is missing, on the heap or confined to a thread,
     *     and ENOTSUP in the dialect XNU. That the system does not allow so much to be locked is an error of the
     *     request: ENOMEM, or EPERM where nothing may be locked
     */
    public void mlock(ControlBlock block) throws AioException {
        StackRoom.require();
        MemoryLock.mlock(this, block);
    }

    /**
     * Unlocks memory, {@code munlock}, at once and without a request. Locks do not nest, and belong to the JVM rather
     * than to an {@code AioProcess}: neither the end of a request nor {@link #exit} undoes one. Without native access
     * there is nothing to do.
     *
     * @param block with the same memory as the one that was locked
     * @throws AioException EINVAL if the memory is none that can be locked, ENOTSUP in the dialect XNU, ENOMEM if it is
     *     not mapped
     */
    public void munlock(ControlBlock block) throws AioException {
        StackRoom.require();
        MemoryLock.munlock(this, block);
    }

    /**
     * Submits the requests of a list, each by its block's {@link ControlBlock#opcode}, {@code lio_listio}.
     *
     * @param mode WAIT to wait until all are done; NOWAIT to return at once
     * @param blocks 0 to the process's limit of requests; {@code null} elements and NOPs are ignored. A list of which
     *     no request comes is done at once, and told so; the dialect XNU refuses an empty one
     * @param sigevent with NOWAIT how to tell that all are done, besides each block's own; ignored with WAIT
     * @throws AioException EINVAL if the list's length or the signal is out of range, EBADF if the sigevent's queue is
     *     closed: nothing was submitted. EIO if entries are invalid, EAGAIN if entries met a limit or were in flight:
     *     the others were submitted, with WAIT they are done, and {@link #error} tells of each refused one. EIO with
     *     WAIT also if a request failed. EDEADLK if a signal handler would wait
     * @throws InterruptedException if the caller is interrupted while it waits; the requests go on
     */
    public void listio(ListMode mode, List<? extends @Nullable ControlBlock> blocks, Sigevent sigevent)
            throws AioException, InterruptedException {
        StackRoom.require();
        ListIo.listio(this, mode, blocks, sigevent);
    }

    // ---- looking, waiting, reaping

    /**
     * Tells how a request stands, {@code aio_error}.
     *
     * @param block a block that was submitted
     * @return EINPROGRESS while it is queued or runs; OK, ECANCELED or the transfer's error once it is done; of a block
     *     that a list call refused, the reason
     * @throws AioException EINVAL if the process does not know the block: it was never submitted, or is reaped
     */
    public Errno error(ControlBlock block) throws AioException {
        StackRoom.require();
        return Reaping.error(this, block);
    }

    /**
     * Reaps a request that is done, {@code aio_return}: its quota and its block are free afterwards, and an event that
     * still waits on a completion queue is withdrawn.
     *
     * @param block a block whose request is done
     * @return the bytes moved: 0 for a sync and for a read at or beyond the end of the file
     * @throws AioException EINPROGRESS while it is queued or runs, EINVAL if the process does not know the block:
     *     nothing is reaped then. The transfer's own error, or ECANCELED, if it failed: then it is reaped
     */
    public long reap(ControlBlock block) throws AioException {
        StackRoom.require();
        return Reaping.reap(this, block);
    }

    /**
     * Waits until at least one of some requests is done, {@code aio_suspend}.
     *
     * @param blocks 0 to the process's limit of requests; {@code null} elements are ignored; one that is done, reaped
     *     or unknown ends the wait at once, and so does a list that is empty or of {@code null}s. One that is done and
     *     submitted again during the wait has ended it
     * @throws AioException EINVAL if the list's length is out of range, EDEADLK if a signal handler would wait
     * @throws InterruptedException if the caller is interrupted
     */
    public void suspend(List<? extends @Nullable ControlBlock> blocks) throws AioException, InterruptedException {
        StackRoom.require();
        Suspension.suspend(this, blocks, Long.MAX_VALUE);
    }

    /**
     * Waits until at least one of some requests is done, or the time is up.
     *
     * @param blocks as in {@link #suspend(List)}
     * @param timeout the longest wait; zero or less only looks
     * @return {@code false} if the time was up first, where POSIX says EAGAIN
     * @throws AioException EINVAL if the list's length is out of range, EDEADLK if a signal handler would wait
     * @throws InterruptedException if the caller is interrupted
     */
    public boolean suspend(List<? extends @Nullable ControlBlock> blocks, Duration timeout)
            throws AioException, InterruptedException {
        StackRoom.require();
        return Suspension.suspend(this, blocks, TimeUnit.NANOSECONDS.convert(timeout));
    }

    /**
     * Sets what a signal does, {@code sigaction}.
     *
     * @param signal 1 to 31, but not 9 or 17
     * @param handler called for each completion that sends the signal, or {@code null} to ignore it
     * @throws AioException EINVAL if the signal is out of range
     */
    public void onSignal(int signal, @Nullable SignalHandler handler) throws AioException {
        StackRoom.require();
        Validation.checkSignal(this, signal);
        setSignalHandler(signal, handler);
    }

    /**
     * Waits for the next request of the process to be done, whichever it is, and reaps it: FreeBSD's {@code
     * aio_waitcomplete}. Requests of direct-style calls are not meant.
     *
     * @param into gets the block, its error, its return value and the value of its sigevent
     * @param timeout the longest wait; zero or less only looks
     * @return {@code false} if the time was up first
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
     * Tries to cancel one request, {@code aio_cancel}.
     *
     * @param block the block that was submitted
     * @return CANCELED if it was still queued, or was begun on io_uring and the kernel could take it back: it is done
     *     now with ECANCELED and has moved no byte. NOTCANCELED if it runs, and will complete normally. ALLDONE if it
     *     was done before, or is unknown
     * @throws AioException EBADF in the dialect XNU if the process does not know the block
     */
    public CancelResult cancel(ControlBlock block) throws AioException {
        StackRoom.require();
        return Cancellation.one(this, block);
    }

    /**
     * Tries to cancel one request of a file.
     *
     * @param file the file
     * @param block the block that was submitted for it
     * @return as {@link #cancel(ControlBlock)}
     * @throws AioException EINVAL if the block is another file's
     */
    public CancelResult cancel(AioFile file, ControlBlock block) throws AioException {
        StackRoom.require();
        return Cancellation.one(this, file, block);
    }

    /**
     * Tries to cancel all requests of a file.
     *
     * @param file the file
     * @return CANCELED if all that were in flight are cancelled, NOTCANCELED if at least one runs, ALLDONE if none was
     *     in flight
     * @throws AioException EBADF if the file is another process's
     */
    public CancelResult cancel(AioFile file) throws AioException {
        StackRoom.require();
        return Cancellation.ofFile(this, file);
    }

    /**
     * Tries to cancel all requests of the process.
     *
     * @return as {@link #cancel(AioFile)}
     * @throws AioException EBADF in the dialect XNU if there is none
     */
    public CancelResult cancelAll() throws AioException {
        StackRoom.require();
        return Cancellation.ofFiles(this, files().all());
    }

    // ---- the process itself

    /**
     * Resets the process, as {@code _aio_exec} does for a new image: as {@link #exit}, but its files stay open and it
     * can be used again afterwards.
     *
     * @param deadline the longest wait for running requests
     * @return what was found; if it is not complete, the process accepts nothing until another exec or exit has
     *     completed
     * @throws AioException EDEADLK in a signal handler of the process, ESRCH after an exit
     */
    public ExitReport exec(Duration deadline) throws AioException {
        StackRoom.requireMore();
        return life().exec(TimeUnit.NANOSECONDS.convert(deadline), files());
    }

    /**
     * Ends the process: refuses new requests, cancels those that are queued, waits for those that run, reaps those that
     * are done, ends the workers and closes the files. No notification is delivered any more. An interrupt does not end
     * the wait; it stays pending.
     *
     * @param deadline the longest wait for running requests
     * @return what was found; if it is not complete, the exit can be called again and goes on
     * @throws AioException EDEADLK in a signal handler of the process
     */
    public ExitReport exit(Duration deadline) throws AioException {
        StackRoom.requireMore();
        return life().exit(TimeUnit.NANOSECONDS.convert(deadline), files());
    }

    /**
     * Ends the process with the deadline that was configured, 30 seconds unless set; see {@link #exit}. Closing it
     * again has no effect.
     *
     * @throws AioException ETIMEDOUT with the report if requests still ran at the deadline; EDEADLK in a signal handler
     */
    @Override
    public void close() throws AioException {
        StackRoom.requireMore();
        life().close(files());
    }

    /**
     * Changes how long workers may be idle, from now on and for those that are idle already. Without effect on workers
     * that serve other processes too.
     *
     * @param window 1 millisecond or more
     * @throws IllegalArgumentException if it is less
     */
    public void poolWindow(Duration window) {
        StackRoom.require();
        life().workqueueSettings().windowNanos(AioProcessBuilder.checkedWindow(window));
    }

    /**
     * Returns what can be changed of this process alone while requests run; see also those of its {@link
     * AioSystem#tunables}.
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
     * @throws IllegalArgumentException if the process has none of that name; the message lists all
     */
    public Tunable tunable(String name) {
        return Tunable.Table.find(tunables(), name, this);
    }

    /**
     * Has something done when the process has exited, on the thread whose exit completes it; an exec is no exit.
     *
     * @param action done once; at once if the process has exited already
     */
    public void onExit(Runnable action) {
        StackRoom.require();
        life().onExit(action);
    }

    /**
     * Returns gauges and counters.
     *
     * @return the figures of about now
     */
    public AioStatistics statistics() {
        StackRoom.require();
        return Statistics.of(this);
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

    // ---- for the other classes of the room

    void submit(Operation operation, ControlBlock block) throws AioException {
        Submission.call(this, block.request, operation, block.file(), block.offset(), block.sigevent());
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

    /** Makes the thread of a notification. */
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
}
