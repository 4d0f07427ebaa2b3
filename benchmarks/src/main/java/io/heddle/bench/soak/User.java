package io.heddle.bench.soak;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.CancelResult;
import io.heddle.aio.CompletionQueue;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Dialect;
import io.heddle.aio.Errno;
import io.heddle.aio.ExitReport;
import io.heddle.aio.Kevent;
import io.heddle.aio.ListMode;
import io.heddle.aio.Sigevent;
import io.heddle.aio.SyncMode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes POSIX's calls, and the kernels' own, in random order. */
final class User implements Actor {
    private static final int EVENTS = 8;
    private static final int LONGEST_WAIT_NANOS = 300_000;
    private static final Duration EXEC_DEADLINE = Duration.ofSeconds(30);

    private final Tenant tenant;
    private final AioProcess process;
    private final Tally tally;
    private final Random random;
    private final boolean alone;
    private final List<Piece> pieces = new ArrayList<>();
    private final Area directArea;
    private final ByteBuffer directBuffer;
    private boolean over;

    /** Must be called before any user runs. */
    User(Tenant tenant, long seed, boolean alone) {
        this.tenant = tenant;
        this.alone = alone;
        process = tenant.process;
        tally = tenant.tally;
        random = new Random(seed);
        RoundPlan plan = tenant.plan;
        for (int number = 0; number < plan.pieces(); number++) {
            pieces.add(new Piece(tenant, area(plan), random));
        }
        directArea = area(plan);
        directBuffer = Piece.buffer(directArea.capacity, plan.alignment(), random.nextBoolean());
    }

    private Area area(RoundPlan plan) {
        return tenant.area(random.nextInt(plan.files()), plan.largest());
    }

    @Override
    public void run(Gate gate) throws Exception {
        try (CompletionQueue queue = new CompletionQueue()) {
            while (gate.isOpen() && !over) {
                step(queue, random.nextInt(1_000));
            }
            for (Piece piece : pieces) {
                piece.settle();
            }
        }
    }

    private void step(CompletionQueue queue, int dice) throws Exception {
        Piece piece = pieces.get(random.nextInt(pieces.size()));
        if (dice < 500) {
            submit(piece, queue);
        } else if (dice < 620) {
            piece.settle();
        } else if (dice < 700) {
            direct(dice < 640);
        } else if (dice < 770) {
            suspend();
        } else if (dice < 850) {
            cancel(piece, dice);
        } else if (dice < 900) {
            list(queue);
        } else if (dice < 960) {
            takeEvents(queue);
        } else if (dice < 990) {
            waitComplete();
        } else if (dice < 995) {
            tenant.reopen(random.nextInt(tenant.plan.files()));
        } else if (alone && dice == 999) {
            exec();
        }
    }

    /** Accepts a refusal that may happen here. ESRCH means that the process has exited. */
    private void refused(AioException refused, Errno... allowed) throws AioException {
        Actor.backOff();
        expect(refused, allowed);
        tally.refused.increment();
        over |= refused.errno() == Errno.ESRCH;
    }

    static void expect(AioException refused, Errno... allowed) throws AioException {
        if (!List.of(allowed).contains(refused.errno())) {
            throw refused;
        }
    }

    // ---- requests

    private Sigevent notification(CompletionQueue queue, Piece piece) {
        return switch (random.nextInt(5)) {
            case 0 -> Sigevent.signal(Tenant.SIGNAL, piece);
            case 1 -> Sigevent.kevent(queue, piece);
            case 2 ->
                process.dialect() == Dialect.XNU
                        ? Sigevent.none()
                        : Sigevent.thread(_ -> tally.notified.increment(), piece);
            default -> Sigevent.none();
        };
    }

    private void submit(Piece piece, CompletionQueue queue) throws AioException, InterruptedException {
        piece.settle();
        Sigevent sigevent = notification(queue, piece);
        try {
            switch (random.nextInt(10)) {
                case 0 -> {
                    piece.prepareSync(sigevent);
                    process.fsync(random.nextBoolean() ? SyncMode.SYNC : SyncMode.DSYNC, piece.block);
                }
                case 1, 2, 3, 4 -> {
                    piece.prepareRead(sigevent);
                    process.read(piece.block);
                }
                default -> {
                    piece.prepareWrite(sigevent);
                    process.write(piece.block);
                }
            }
            piece.submitted();
        } catch (AioException refused) {
            refused(refused, Errno.EAGAIN, Errno.EBADF, Errno.ESRCH, Errno.EINVAL); // FreeBSD has no DSYNC
        }
    }

