package io.heddle.testing;

import io.heddle.testing.FaultPlan.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A file in memory that really keeps the bytes, and whose calls fail by a {@link FaultPlan}. */
public final class FaultyChannel extends TransferChannel {
    /** The faults of each call, including short results. */
    public static final List<Fault> FAULTS = List.of(
            Fault.seen("read", "EIO"),
            Fault.seen("read", "EAGAIN"),
            Fault.seen("read", "ClosedChannelException"),
            Fault.seen("read", "RuntimeException"),
            Fault.seen("read", "OutOfMemoryError"),
            Fault.hidden("read", "short"),
            Fault.hidden("read", "short").times(3),
            Fault.seen("write", "EIO"),
            Fault.seen("write", "ENOSPC"),
            Fault.seen("write", "EAGAIN"),
            Fault.seen("write", "RuntimeException"),
            Fault.seen("write", "OutOfMemoryError"),
            Fault.seen("write", "StackOverflowError"),
            Fault.hidden("write", "short"),
            Fault.hidden("write", "short").times(5),
            Fault.hidden("write", "nothing"),
            Fault.seen("write", "nothing").times(100),
            Fault.seen("force", "EIO"),
            Fault.seen("force", "ENOSPC"),
            Fault.seen("force", "RuntimeException"),
            Fault.seen("force", "OutOfMemoryError"));

    private static final Map<String, String> MESSAGES = Map.of(
            "EIO", "Input/output error",
            "ENOSPC", "No space left on device",
            "EAGAIN", "Resource temporarily unavailable",
            "EINTR", "Interrupted system call");

    private final FaultPlan plan;

    // Guarded by the monitor.
    private byte[] content;
    private int size;
    private int forces;

    /** Creates a file with a content. */
    public FaultyChannel(FaultPlan plan, byte[] content) {
        this.plan = plan;
        this.content = content.clone();
        this.size = content.length;
    }

    /** Returns the content of the file. */
    public synchronized byte[] content() {
        return Arrays.copyOf(content, size);
    }

    /** Returns the number of successful forces. */
    public synchronized int forces() {
        return forces;
    }

    // ---- for a kernel that has its own faults

    /** Reads bytes of the file, as far as there are some; returns how many. */
    public synchronized int get(ByteBuffer into, long position) {
        int count = (int) Math.max(0, Math.min(into.remaining(), size - position));
        into.put(content, (int) position, count);
        return count;
    }

    /** Writes bytes to the file, or to its end if the position is negative; returns how many. */
    public synchronized int put(ByteBuffer from, long position) {
        return store(from, position < 0 ? size : (int) position, from.remaining());
    }

    /** Counts a force. */
    public synchronized void forced() {
        forces++;
    }

    // ---- faults

    /** Returns how many of the bytes are to be moved; throws the injected exception. */
    private int allowed(String site, int bytes) throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        String fault = bytes == 0 && !site.equals("force") ? null : plan.next(site);
        return fault == null ? bytes : apply(fault, bytes);
    }

    private static int apply(String fault, int bytes) throws IOException {
        FaultPlan.throwIfUnchecked(fault);
        return switch (fault) {
            case "short" -> Math.max(1, bytes / 2);
            case "nothing" -> 0;
            case "ClosedChannelException" -> throw new ClosedChannelException();
            default -> throw new IOException(MESSAGES.getOrDefault(fault, fault));
        };
    }

    // ---- the calls of transfers

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        int count = allowed("read", bytes.remaining());
        synchronized (this) {
            if (position >= size) {
                return bytes.hasRemaining() ? -1 : 0;
            }
            int moved = (int) Math.min(count, size - position);
            bytes.put(content, (int) position, moved);
            return moved;
        }
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        int count = allowed("write", bytes.remaining());
        synchronized (this) {
            return store(bytes, (int) position, count);
        }
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int count = allowed("write", bytes.remaining());
        synchronized (this) {
            return store(bytes, size, count);
        }
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
        int remaining = 0;
        for (int i = offset; i < offset + length; i++) {
            remaining += buffers[i].remaining();
        }
        int count = allowed("write", remaining);
        synchronized (this) {
            int left = count;
            for (int i = offset; i < offset + length && left > 0; i++) {
                left -= store(buffers[i], size, Math.min(left, buffers[i].remaining()));
            }
            return count;
        }
    }

    private int store(ByteBuffer bytes, int position, int count) {
        if (position + count > content.length) {
            content = Arrays.copyOf(content, Math.max(2 * content.length, position + count));
        }
        bytes.get(content, position, count);
        size = Math.max(size, position + count);
        return count;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        int _ = allowed("force", 0);
        synchronized (this) {
            forces++;
        }
    }

    @Override
    public synchronized long size() {
        return size;
    }
}
