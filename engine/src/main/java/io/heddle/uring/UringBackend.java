package io.heddle.uring;

import io.heddle.backend.Backend;
import io.heddle.backend.Carriers;
import io.heddle.backend.Ending;
import io.heddle.backend.Handle;
import io.heddle.backend.Lifetime;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import io.heddle.backend.Uninterrupted;
import io.heddle.linux.NativeBackend;
import io.heddle.linux.NativeFile;
import io.heddle.linux.NativeMemory;
import io.heddle.linux.Probe;
import io.heddle.time.Ahead;
import io.heddle.time.Failures;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The backend on io_uring. What goes by the ring is what waits for a device: O_DIRECT, syncs, and reads that nobody
 * waits for, so that many are under way at a time. A read or write by the page cache, of a thread that waits for it, is
 * a blocking call of that thread's, see {@link NativeBackend}; by the ring it would cost several times as much. Where
 * too many carriers are held by such calls the ring takes them as well. What is no read, write or sync of a file that
 * was opened by this backend is done by another.
 */
public final class UringBackend implements Backend {
    /** The largest heap buffer whose bytes the driver copies between two looks at the ring. */
    private static final int MOST_COPIED = 1 << 16;

    /**
     * Those with a static initialiser, which must not meet a full heap in the midst of a transfer. A test keeps it
     * complete.
     */
    static final String[] CLASSES = {
        "uring.Cancels",
        "uring.Detours",
        "uring.Driver",
        "uring.Driver$1",
        "uring.Passage$1",
        "uring.Passage$Step",
        "uring.Ring",
        "uring.RoundTrip",
        "uring.Slot",
        "uring.UringBackend$1",
        "uring.Watch"
    };

    private static final int ENTRIES = 1024;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Backend others;
    private final Slots slots;
    private final @Nullable NativeBackend calls;
    private final Driver driver;
    private volatile Runnable onLoss = () -> {};

    /**
     * Makes a backend of parts of the caller's choice.
     *
     * @param ring open
     * @param memory where it has its own
     * @param others does what is not for the ring; if it makes calls on descriptors, also what they do better
     * @param factory of platform threads
     * @param idleNanos after so long without work it keeps nothing
     */
    UringBackend(Queues ring, NativeMemory memory, ThreadFactory factory, Backend others, long idleNanos) {
        this.others = others;
        slots = new Slots(memory);
        calls = others instanceof NativeBackend known ? known : null;
        driver = new Driver(ring, slots, factory, others, idleNanos);
        driver.onLoss(this::lost);
    }

    private static ThreadFactory platformThreads() {
        return Thread.ofPlatform()
                .name("heddle-uring-", 1)
                .daemon(true)
                .inheritInheritableThreadLocals(false)
                .factory();
    }

    /**
     * Looks whether io_uring can be used here.
     *
     * @param others does what is not for the ring
     * @return a backend, or the reason
     */
    public static Probe probe(Backend others) {
        Probe.Unusable noCalls = NativeBackend.refusal();
        if (noCalls != null) {
            return noCalls;
        }
        try {
            NativeBackend.initialise();
            Ahead.initialise(UringBackend.class, CLASSES);
            return probe(new Ring(ENTRIES, NativeMemory.PAGES), others);
        } catch (Ring.RefusedException refused) {
            return new Probe.Unusable(String.valueOf(refused.getMessage()), true, refused.passing);
        } catch (VirtualMachineError | LinkageError | RuntimeException failed) {
            return Probe.Unusable.because(failed);
        }
    }

    /** The ring is closed again unless it is the backend's: there may be another probe, and another ring. */
    private static Probe probe(Ring ring, Backend others) {
        boolean kept = false;
        try {
            Probe.Unusable refusal = RoundTrip.refusal(ring);
            if (refusal != null) {
                return refusal;
            }
            UringBackend backend = new UringBackend(ring, NativeMemory.PAGES, platformThreads(), others, IDLE_NANOS);
            backend.driver.hasManyCarriers(Carriers.SHARED::areMany);
            Probe answer = new Probe.Usable(backend);
            kept = true; // from here on the driver closes it
            backend.driver.awake(); // if nobody wants it, it is closed
            return answer;
        } finally {
            if (!kept) {
                ring.close();
            }
        }
    }

