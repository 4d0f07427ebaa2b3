package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One thread of the stress test. It has a place of its own in every file, writes unique numbers there, and remembers
 * for each place which numbers it may contain now: the last that was written, and those whose outcome is unknown. It
 * may not contain a number whose write was cancelled.
 */
final class StressSubmitter implements Runnable {
    private static final int STEPS = 40;
    private static final int BLOCKS = 6;
    private static final long ANYTHING_OLDER = -1;

    private final int number;
    private final Random random;
    private final AioProcess process;
    private final AioFile[] files;
    private final CompletionQueue queue;
    private final AtomicInteger notified;
    private final Runnable onStep;
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<Integer, Set<Long>> allowed = new HashMap<>();
    private long nextValue;
    private boolean over;
    private int cancelled;

    /** A control block, and what its request is writing where. */
    private static final class Piece {
        final ControlBlock block = new ControlBlock();
        final ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES);
        final ByteBuffer[] vector = {buffer.slice(0, 3), buffer.slice(3, 5)}; // the same bytes
        int file;
        boolean writes;
        long value;
        boolean inFlight;
    }

    StressSubmitter(
            int number,
            long seed,
            AioProcess process,
            AioFile[] files,
            CompletionQueue queue,
            AtomicInteger notified,
            Runnable onStep) {
        this.number = number;
        this.random = new Random(seed);
        this.process = process;
        this.files = files.clone();
        this.queue = queue;
        this.notified = notified;
        this.onStep = onStep;
        this.nextValue = (seed & 0xffff_ffffL) << 31 | 1;
        for (int i = 0; i < BLOCKS; i++) {
            pieces.add(new Piece());
        }
    }

    private long offset() {
        return (long) number * Long.BYTES;
    }

    @Override
    public void run() {
        for (int i = 0; i < STEPS && !over; i++) {
            step(random.nextInt(100));
            onStep.run();
        }
        for (Piece piece : pieces) {
            settle(piece);
        }
    }

    private void step(int dice) {
        Piece piece = pieces.get(random.nextInt(BLOCKS));
        if (dice < 40) {
            submit(piece);
        } else if (dice < 55) {
            settle(piece);
        } else if (dice < 65) {
            direct();
        } else if (dice < 73) {
            suspend();
        } else if (dice < 81) {
            cancel(piece, dice);
        } else if (dice < 89) {
            list();
        } else if (dice < 94) {
            takeEvents();
        } else if (dice < 97) {
            close();
        } else {
            assertThat(process.statistics().outstanding()).isNotNegative();
        }
    }

    // ---- steps

    private void prepare(Piece piece, boolean forList) {
        piece.file = freeFile();
        int kind = random.nextInt(forList ? 2 : 4);
        piece.writes = kind == 0;
        piece.buffer.clear();
        if (piece.writes) {
            piece.value = nextValue++;
            piece.buffer.putLong(0, piece.value);
        }
        piece.vector[0].clear();
        piece.vector[1].clear();
        if (process.dialect() != Dialect.XNU && random.nextBoolean()) {
            piece.block.buffers(piece.vector);
        } else {
            piece.block.buffer(piece.buffer);
        }
        piece.block
                .file(files[piece.file])
                .offset(offset())
                .priority(random.nextBoolean() ? 0 : random.nextInt(ControlBlock.PRIORITY_MAX + 1))
                .opcode(piece.writes ? Opcode.WRITE : Opcode.READ)
                .sigevent(notification())
                .attachment(kind);
    }

    /**
     * Returns a file where no request of this submitter is in flight at its place: their order would be unspecified.
     */
    private int freeFile() {
        Set<Integer> busy = new HashSet<>();
        for (Piece piece : pieces) {
            if (piece.inFlight) {
                busy.add(piece.file);
            }
        }
        int file = random.nextInt(files.length);
        while (busy.contains(file)) {
            file = (file + 1) % files.length;
        }
        return file;
    }

    private Sigevent notification() {
        return switch (random.nextInt(4)) {
            case 0 -> Sigevent.none();
            case 1 -> Sigevent.signal(5, this);
            case 2 -> Sigevent.kevent(queue, this);
            default -> Sigevent.thread(value -> notified.incrementAndGet(), this);
        };
    }

    private void submit(Piece piece) {
        if (process.dialect() == Dialect.POSIX && random.nextBoolean()) {
            awaitOnly(piece);
        } else {
            settle(piece);
        }
        prepare(piece, false);
        try {
            switch ((Integer) piece.block.attachment()) {
                case 0 -> process.write(piece.block);
                case 1 -> process.read(piece.block);
                case 2 -> process.fsync(SyncMode.DSYNC, piece.block);
                default -> process.fsync(SyncMode.SYNC, piece.block);
            }
            piece.inFlight = true;
        } catch (AioException refused) {
            expect(refused, Errno.EAGAIN, Errno.EBADF, Errno.ESRCH, Errno.EINVAL); // FreeBSD has no DSYNC
        }
    }

    private void direct() {
        int file = freeFile();
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES);
        long value = nextValue++;
        buffer.putLong(0, value);
        try {
            files[file].write(buffer, offset());
            wrote(file, value);
            buffer.clear();
            assertThat(files[file].read(buffer, offset())).isEqualTo(Long.BYTES);
            assertThat(buffer.getLong(0)).isEqualTo(value);
            files[file].sync(SyncMode.SYNC);
        } catch (AioException refused) {
            expect(refused, Errno.EAGAIN, Errno.EBADF, Errno.ESRCH);
        } catch (AsynchronousCloseException cancelled) {
            // by a cancel, a close or the exit: no byte was moved
        } catch (IOException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private void suspend() {
        List<ControlBlock> blocks = new ArrayList<>();
        pieces.forEach(piece -> blocks.add(random.nextBoolean() ? piece.block : null));
        try {
            process.suspend(blocks, Duration.ofNanos(random.nextInt(200_000)));
        } catch (AioException nothingOutstanding) {
            expect(nothingOutstanding, Errno.EINVAL);
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private void cancel(Piece piece, int dice) {
        try {
            switch (dice) {
                case 80 -> process.cancelAll();
                case 79, 78 -> process.cancel(files[random.nextInt(files.length)]);
                default -> {
                    CancelResult result = process.cancel(piece.block);
                    if (result == CancelResult.CANCELED) {
                        assertThat(piece.buffer.position()).isZero();
                        assertThat(piece.vector).allMatch(untouched -> untouched.position() == 0);
                    }
                }
            }
        } catch (AioException closedOrNoMatch) {
            expect(closedOrNoMatch, Errno.EBADF);
        }
    }

    private void list() {
        List<Piece> chosen = pieces.subList(0, 1 + random.nextInt(BLOCKS));
        List<ControlBlock> blocks = new ArrayList<>();
        for (Piece piece : chosen) {
            settle(piece);
        }
        for (Piece piece : chosen) {
            prepare(piece, true);
            piece.inFlight = true; // so that the next one gets another file
            blocks.add(piece.block);
        }
        blocks.add(random.nextBoolean() ? null : new ControlBlock().opcode(Opcode.NOP));
        ListMode mode = random.nextBoolean() ? ListMode.WAIT : ListMode.NOWAIT;
        try {
            process.listio(mode, blocks, random.nextBoolean() ? Sigevent.none() : Sigevent.signal(5, null));
        } catch (AioException refused) {
            expect(refused, Errno.EAGAIN, Errno.EIO, Errno.ESRCH);
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private void takeEvents() {
        Kevent[] events = new Kevent[8];
        for (int i = 0; i < events.length; i++) {
            events[i] = new Kevent();
        }
        try {
            int taken = queue.await(events, random.nextInt(3), Duration.ofNanos(random.nextInt(200_000)));
            for (int i = 0; i < taken; i++) {
                assertThat(events[i].udata()).isInstanceOf(StressSubmitter.class);
            }
        } catch (AioException closed) {
            expect(closed, Errno.EBADF);
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private void close() {
        try {
            files[random.nextInt(files.length)].close();
        } catch (IOException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    // ---- the end of a request

    /** Waits for the piece's request and reaps it, or finds that the exit has done so. */
    private void settle(Piece piece) {
        if (!piece.inFlight) {
            return;
        }
        piece.inFlight = false;
        try {
            awaitDone(piece);
            long result = process.reap(piece.block);
            if (piece.writes && result == Long.BYTES) { // XNU's return reports a cancel by its value
                wrote(piece.file, piece.value);
            }
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        } catch (AioException failed) {
            expect(failed, Errno.ECANCELED, Errno.EINVAL);
            cancelled += failed.errno() == Errno.ECANCELED ? 1 : 0;
            if (failed.errno() == Errno.EINVAL && piece.writes) {
                mayHaveWritten(piece.file, piece.value); // reaped by the exit, or refused in a list
            }
        }
    }

    /** Waits for the piece's request and does not reap it: its block is to be submitted again as it is. */
    private void awaitOnly(Piece piece) {
        if (!piece.inFlight) {
            return;
        }
        piece.inFlight = false;
        try {
            awaitDone(piece);
            Errno error = process.error(piece.block);
            if (piece.writes && error == Errno.OK) {
                wrote(piece.file, piece.value);
            }
            cancelled += error == Errno.ECANCELED ? 1 : 0;
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        } catch (AioException reaped) { // by the exit, or with its event
            expect(reaped, Errno.EINVAL);
            if (piece.writes) {
                mayHaveWritten(piece.file, piece.value);
            }
        }
    }

    /** Waits in a way that ends in every dialect: XNU's suspend waits for blocks that are not known. */
    private void awaitDone(Piece piece) throws AioException, InterruptedException {
        while (process.error(piece.block) == Errno.EINPROGRESS) {
            try {
                process.suspend(List.of(piece.block), Duration.ofMillis(5));
            } catch (AioException nothingOutstanding) {
                expect(nothingOutstanding, Errno.EINVAL);
            }
        }
    }

    private void wrote(int file, long value) {
        allowed.put(file, new HashSet<>(Set.of(value)));
    }

    private void mayHaveWritten(int file, long value) {
        allowed.computeIfAbsent(file, unwritten -> new HashSet<>(Set.of(ANYTHING_OLDER)))
                .add(value);
    }

    private void expect(AioException refused, Errno... allowedErrors) {
        assertThat(allowedErrors).contains(refused.errno());
        over |= refused.errno() == Errno.ESRCH;
    }

    // ---- checks after the exit

    int cancelled() {
        return cancelled;
    }

    void checkBlocksAreFree() {
        for (Piece piece : pieces) {
            assertThat(piece.block.request.state()).isEqualTo(Request.State.IDLE);
            piece.block.file(null); // would throw if it were in flight
        }
    }

    void checkBytes(int file, FileChannel channel, long seed) throws IOException {
        Set<Long> values = allowed.get(file);
        if (values != null && !values.contains(ANYTHING_OLDER)) {
            long found = StressTest.longAt(channel, offset());
            assertThat(values)
                    .as("file %d, submitter %d, seed %d", file, number, seed)
                    .contains(found);
        }
    }
}
