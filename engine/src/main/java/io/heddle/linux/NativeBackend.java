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
 * The backend by blocking system calls on a descriptor, made by the thread that is there: the worker or, as no
 * interrupt can close the file, the caller of a direct-style call. A virtual one holds its carrier meanwhile, for which
 * {@link Carriers} makes up. Where too many are held, and for what is no file that was opened by this backend, there is
 * another backend.
 *
 * <p>What the page cache has is read at once. Such a read waits for nothing, so it is not counted as one that holds a
 * carrier.
 */
public final class NativeBackend implements Backend {
    /**
     * Those with a static initialiser, which must not meet a full heap in the midst of a transfer. A test keeps it
     * complete.
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

    /** Those whose system calls {@link Libc} has the numbers of. */
    private static final List<String> ARCHITECTURES = List.of("amd64", "aarch64", "riscv64", "loongarch64");

    /**
     * A longer read is a copy that takes tens of microseconds: it is a request, in {@linkplain PieceChannel pieces}.
     */
    private static final int MOST_AT_ONCE = Scratch.ROOM - 1;

    /** A virtual thread that never waits leaves its carrier about once in so many calls: a power of two. */
    private static final int CALLS_OF_A_TURN = 64;

    private final Scratches scratches;
    private final Carriers carriers;
    private final Backend others;

    /**
     * Makes the backend of this JVM.
     *
     * @param others does what cannot be done so
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
     * Looks whether system calls can be made here.
     *
     * @param others does what cannot be done so
     * @return a backend, or the reason
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
     * Tells why no system call can be made here. {@link Libc} is not to be touched then.
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
        boolean found = read == length || read == 0; // a part is all that is cached, or all that there is
        file.looked(found);
        if (turnOver) {
            leaveCarrier();
        }
        return found ? read : WOULD_WAIT;
    }

    /**
     * Has others run, if the calling thread is virtual. No yield: that goes to the carrier's own queue, which comes
     * before those who were woken from outside.
     */
    private void leaveCarrier() {
        if (Thread.currentThread().isVirtual()) {
            Parking.parkNanos(Ticker.SYSTEM, this, 1);
        }
    }

    // ---- transfers

    /** Takes whole what somebody waits for who can make the call as well. */
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
            transfer.moved(Uninterrupted.move(others, transfer)); // an interrupt of the caller's stays
        } catch (Throwable failed) { // whatever it is
            transfer.failed(failed);
        }
        return true;
    }

    /**
     * Moves a transfer as {@link #moveHere}, on a thread that may come again and again without ever waiting, and leaves
     * its carrier now and then.
     *
     * @param transfer what to move
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

    /** Moves what is a long copy if it is cached, see {@link PieceChannel}; {@code false} if this is none. */
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
    public long move(Transfer transfer) throws IOException {
        return moveHere(transfer) ? transfer.takeBack() : others.move(transfer);
    }

    /**
     * Moves a transfer on the calling thread, and notes in it how that went.
     *
     * @param transfer what to move
     * @return {@code false} if that cannot be: the file is none of this backend, or too many carriers are held. Nothing
     *     has happened then
     */
    public boolean moveHere(Transfer transfer) {
        NativeFile file = NativeFile.of(transfer.handle());
        if (file == null || !isCall(transfer)) {
            return false;
        }
        transfer.beforeCall();
        boolean lent = Thread.currentThread().isVirtual();
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
