package io.heddle.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.heddle.linux.Libc;
import io.heddle.linux.NativeMemory;
import io.heddle.linux.Probe;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes one of each operation that the backend uses, through a ring that was just opened: a container's filter of
 * system calls may allow the open and refuse the rest. The operations use a file in memory without a name.
 */
final class RoundTrip {
    private static final long WORD = 0x6865_6464_6C65_2121L;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int NONE = Integer.MIN_VALUE;

    private static final byte[] OPERATIONS = {
        Ring.OP_NOP, Ring.OP_WRITE, Ring.OP_READ, Ring.OP_FSYNC, Ring.OP_ASYNC_CANCEL
    };
    private static final String[] NAMES = {"NOP", "WRITE", "READ", "FSYNC", "ASYNC_CANCEL"};

    // The layout of the memory.
    private static final long BYTES = 64;
    private static final long AT_CAPTURE = 8;
    private static final long AT_NAME = 16;
    private static final long AT_WRITTEN = 32;
    private static final long AT_READ = 40;

    private final Ring ring;
    private final MemorySegment memory;
    private final int[] answers = new int[OPERATIONS.length];
    private int outstanding;
    private int file = -1;

    private RoundTrip(Ring ring, MemorySegment memory) {
        this.ring = ring;
        this.memory = memory;
        Arrays.fill(answers, NONE);
    }

    /**
     * Tries every operation.
     *
     * @return the refused operation and the reason, or {@code null} if none is refused
     */
    static Probe.@Nullable Unusable refusal(Ring ring) {
        RoundTrip trip = null;
        MemorySegment memory = NativeMemory.PAGES.allocate(BYTES);
        try {
            trip = new RoundTrip(ring, memory);
            return trip.go();
        } finally {
            if (trip == null || trip.outstanding == 0) {
                NativeMemory.PAGES.free(memory); // otherwise the kernel may still write to it
            }
            if (trip != null && trip.file >= 0) {
                int _ = Libc.close(trip.file);
            }
        }
    }

    private Probe.@Nullable Unusable go() {
        memory.set(JAVA_BYTE, AT_NAME, (byte) 'h');
        file = Libc.memoryFile(
                memory.asSlice(AT_NAME, AT_WRITTEN - AT_NAME), memory.asSlice(AT_CAPTURE, Libc.CAPTURE_BYTES));
        memory.set(JAVA_LONG, AT_WRITTEN, WORD);
        boolean hasFile = file >= 0;
        // The read follows the write; the others need no order.
        Probe.Unusable refused = ask(hasFile ? new int[] {0, 1, 4} : new int[] {0, 4});
        if (refused == null && hasFile) {
            refused = ask(new int[] {2, 3});
        }
        boolean isRead = answers[1] == JAVA_LONG.byteSize() && answers[2] == JAVA_LONG.byteSize();
        if (refused == null && isRead && memory.get(JAVA_LONG, AT_READ) != WORD) {
            refused = new Probe.Unusable("io_uring reads other bytes than it has written", true);
        }
        return refused;
    }

    private Probe.@Nullable Unusable ask(int[] which) {
        for (int each : which) {
            byte operation = OPERATIONS[each];
            boolean moves = operation == Ring.OP_WRITE || operation == Ring.OP_READ;
            long address = switch (operation) {
                case Ring.OP_WRITE -> memory.address() + AT_WRITTEN;
                case Ring.OP_READ -> memory.address() + AT_READ;
                case Ring.OP_ASYNC_CANCEL -> Long.MAX_VALUE; // no entry has this key
                default -> 0;
            };
            int of = moves || operation == Ring.OP_FSYNC ? file : -1;
            ring.prepare(operation, of, address, moves ? (int) JAVA_LONG.byteSize() : 0, 0, 0, each);
        }
        while (ring.untaken() > 0) {
            int taken = ring.submit(ring.untaken());
            if (taken > 0) {
                outstanding += taken;
            } else if (taken != -Libc.EINTR) {
                return refused("io_uring_enter", -taken);
            }
        }
        long begin = System.nanoTime();
        while (outstanding > 0) {
            int waited = ring.await(TICK_NANOS);
            if (waited < 0 && waited != -Libc.ETIME && waited != -Libc.EINTR) {
                return refused("io_uring_enter", -waited);
            }
            outstanding -= ring.reap((key, answer) -> answers[(int) key] = answer, answers.length);
            if (outstanding > 0 && System.nanoTime() - begin > PATIENCE_NANOS) {
                return new Probe.Unusable("io_uring does not answer", true, true);
            }
        }
        for (int each : which) {
            int answer = answers[each];
            if (isRefusal(-answer)) {
                return refused("io_uring refuses " + NAMES[each], -answer);
            }
        }
        return null;
    }

    private static Probe.Unusable refused(String what, int errno) {
        return new Probe.Unusable(what + ": " + Libc.message(errno) + Ring.hint(errno), true, Libc.isPassing(errno));
    }

    /** Returns whether an error is a permanent refusal. */
    private static boolean isRefusal(int errno) {
        return switch (errno) {
            case Libc.EPERM, Libc.EACCES, Libc.ENOSYS, Libc.EINVAL, Libc.EOPNOTSUPP -> true;
            default -> false;
        };
    }
}
