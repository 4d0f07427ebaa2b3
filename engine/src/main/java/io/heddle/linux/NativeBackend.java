package io.heddle.linux;

import io.heddle.backend.Backend;
import io.heddle.backend.Carriers;
import io.heddle.backend.Ending;
import io.heddle.backend.Handle;
import io.heddle.backend.Lifetime;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import io.heddle.backend.Uninterrupted;
import io.heddle.time.Ahead;
import io.heddle.time.Parking;
import io.heddle.time.Ticker;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The backend of blocking system calls on a descriptor, made by the current thread: the worker or, as no interrupt can
 * close the file, the caller of a direct-style call. Meanwhile a virtual thread holds its carrier, for which {@link
 * Carriers} compensates. If too many carriers are held, or if this backend has no descriptor of the file, another
 * backend does the transfer.
 *
 * <p>Bytes in the page cache are read immediately. Such a read does not wait, so it does not count as one that holds a
 * carrier.
 */
public final class NativeBackend implements Backend {
    /**
     * The classes with a static initialiser, which must not run on a full heap in the middle of a transfer. A test
     * keeps the list complete.
     */
    static final String[] CLASSES = {
        "linux.Descriptors",
        "linux.FileCalls",
        "linux.Looks",
        "linux.NativeFile",
        "linux.NativeMemory",
        "linux.OpenMode",
        "linux.PathBytes",
        "linux.Scratches"
    };

    /** The architectures whose system call numbers {@link Libc} knows. */
    private static final List<String> ARCHITECTURES = List.of("amd64", "aarch64", "riscv64", "loongarch64");

    /**
     * The longest read that is done immediately. A longer one is a copy that takes tens of microseconds: it becomes a
     * request, and is read in {@linkplain PieceChannel pieces}.
     */
    private static final int MOST_AT_ONCE = Scratch.ROOM - 1;

    /** A virtual thread that never waits leaves its carrier about once in this number of calls, a power of two. */
    private static final int CALLS_OF_A_TURN = 64;

    private final Scratches scratches;
    private final Carriers carriers;
    private final Backend others;

    /**
     * Creates the backend of this JVM.
     *
     * @param others does what this backend cannot do
     */
    public NativeBackend(Backend others) {
        this(Scratches.SHARED, Carriers.SHARED, others);
    }

    NativeBackend(Scratches scratches, Carriers carriers, Backend others) {
        this.scratches = scratches;
        this.carriers = carriers;
        this.others = others;
    }

    /**
     * Checks whether system calls can be made here.
     *
     * @param others does what the new backend cannot do
     * @return a backend, or the reason why there is none
     */
    public static Probe probe(Backend others) {
        Probe.Unusable noCalls = refusal();
        if (noCalls != null) {
            return noCalls;
        }
        try {
            initialise();
            String refusal = CallTrip.refusal();
            return refusal == null ? new Probe.Usable(new NativeBackend(others)) : new Probe.Unusable(refusal, true);
        } catch (VirtualMachineError | LinkageError | RuntimeException failed) {
            return Probe.Unusable.because(failed);
        }
    }

    /**
     * Initialises the classes of this package that transfers need.
     *
     * @throws OutOfMemoryError if there is too little memory
     */
    public static void initialise() {
        Ahead.initialise(NativeBackend.class, CLASSES);
        Libc.Linkage.link();
    }

