package io.heddle.uring;

import io.heddle.backend.Backend;
import io.heddle.backend.Ending;
import io.heddle.backend.Handle;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The backend on io_uring. A read is answered from the page cache at once where that holds it; everything else goes through
 * the ring while the worker is parked. What is no plain read, write or sync of a file that was opened by this backend is done
 * by another.
 */
public final class UringBackend implements Backend {
    /** The largest heap buffer whose bytes the driver copies between two looks at the ring. */
    private static final int MOST_COPIED = 1 << 16;

    /** Those whose system calls {@link Libc} has the numbers of. */
    private static final List<String> ARCHITECTURES = List.of("amd64", "aarch64", "riscv64", "loongarch64");

    private static final int ENTRIES = 1024;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Backend others;
    private final Slots slots = new Slots();
    private final Scratches scratches = new Scratches();
    private final Driver driver;

    /** With a ring and threads of the caller's choice. */
    UringBackend(Ring ring, ThreadFactory factory, Backend others) {
        this.others = others;
        driver = new Driver(ring, slots, factory);
    }

    private static ThreadFactory platformThreads() {
        return Thread.ofPlatform()
                .name("heddle-uring-", 1)
                .daemon(true)
                .inheritInheritableThreadLocals(false)
                .factory();
    }

    /** What came of the look for io_uring: a backend, or the reason why there is none. */
    public sealed interface Probe {
        /**
         * It can be used.
         *
         * @param backend the one of this JVM
         */
        record Usable(UringBackend backend) implements Probe {}

        /**
         * It cannot.
         *
         * @param reason why, in a few words
         */
        record Unusable(String reason) implements Probe {}
    }

    /**
     * Looks whether io_uring can be used here.
     *
     * @param others does what is not for the ring
     * @return a backend, or the reason
     */
    public static Probe probe(Backend others) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return new Probe.Unusable("the system is not Linux");
        }
        String architecture = System.getProperty("os.arch");
        if (!ARCHITECTURES.contains(architecture)) {
            return new Probe.Unusable("the architecture is " + architecture + ", none of " + ARCHITECTURES);
        }
        if (!UringBackend.class.getModule().isNativeAccessEnabled()) {
            return new Probe.Unusable("native access is not granted (--enable-native-access)");
        }
        try {
            return new Probe.Usable(new UringBackend(new Ring(ENTRIES, IDLE_NANOS), platformThreads(), others));
        } catch (IOException refused) {
            return new Probe.Unusable(String.valueOf(refused.getMessage()));
        } catch (LinkageError | RuntimeException unknownLibrary) {
            return new Probe.Unusable("the C library lacks a function: " + unknownLibrary.getMessage());
        }
    }

    @Override
    public String name() {
        return "uring";
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
     * Returns how many transfers hold a slot for the ring: those in flight, those that wait for an entry, those that are
     * answered from the page cache at this moment, and those that cancel others.
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
        NativeFile file = NativeFile.of(handle);
        if (file == null || !file.canLook()) {
            return WOULD_WAIT;
        }
        MemorySegment bytes = MemorySegment.ofBuffer(into); // position and limit are read once
        int length = (int) bytes.byteSize();
        boolean fits = into.isDirect() ? !Lifetime.mayEnd(into) : length <= Scratch.ROOM;
        if (!fits || length <= 0 || !file.enter()) {
            return WOULD_WAIT;
        }
        Scratch scratch = scratches.borrow();
        int read;
        boolean turnOver;
        try {
            long address = into.isDirect() ? bytes.address() : scratch.room().address();
            read = scratch.looks.read(file, scratch.vector(address, length), offset, scratch.capture);
            if (read == length) {
                if (into.isDirect()) {
                    into.position(into.position() + read);
                } else {
                    into.put(scratch.room().asByteBuffer().limit(read));
                }
            }
            turnOver = scratch.looks.isTurnOver();
        } finally {
            file.leave();
            scratches.giveBack(scratch);
        }
        if (turnOver && Thread.currentThread().isVirtual()) {
            // No yield: that goes to the carrier's own queue, which comes before those who were woken from outside.
            LockSupport.parkNanos(this, 1);
        }
        return read == length || read == 0 ? read : WOULD_WAIT; // a part is all that is cached, or all that there is
    }

    // ---- transfers

    /**
     * Takes whole what is moved by questions to the ring, and syncs. Not the bytes of large heap buffers, which would have to
     * be copied by the driver; nor what moves nothing.
     */
    @Override
    public boolean takesWhole(Transfer transfer) {
        if (NativeFile.of(transfer.handle()) == null) {
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

    @Override
    public boolean begin(Transfer transfer, Ending ending) {
        NativeFile file = NativeFile.of(transfer.handle());
        if (file == null) {
            throw new IllegalArgumentException("the file is not one of this backend");
        }
        Slot slot = slots.borrow();
        if (slot.passage.begin(transfer, file, ending)) {
            slots.giveBack(slot);
            return true;
        }
        transfer.ticket(slot.life.key());
        driver.put(slot);
        return false;
    }

    /**
     * {@inheritDoc} What the kernel has not been given yet can be taken back, and what it has not started: most of that waits
     * for a thread of the kernel's. What a device works on cannot.
     */
    @Override
    public boolean cancel(long ticket) {
        return ticket != 0 && driver.cancel(ticket);
    }

    @Override
    public long move(Transfer transfer) throws IOException {
        NativeFile file = NativeFile.of(transfer.handle());
        if (file == null || !isForTheRing(transfer) || Lifetime.mayEnd(transfer.memory())) {
            return others.move(transfer);
        }
        if (transfer.operation().isTransfer() && transfer.memory().remaining() == 0) {
            return 0; // moves nothing
        }
        Slot slot = slots.borrow();
        try {
            if (!slot.passage.begin(transfer, file, null)) {
                driver.put(slot);
                boolean _ = slot.passage.await();
            }
        } finally {
            slots.giveBack(slot);
        }
        return transfer.takeBack();
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