    /** {@inheritDoc} That of the other backend if the ring was lost. */
    @Override
    public String name() {
        return driver.lost() == null ? "uring" : others.name();
    }

    /**
     * Has an action run if the ring is lost: if the kernel does not allow any more what it has allowed before. The
     * other backend has moved what was under way since then, and moves everything from then on.
     *
     * @param action runs on a thread of the backend's, once; must not wait
     */
    public void onLoss(Runnable action) {
        onLoss = action;
    }

    /**
     * Returns why the ring was lost.
     *
     * @return the reason, or {@code null} if it is in use
     */
    public @Nullable String lossReason() {
        return driver.lost();
    }

    private void lost() {
        Failures.log(
                Level.WARNING,
                "io_uring cannot be used any more, the backend is {0} now: {1}",
                others.name(),
                driver.lost());
        onLoss.run();
    }

    /**
     * Returns how many entries of the ring the kernel has and has not answered.
     *
     * @return 0 when nothing is under way
     */
    public int inFlight() {
        return driver.inFlight();
    }

    /**
     * Returns how many transfers hold a slot for the ring: those in flight, those that wait for an entry, those that
     * are answered from the page cache at this moment, and those that cancel others.
     *
     * @return 0 when nothing is under way
     */
    public int transfers() {
        return slots.lent();
    }

    @Override
    public @Nullable Handle open(Path path, Set<? extends OpenOption> options) throws IOException {
        return NativeFile.open(path, options);
    }

    @Override
    public @Nullable Handle adopt(FileChannel channel) throws IOException {
        return NativeFile.adopt(channel);
    }

    @Override
    public int readNow(Handle handle, ByteBuffer into, long offset) {
        return calls == null ? WOULD_WAIT : calls.readNow(handle, into, offset);
    }

    // ---- transfers

    /**
     * Takes whole what is moved by questions to the ring, and syncs. Not the bytes of large heap buffers, which would
     * have to be copied by the driver; nor what moves nothing. A write to the page cache hardly ever waits: it is a
     * worker's, or its caller's.
     */
    @Override
    public boolean takesWhole(Transfer transfer) {
        NativeFile file = NativeFile.of(transfer.handle());
        if (file == null) {
            return false;
        }
        boolean isOfCalls = callsOf(transfer, file) != null
                && (transfer.isWaitedFor() || transfer.operation().isWrite());
        return isOfCalls ? transfer.isWaitedFor() : canRingBegin(transfer, file);
    }

    private boolean canRingBegin(Transfer transfer, NativeFile file) {
        if (file.refusesRing() || driver.lost() != null) {
            return false;
        }
        Operation operation = transfer.operation();
        if (!operation.isTransfer()) {
            return operation.isSync();
        }
        ByteBuffer buffer = transfer.memory().buffer();
        return buffer != null
                && buffer.hasRemaining()
                && (buffer.isDirect() ? !Lifetime.mayEnd(buffer) : buffer.remaining() <= MOST_COPIED);
    }

    /**
     * Who makes the call of a transfer by the page cache, of a thread that waits for it; {@code null} if the ring moves
     * it.
     */
    private @Nullable NativeBackend callsOf(Transfer transfer, NativeFile file) {
        return file.direct || !transfer.operation().isTransfer() ? null : calls;
    }

    @Override
    public boolean begin(Transfer transfer, Ending ending) {
        NativeFile file = NativeFile.of(transfer.handle());
        if (file == null) {
            throw new IllegalArgumentException("the file is not one of this backend");
        }
        NativeBackend here = transfer.isWaitedFor() ? callsOf(transfer, file) : null;
        if (here != null && here.beginHere(transfer)) {
            return true;
        }
        return (here == null || canRingBegin(transfer, file))
                ? beginByRing(transfer, file, ending)
                : here.begin(transfer, ending);
    }