    /**
     * Returns the reason why no system call can be made here. In that case {@link Libc} must not be used.
     *
     * @return the reason, or {@code null} if they can be made
     */
    public static Probe.@Nullable Unusable refusal() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return new Probe.Unusable("the system is not Linux", false);
        }
        String architecture = System.getProperty("os.arch");
        if (!ARCHITECTURES.contains(architecture)) {
            return new Probe.Unusable("the architecture is " + architecture + ", none of " + ARCHITECTURES, false);
        }
        Module module = NativeBackend.class.getModule();
        return module.isNativeAccessEnabled()
                ? null
                : new Probe.Unusable(
                        "native access is not granted to " + (module.isNamed() ? module : "the class path")
                                + "; start java with --enable-native-access="
                                + (module.isNamed() ? module.getName() : "ALL-UNNAMED"),
                        true);
    }

    @Override
    public String name() {
        return "native";
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
        NativeFile file = NativeFile.of(handle);
        if (file == null || !file.canLook() || !file.isLookDue()) {
            return WOULD_WAIT;
        }
        MemorySegment bytes = MemorySegment.ofBuffer(into); // position and limit are read once
        int length = (int) bytes.byteSize();
        if (length <= 0 || length > MOST_AT_ONCE || Lifetime.mayEnd(into) || !file.enter()) {
            return WOULD_WAIT;
        }
        int read = WOULD_WAIT;
        boolean turnOver = false;
        try {
            Scratch scratch = scratches.borrow();
            try {
                long address = into.isDirect() ? bytes.address() : scratch.room();
                read = scratch.looks.read(file, scratch.vector(address, length), offset, scratch.capture);
                if (read == length) {
                    int position = into.position();
                    if (!into.isDirect()) {
                        into.put(position, scratch.bytes(), 0, read);
                    }
                    into.position(position + read);
                }
                turnOver = scratch.looks.isTurnOver();
            } finally {
                scratches.giveBack(scratch);
            }
        } catch (OutOfMemoryError noScratch) {
            return WOULD_WAIT;
        } finally {
            file.leave();
        }
        boolean found = read == length || read == 0; // a part: no more is cached, or the file ends
        file.looked(found);
        if (turnOver) {
            leaveCarrier();
        }
        return found ? read : WOULD_WAIT;
    }

    /**
     * Lets others run if the calling thread is virtual. It parks instead of yielding: a yield queues the thread on its
     * carrier's own queue, which comes before threads that were unparked from outside.
     */
    private void leaveCarrier() {
        if (Thread.currentThread().isVirtual()) {
            Parking.parkNanos(Ticker.SYSTEM, this, 1);
        }
    }

    // ---- transfers

    /** Accepts a transfer for which the calling thread waits, as that thread can make the call itself. */
    @Override
    public boolean takesWhole(Transfer transfer) {
        return transfer.isWaitedFor() && isCall(transfer) && NativeFile.of(transfer.handle()) != null;
    }

    @Override
    public boolean begin(Transfer transfer, Ending ending) {
        if (beginHere(transfer)) {
            return true;
        }
        try {
            transfer.moved(Uninterrupted.move(others, transfer)); // the caller's interrupt status is kept
        } catch (Throwable failed) { // of any kind
            transfer.failed(failed);
        }
        return true;
    }

    /**
     * Moves a transfer as {@link #moveHere} does, on a thread that may call repeatedly without ever waiting and must
     * leave its carrier from time to time.
     *
     * @param transfer the transfer
     * @return as {@link #moveHere}
     */
    public boolean beginHere(Transfer transfer) {
        if (readInPieces(transfer)) {
            return true;
        }
        if (!moveHere(transfer)) {
            return false;
        }
        if (ThreadLocalRandom.current().nextInt(CALLS_OF_A_TURN) == 0) {
            leaveCarrier();
        }
        return true;
    }

    /** Does a long read on a virtual thread, see {@link PieceChannel}; returns {@code false} for any other transfer. */
    private static boolean readInPieces(Transfer transfer) {
        ByteBuffer into =
                transfer.operation() == Operation.READ ? transfer.memory().buffer() : null;
        boolean isLong = into != null
                && into.remaining() > MOST_AT_ONCE
                && Thread.currentThread().isVirtual();
        NativeFile file = isLong ? NativeFile.of(transfer.handle()) : null;
        FileChannel pieces = file == null || file.direct ? null : file.pieces();
        if (pieces != null) {
            transfer.moveNow(pieces);
        }
        return pieces != null;
    }

    @Override
    public boolean movesAtOnce(Transfer transfer) {
        return transfer.operation().isTransfer()
                && transfer.handle() instanceof NativeFile
                && transfer.memory().remaining() == 0;
    }

    @Override
    public long move(Transfer transfer) throws IOException {
        return moveHere(transfer) ? transfer.takeBack() : others.move(transfer);
    }

    /**
     * Moves a transfer on the calling thread, and stores the outcome in it.
     *
     * @param transfer the transfer
     * @return {@code false} if this is not possible, because this backend has no descriptor of the file or too many
     *     carriers are held. Nothing has happened then
     */
    public boolean moveHere(Transfer transfer) {
        NativeFile file = NativeFile.of(transfer.handle());
        if (file == null || !isCall(transfer)) {
            return false;
        }
        transfer.beforeCall();
        boolean lent = Thread.currentThread().isVirtual() && !movesAtOnce(transfer);
        if (lent && !carriers.lend()) {
            return false;
        }
        try {
            transfer.moveNow(file.calls());
        } finally {
            if (lent) {
                carriers.giveBack();
            }
        }
        return true;
    }

    private static boolean isCall(Transfer transfer) {
        Operation operation = transfer.operation();
        return operation.isTransfer() || operation.isSync();
    }
}
