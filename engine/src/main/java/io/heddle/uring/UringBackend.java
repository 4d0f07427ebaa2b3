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
 * The backend on io_uring. The ring does what waits for a device: O_DIRECT, syncs, and reads for which no thread waits,
 * so that many are in flight at the same time. A read or write through the page cache for which a thread waits is a
 * blocking call of that thread, see {@link NativeBackend}; by the ring it would cost several times as much. If too many
 * carriers are held by such calls, the ring does these as well. Another backend does everything else: what is no read,
 * write or sync, and files that were not opened by this backend.
 */
public final class UringBackend implements Backend {
    /** The largest heap buffer whose bytes the driver copies between two checks of the ring. */
    private static final int MOST_COPIED = 1 << 16;

    /**
     * The classes with a static initialiser, which must not run on a full heap in the middle of a transfer. A test
     * keeps the list complete.
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
     * Creates a backend of the given parts.
     *
     * @param ring an open ring
     * @param memory allocates the backend's own memory
     * @param others does what is not for the ring; if it makes calls on descriptors, also what they do better
     * @param factory creates platform threads
     * @param idleNanos the time without work after which the backend releases everything
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
     * Checks whether io_uring can be used here.
     *
     * @param others does what is not for the ring
     * @return a backend, or the reason why there is none
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

    /** Checks a ring, which is closed unless the backend keeps it: another probe may open another ring. */
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
            backend.driver.awake(); // starts the reaper, which closes an unused ring
            return answer;
        } finally {
            if (!kept) {
                ring.close();
            }
        }
    }

    /** {@inheritDoc} The name of the other backend if the ring was lost. */
    @Override
    public String name() {
        return driver.lost() == null ? "uring" : others.name();
    }

    /**
     * Sets an action that runs if the ring is lost, which means that the kernel no longer allows what it has allowed
     * before. From then on the other backend moves everything, including what the kernel has not taken.
     *
     * @param action runs once, on a thread of the backend; must not wait
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
     * Returns the number of entries that the kernel has and has not completed.
     *
     * @return 0 if nothing is in flight
     */
    public int inFlight() {
        return driver.inFlight();
    }

    /**
     * Returns the number of transfers that hold a slot for the ring: those in flight, those that wait for an entry,
     * those that are being read from the page cache, and those that cancel others.
     *
     * @return 0 if nothing is in flight
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
     * Accepts what the ring moves without a waiting thread, and syncs. Excluded are vectors, large heap buffers, whose
     * bytes the driver would have to copy, and transfers of no bytes. A write to the page cache hardly ever waits: a
     * worker or its caller makes it.
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

    @Override
    public boolean movesAtOnce(Transfer transfer) {
        return calls != null && calls.movesAtOnce(transfer);
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
     * Returns the backend that makes the blocking call of a transfer through the page cache, for a thread that waits
     * for it; {@code null} if the ring moves it.
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

    /**
     * Has another backend move a transfer for which this one lacks memory, while the calling thread waits. The thread's
     * interrupt status is kept.
     */
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
     * {@inheritDoc} An entry that was not submitted yet can be cancelled, and so can one that the kernel has not
     * started: most of these wait for a thread of the kernel. An entry on which a device works cannot.
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
     * Moves a transfer while the calling thread is parked; returns {@code false} if there is no memory, and nothing has
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

    /** Returns a slot. Once the ring is lost, there is no later reaper that frees the memory of idle slots. */
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

    /**
     * Completes a transfer of no bytes, which needs no entry. A missing buffer is a bad address as on any other
     * backend.
     */
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

    /**
     * Returns whether the ring can move a transfer. A vector is moved buffer by buffer, so an appended one would not
     * stay contiguous.
     */
    private static boolean isForTheRing(Transfer transfer) {
        return switch (transfer.operation()) {
            case READ, READV, WRITE, SYNC, DSYNC -> true;
            case WRITEV -> !transfer.isAppending();
            case NOP, MLOCK -> false;
        };
    }
}
