package io.heddle.bench.soak;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Dialect;
import io.heddle.aio.Errno;
import io.heddle.aio.Opcode;
import io.heddle.aio.Sigevent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A control block with its buffer and its area of a file. Confined to one thread. */
final class Piece {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MOST_BUFFERS = 4;

    final ControlBlock block = new ControlBlock();
    final Area area;
    private final Tenant tenant;
    private final AioProcess process;
    private final Random random;
    private final ByteBuffer memory;
    private ByteBuffer view;
    private Area.@Nullable Write writing;
    private boolean reads;
    private boolean inFlight;

    Piece(Tenant tenant, Area area, Random random) {
        this.tenant = tenant;
        this.area = area;
        this.random = random;
        process = tenant.process;
        memory = buffer(area.capacity, tenant.plan.alignment(), random.nextBoolean());
        view = memory;
        block.attachment(this);
    }

    static ByteBuffer buffer(int capacity, int alignment, boolean heap) {
        if (heap) {
            return ByteBuffer.allocate(capacity);
        }
        if (alignment == 1) {
            return ByteBuffer.allocateDirect(capacity);
        }
        return ByteBuffer.allocateDirect(capacity + alignment - 1)
                .alignedSlice(alignment)
                .slice(0, capacity);
    }

    /** Returns whether the buffers' positions have advanced. */
    boolean hasMoved() {
        ByteBuffer[] parts = block.buffers();
        if (parts == null) {
            return view.position() > 0;
        }
        return Arrays.stream(parts).anyMatch(part -> part.position() > 0);
    }

    // ---- preparation

    void prepareWrite(Sigevent sigevent) {
        prepare(sigevent, someLength());
        writing = area.compose(view.slice());
        block.opcode(block.buffers() == null ? Opcode.WRITE : Opcode.WRITEV);
    }

    void prepareRead(Sigevent sigevent) {
        prepare(sigevent, Math.max(1, area.length()));
        reads = true;
        block.opcode(block.buffers() == null ? Opcode.READ : Opcode.READV);
    }

    void prepareSync(Sigevent sigevent) {
        prepare(sigevent, tenant.plan.alignment());
    }

    private int someLength() {
        int unit = tenant.plan.alignment();
        int blocks = area.capacity / unit;
        int most = 1 + random.nextInt(32 - Integer.numberOfLeadingZeros(blocks));
        return unit * (1 + random.nextInt(Math.min(blocks, 1 << (most - 1))));
    }

    private void prepare(Sigevent sigevent, int length) {
        int unit = tenant.plan.alignment();
        writing = null;
        reads = false;
        view = memory.duplicate().clear().limit(Math.min(area.capacity, Math.ceilDiv(length, unit) * unit));
        if (process.dialect() != Dialect.XNU && random.nextInt(3) == 0) {
            block.buffers(vector(view, unit));
        } else {
            block.buffer(view);
        }
        block.file(tenant.file(area.file))
                .offset(area.offset)
                .priority(random.nextBoolean() ? 0 : random.nextInt(ControlBlock.PRIORITY_MAX + 1))
                .sigevent(sigevent);
    }

    /** Returns the same bytes in several buffers. */
    private ByteBuffer[] vector(ByteBuffer whole, int unit) {
        int units = whole.limit() / unit;
        int count = Math.min(units, 1 + random.nextInt(MOST_BUFFERS));
        ByteBuffer[] parts = new ByteBuffer[count];
        for (int i = 0; i < count; i++) {
            int from = units * i / count * unit;
            int to = units * (i + 1) / count * unit;
            parts[i] = whole.slice(from, to - from);
        }
        return parts;
    }

    /** Records that the engine has accepted the request, or may have. */
    void submitted() {
        inFlight = true;
        tenant.tally.requests.increment();
    }

    // ---- completion

    /** Waits for the request and reaps it, or detects that an exit has reaped it. */
    void settle() throws AioException, InterruptedException {
        if (!inFlight) {
            return;
        }
        awaitDone(process, block);
        Errno error = outcome(process, block);
        long result = -1;
        try {
            result = process.reap(block);
        } catch (AioException failed) {
            error = failed.errno();
        }
        ended(error, result);
    }

    /**
     * Returns the request's error, EINVAL if an exit has reaped it. XNU's return call does not report errors, so this
     * comes before reaping.
     */
    static Errno outcome(AioProcess process, ControlBlock block) {
        try {
            return process.error(block);
        } catch (AioException unknown) {
            return unknown.errno();
        }
    }

    /**
     * Waits until a request is no longer in progress, in a way that no dialect can prolong indefinitely: XNU's suspend
     * sleeps on unknown blocks.
     */
    static void awaitDone(AioProcess process, ControlBlock block) throws AioException, InterruptedException {
        long start = System.nanoTime();
        while (outcome(process, block) == Errno.EINPROGRESS) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("a request is in progress for a minute: " + process.statistics());
            }
            try {
                process.suspend(List.of(block), LOOK_AGAIN);
            } catch (AioException nothingOutstanding) {
                User.expect(nothingOutstanding, Errno.EINVAL, Errno.ESRCH);
            }
        }
    }

    /** Records the outcome of the request, which is reaped. */
    void ended(Errno error, long result) {
        if (!inFlight) {
            tenant.tally.fail(process + ": a request has ended twice, with " + error + " and " + result);
            return;
        }
        inFlight = false;
        Area.Write write = writing;
        if (error == Errno.ECANCELED) {
            tenant.tally.cancelled.increment();
        } else if (error == Errno.EINVAL) { // reaped by an exit or exec, or refused in a list
            tenant.tally.leftByExit.increment();
            if (write != null) {
                area.perhapsWritten(write);
            }
        } else if (error != Errno.OK) {
            tenant.tally.fail(process + ", " + block.opcode() + " at " + area.offset + ": " + error);
        } else if (write != null) {
            endedWrite(write, result);
        } else if (reads) {
            endedRead(result);
        }
    }

    private void endedWrite(Area.Write write, long result) {
        if (result == write.length()) {
            area.written(write);
            tenant.tally.bytes.add(result);
        } else {
            tenant.tally.fail(process + ": a write of " + write.length() + " bytes has written " + result);
        }
    }

    private void endedRead(long result) {
        tenant.tally.bytes.add(result);
        tenant.verify(area, view, (int) result, "read");
    }
}