    private boolean beginByRing(Transfer transfer, NativeFile file, Ending ending) {
        transfer.beforeCall();
        Slot slot = null;
        boolean over = true;
        try {
            slot = slots.borrow();
            over = slot.passage.begin(transfer, file, ending);
            if (!over) {
                over = true; // unless the driver takes it
                transfer.ticket(slot.life.key());
                over = !put(slot, transfer);
                if (over) {
                    slot.passage.moveBy(others);
                }
            }
        } catch (OutOfMemoryError exhausted) { // nothing has happened
            moveByOthers(transfer);
        } finally {
            if (over && slot != null) {
                giveBack(slot);
            }
        }
        return over;
    }

    /** Moves what there is no memory for here, while the calling thread waits; an interrupt of it stays. */
    private void moveByOthers(Transfer transfer) {
        try {
            transfer.moved(Uninterrupted.move(others, transfer));
        } catch (Throwable failed) {
            transfer.failed(failed);
        }
    }

    private boolean put(Slot slot, Transfer transfer) {
        transfer.called();
        try {
            return driver.put(slot);
        } catch (OutOfMemoryError exhausted) {
            return false;
        }
    }

    /**
     * {@inheritDoc} What the kernel has not been given yet can be taken back, and what it has not started: most of that
     * waits for a thread of the kernel's. What a device works on cannot.
     */
    @Override
    public boolean cancel(long ticket) {
        return ticket != 0 && driver.cancel(ticket);
    }

    @Override
    public long move(Transfer transfer) throws IOException {
        NativeFile file = NativeFile.of(transfer.handle());
        if (file == null) {
            return others.move(transfer);
        }
        NativeBackend here = callsOf(transfer, file);
        if (here != null && here.moveHere(transfer)) {
            return transfer.takeBack();
        }
        boolean goesByRing = !file.refusesRing()
                && driver.lost() == null
                && isForTheRing(transfer)
                && !Lifetime.mayEnd(transfer.memory());
        if (!goesByRing) {
            return others.move(transfer);
        }
        if (transfer.operation().isTransfer() && transfer.memory().remaining() == 0) {
            return moveNothing(transfer);
        }
        transfer.beforeCall();
        return moveByRing(transfer, file) ? transfer.takeBack() : others.move(transfer);
    }

    /**
     * Moves a transfer while the calling thread is parked; {@code false} if there is no memory, and nothing has
     * happened.
     */
    private boolean moveByRing(Transfer transfer, NativeFile file) {
        Slot slot = null;
        try {
            slot = slots.borrow();
            if (!slot.passage.begin(transfer, file, null)) {
                finish(slot, transfer);
            }
            return true;
        } catch (OutOfMemoryError exhausted) {
            return false;
        } finally {
            if (slot != null) {
                giveBack(slot);
            }
        }
    }

    /** Once the ring is lost there is no reaper to come that frees the memory of idle slots. */
    private void giveBack(Slot slot) {
        slots.giveBack(slot);
        if (driver.lost() != null) {
            slots.release();
        }
    }

    private void finish(Slot slot, Transfer transfer) {
        boolean put = put(slot, transfer);
        boolean interrupted = put && slot.passage.await();
        if (!put || slot.passage.isLeft()) {
            slot.passage.moveBy(others);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** There is nothing to ask the kernel, but a missing buffer is a bad address as on any other backend. */
    private static long moveNothing(Transfer transfer) throws IOException {
        Memory memory = transfer.memory();
        switch (transfer.operation()) {
            case READ -> memory.writableBytes();
            case WRITE -> memory.bytes();
            case READV -> memory.writableVector();
            case WRITEV -> memory.vector();
            case SYNC, DSYNC, NOP, MLOCK -> throw new IllegalArgumentException("it has no bytes to move");
        }
        return 0;
    }

    /** A vector is moved buffer by buffer, so one that is appended would not stay in one piece. */
    private static boolean isForTheRing(Transfer transfer) {
        return switch (transfer.operation()) {
            case READ, READV, WRITE, SYNC, DSYNC -> true;
            case WRITEV -> !transfer.isAppending();
            case NOP, MLOCK -> false;
        };
    }
}