    private void list(CompletionQueue queue) throws AioException, InterruptedException {
        List<Piece> chosen = pieces.subList(0, 1 + random.nextInt(Math.min(pieces.size(), 16)));
        List<@Nullable ControlBlock> blocks = new ArrayList<>();
        for (Piece piece : chosen) {
            piece.settle();
            Sigevent sigevent = notification(queue, piece);
            if (random.nextBoolean()) {
                piece.prepareRead(sigevent);
            } else {
                piece.prepareWrite(sigevent);
            }
            blocks.add(piece.block);
        }
        if (random.nextBoolean()) {
            blocks.add(null);
        }
        chosen.forEach(Piece::submitted); // some may be refused individually: settling them shows it
        ListMode mode = random.nextBoolean() ? ListMode.WAIT : ListMode.NOWAIT;
        Sigevent ofList = random.nextBoolean() ? Sigevent.none() : Sigevent.signal(Tenant.SIGNAL, null);
        try {
            process.listio(mode, blocks, ofList);
        } catch (AioException refused) {
            refused(refused, Errno.EAGAIN, Errno.EIO, Errno.ESRCH, Errno.EINVAL); // XNU: at most 16
        }
    }

    private void direct(boolean interrupted) throws IOException {
        AioFile file = tenant.file(directArea.file);
        ByteBuffer buffer = directBuffer.clear();
        Area.Write write = directArea.compose(buffer);
        try {
            if (file.write(buffer, directArea.offset) != write.length()) {
                throw new IOException("a direct write of " + write + " was a short one");
            }
            directArea.written(write);
            tally.requests.add(2);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            int read = file.read(buffer.clear(), directArea.offset);
            tenant.verify(directArea, buffer, read, "direct read");
            tally.bytes.add(write.length() + Math.max(0L, read));
            Thread.interrupted();
            file.sync(SyncMode.SYNC);
        } catch (AioException refused) {
            refused(refused, Errno.EAGAIN, Errno.EBADF, Errno.ESRCH);
        } catch (AsynchronousCloseException | InterruptedIOException cancelled) {
            tally.cancelled.increment(); // by a cancel, a close, the exit or the interrupt; no byte was moved
        } finally {
            Thread.interrupted();
        }
    }

    // ---- waiting

    private Duration someTime() {
        return Duration.ofNanos(random.nextInt(LONGEST_WAIT_NANOS));
    }

    private void suspend() throws AioException, InterruptedException {
        List<@Nullable ControlBlock> blocks = new ArrayList<>();
        for (Piece piece : pieces.subList(0, Math.min(pieces.size(), 16))) {
            blocks.add(random.nextBoolean() ? piece.block : null);
        }
        try {
            process.suspend(blocks, someTime());
        } catch (AioException nothingOutstanding) {
            refused(nothingOutstanding, Errno.EINVAL, Errno.ESRCH);
        }
    }

    private void takeEvents(CompletionQueue queue) throws AioException, InterruptedException {
        Kevent[] events = new Kevent[EVENTS];
        for (int i = 0; i < EVENTS; i++) {
            events[i] = new Kevent();
        }
        int taken = queue.await(events, random.nextInt(3), someTime());
        for (int i = 0; i < taken; i++) {
            tally.notified.increment();
            if (!(events[i].udata() instanceof Piece piece) || piece.block != events[i].block()) {
                tally.fail(process + ": an event of another request than it says");
            } else if (process.dialect() != Dialect.FREEBSD) { // in that dialect the caller reaps it
                piece.ended(events[i].error(), events[i].data());
            }
        }
    }

    private void waitComplete() throws AioException, InterruptedException {
        if (!alone || process.dialect() == Dialect.XNU) {
            return; // it would reap requests for which other users wait
        }
        Kevent event = new Kevent();
        try {
            ControlBlock block = process.waitComplete(event, someTime()) ? event.block() : null;
            if (block != null && block.attachment() instanceof Piece piece) {
                piece.ended(event.error(), event.data());
            }
        } catch (AioException exited) {
            refused(exited, Errno.ESRCH);
        }
    }

    // ---- early ends

    private void cancel(Piece piece, int dice) throws AioException {
        try {
            if (dice == 849) {
                process.cancelAll();
            } else if (dice > 840) {
                process.cancel(tenant.file(random.nextInt(tenant.plan.files())));
            } else if (process.cancel(piece.block) == CancelResult.CANCELED && piece.hasMoved()) {
                tally.fail(process + ": a request that was cancelled has moved bytes");
            }
        } catch (AioException closedOrNoMatch) {
            refused(closedOrNoMatch, Errno.EBADF);
        }
    }

    private void exec() throws AioException {
        try {
            ExitReport report = process.exec(EXEC_DEADLINE);
            if (!report.isComplete()) {
                tally.fail(process + ": the exec is not complete: " + report);
            }
        } catch (AioException exited) {
            refused(exited, Errno.ESRCH);
        }
    }
}
