package io.heddle.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Makes one of each call that the backend requires: a container's filter of system calls may refuse any of them. The
 * calls use a file in memory without a name. Where none can be created, all but statx are made on an invalid
 * descriptor, and are expected to report that.
 */
final class CallTrip {
    private static final long WORD = 0x6865_6464_6C65_2121L;
    private static final long BYTES = 64;
    private static final long AT_NAME = 16;
    private static final long AT_WORD = 32;

    private final MemorySegment memory;
    private final MemorySegment capture;
    private final int file;

    private CallTrip(MemorySegment memory) {
        this.memory = memory;
        capture = memory.asSlice(0, Libc.CAPTURE_BYTES);
        memory.set(JAVA_BYTE, AT_NAME, (byte) 'h');
        file = Libc.memoryFile(memory.asSlice(AT_NAME, AT_WORD - AT_NAME), capture);
    }

    /**
     * Tries every call.
     *
     * @return the refused call and the reason, or {@code null} if none is refused
     */
    static @Nullable String refusal() {
        MemorySegment memory = NativeMemory.PAGES.allocate(BYTES);
        try {
            CallTrip trip = new CallTrip(memory);
            try {
                return trip.go();
            } finally {
                if (trip.file >= 0) {
                    int _ = Libc.close(trip.file);
                }
            }
        } finally {
            NativeMemory.PAGES.free(memory);
        }
    }

    private @Nullable String go() {
        memory.set(JAVA_LONG, AT_WORD, WORD);
        long written = move(Libc.SYS_PWRITE64);
        memory.set(JAVA_LONG, AT_WORD, 0);
        long read = move(Libc.SYS_PREAD64);
        if (written == JAVA_LONG.byteSize() && read == written && memory.get(JAVA_LONG, AT_WORD) != WORD) {
            return "pread reads other bytes than pwrite has written";
        }
        String refusal = refusal("pwrite64", written);
        refusal = refusal == null ? refusal("pread64", read) : refusal;
        refusal = refusal == null ? refusal("fsync", Libc.sync(file, true, capture)) : refusal;
        refusal = refusal == null ? refusal("fdatasync", Libc.sync(file, false, capture)) : refusal;
        refusal = refusal == null ? refusal("fcntl", Libc.flags(file)) : refusal;
        return refusal == null && file >= 0 ? refusal("statx", Libc.size(file)) : refusal;
    }

    private long move(long call) {
        return Libc.move(call, file, memory.address() + AT_WORD, JAVA_LONG.byteSize(), 0, capture);
    }

    /** Returns the text of a permanent refusal; {@code null} for success and for any other error. */
    private static @Nullable String refusal(String call, long answer) {
        return switch ((int) -Math.min(answer, 0)) {
            case Libc.EPERM, Libc.EACCES, Libc.ENOSYS, Libc.EINVAL, Libc.EOPNOTSUPP ->
                call + ": " + Libc.message((int) -answer) + "; a container's seccomp profile must allow it";
            default -> null;
        };
    }
}
