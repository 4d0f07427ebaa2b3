package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.backend.Operation;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultyThreads;
import io.heddle.testing.FaultyTicker;
import io.heddle.workq.FaultyPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One run of a {@link FaultScenario} with one fault. A second process on the same backend has a file of its own;
 * whatever fails, both processes continue to work.
 */
final class FaultRun {
    private static final int SIGNAL = 30; // SIGUSR1
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int AREA = 4_096;
    private static final int AREAS = 16;
    private static final int FILE_BYTES = AREAS * AREA + FaultPiece.length(FaultPiece.Layout.BIG);

    final FaultPlan plan;
    final FaultWorld world;
    final Dialect dialect;
    private final FaultyThreads workers;
    private final FaultyThreads notifiers;
    private final WorkqueueKind workqueue;
    private final FaultyTicker ticker;
    private final @Nullable FaultyPool pool;
    final AioProcess process;
    final AioFile file;
    private final AioProcess bystander;
    private final AioFile other;
    private final byte[] before;
    private final List<FaultPiece> pieces = new ArrayList<>();
    private final List<FaultPiece> appended = new ArrayList<>();
    private final Map<Object, AtomicInteger> signals = new ConcurrentHashMap<>();
    private int areas;
    private boolean exited;
    private boolean closed;
    private @Nullable AioFile appendFile;

    FaultRun(
            FaultPlan plan,
            FaultWorld world,
            Dialect dialect,
            WorkqueueKind workqueue,
            ThreadKind threads,
            int maxWorkers)
            throws IOException {
        this.plan = plan;
        this.world = world;
        this.dialect = dialect;
        this.workqueue = workqueue;
        workers = new FaultyThreads(plan, "worker", threads == ThreadKind.VIRTUAL);
        notifiers = new FaultyThreads(plan, "notifier", false);
        ticker = new FaultyTicker(plan, Thread.currentThread());
        pool = switch (workqueue) {
            case PROCESS -> null;
            case SHARED -> FaultyPool.shared(maxWorkers, workers, ticker);
            case AIOD -> FaultyPool.aiod(maxWorkers, workers, ticker);
        };
        AioSystem system = new AioSystem(dialect);
        process = settings(system, maxWorkers)
                .threadFactory(workers)
                .notifiers(notifiers)
                .ticker(ticker)
                .open();
        bystander = settings(system, maxWorkers).threads(threads).open();
        process.onSignal(SIGNAL, (_, value) -> {
            if (value != null) {
                signals.computeIfAbsent(value, _ -> new AtomicInteger()).incrementAndGet();
            }
        });
        before = new byte[FILE_BYTES];
        new Random(1).nextBytes(before);
        file = world.open(process, before, false);
        other = world.open(bystander, new byte[AREA], false);
    }

    private AioProcessBuilder settings(AioSystem system, int maxWorkers) {
        AioProcessBuilder settings = AioProcess.configure();
        if (pool != null) {
            settings.poolQueues(pool::queue);
        }
        return settings.workqueue(workqueue)
                .maxWorkers(maxWorkers)
                .system(system)
                .exitDeadline(PATIENCE)
                .backend(world.backend());
    }

    /** Runs the scenario, then checks everything that must hold whatever has failed. */
    void play(FaultScenario scenario) throws Exception {
        plan.arm();
        try {
            scenario.part.play(this);
        } finally {
            plan.disarm();
        }
        boolean _ = Thread.interrupted(); // the scenario's
        othersGoOn();
        theSameGoesOn();
        end();
    }

    // ---- building blocks of scenarios

    boolean offers(Operation operation) {
        return process.rules().offers(operation);
    }

    FaultPiece read(FaultPiece.Layout layout) {
        return piece(false, layout);
    }

    FaultPiece write(FaultPiece.Layout layout) {
        return piece(true, layout);
    }

    private FaultPiece piece(boolean isWrite, FaultPiece.Layout layout) {
        int length = FaultPiece.length(layout);
        int offset = layout == FaultPiece.Layout.BIG ? AREAS * AREA : AREA * areas++;
        byte[] bytes = Arrays.copyOfRange(before, offset, offset + length);
        if (isWrite) {
            new Random(offset + 2).nextBytes(bytes);
        }
        FaultPiece piece = new FaultPiece(isWrite, file, offset, bytes, layout);
        pieces.add(piece);
        return piece;
    }

    /** Returns a write to the end of a file of its own. */
    FaultPiece append(FaultPiece.Layout layout) throws IOException {
        AioFile target = appendFile;
        if (target == null) {
            target = world.open(process, new byte[0], true);
            appendFile = target;
        }
        byte[] bytes = new byte[FaultPiece.length(layout)];
        new Random(appended.size()).nextBytes(bytes);
        FaultPiece piece = new FaultPiece(true, target, 0, bytes, layout);
        appended.add(piece);
        return piece;
    }

    /** Submits a piece; the call may refuse it if something has failed. */
    void submit(FaultPiece piece) throws IOException {
        begin(piece, () -> {
            if (piece.isWrite) {
                process.write(piece.block);
            } else {
                process.read(piece.block);
            }
        });
    }

    interface Call {
        void make() throws IOException;
    }

    private void begin(FaultPiece piece, Call call) throws IOException {
        try {
            call.make();
            piece.begun = true;
        } catch (AioException refused) {
            mustBeSeen(refused);
            piece.refused();
        } catch (Error injected) {
            mustBeSeen(injected);
            piece.refused();
        }
    }

    /** Checks that there was a visible fault which explains a failure. */
    private void mustBeSeen(Throwable failed) {
        if (!plan.isReached() || plan.isHidden()) {
            throw new AssertionError("nobody was to see " + (plan.isReached() ? "the fault" : "a fault"), failed);
        }
    }

    FaultPiece withSignal(FaultPiece piece) {
        piece.block.sigevent(Sigevent.signal(SIGNAL, piece));
        return piece;
    }

    FaultPiece withThread(FaultPiece piece) {
        piece.block.sigevent(Sigevent.thread(
                value ->
                        signals.computeIfAbsent(piece, _ -> new AtomicInteger()).incrementAndGet(),
                piece));
        return piece;
    }

    /** Waits for a piece, if it was begun, and reaps it: once, and not twice. */
    void await(FaultPiece piece) throws IOException {
        if (!piece.begun || piece.error != null) {
            return;
        }
        awaitEnd(piece.block);
        Errno error = process.error(piece.block);
        long result;
        try {
            result = process.reap(piece.block);
        } catch (AioException failed) {
            result = -1;
        }
        assertThat(error).as("%s: the error of what has ended", piece).isNotEqualTo(Errno.EINPROGRESS);
        mustBeAllowed(piece, error);
        piece.ended(error, result, !process.rules().keepsErrorOfShortTransfer() && !plan.isHidden());
        ControlBlock block = piece.block;
        AioTest.assertFails(Errno.EINVAL, () -> process.reap(block));
    }

    void awaitEnd(ControlBlock block) throws IOException {
        long start = System.nanoTime();
        while (process.error(block) == Errno.EINPROGRESS) {
            assertThat(System.nanoTime() - start)
                    .as("time of %s", block.request)
                    .isLessThan(PATIENCE.toNanos());
            try {
                boolean _ = process.suspend(List.of(block), Duration.ofSeconds(1));
            } catch (InterruptedException | AioException injected) {
                boolean _ = Thread.interrupted();
            }
        }
    }

    private void mustBeAllowed(FaultPiece piece, Errno error) {
        if (error == Errno.ECANCELED) {
            assertThat(piece.mayBeCancelled).as("%s may be cancelled", piece).isTrue();
        } else if (error != Errno.OK) {
            mustBeSeen(new IOException(piece + " has ended with " + error));
        }
    }

    /** Makes a call in direct style, on the calling thread. */
    void direct(FaultPiece piece) throws IOException {
        piece.begun = true;
        boolean vector = piece.buffers.length > 1;
        long moved;
        try {
            if (piece.isWrite) {
                moved = vector ? file.write(piece.buffers, piece.offset) : file.write(piece.buffers[0], piece.offset);
            } else {
                moved = vector ? file.read(piece.buffers, piece.offset) : file.read(piece.buffers[0], piece.offset);
            }
        } catch (IOException | Error failed) {
            mustBeSeen(failed);
            piece.ended(Errno.EIO, -1, true);
            return;
        }
        piece.ended(Errno.OK, moved, !process.rules().keepsErrorOfShortTransfer() && !plan.isHidden());
    }

    void directSync(SyncMode mode) throws IOException {
        int flushes = world.flushes(file);
        try {
            file.sync(mode);
        } catch (IOException | Error failed) {
            mustBeSeen(failed);
            return;
        }
        assertThat(world.flushes(file)).as("flushes").isGreaterThan(flushes);
    }

    /** Submits a sync; returns its block, or {@code null} if it was refused. */
    @Nullable
    ControlBlock submitSync(SyncMode mode) throws IOException {
        ControlBlock block = new ControlBlock().file(file).buffer(ByteBuffer.allocate(0));
        try {
            process.fsync(mode, block);
            return block;
        } catch (AioException refused) {
            if (mode == SyncMode.DSYNC && dialect == Dialect.FREEBSD) {
                return null;
            }
            mustBeSeen(refused);
            return null;
        }
    }

    /** Waits for a sync, which may succeed only if a flush has succeeded since. */
    void awaitSync(@Nullable ControlBlock sync, int flushesBefore) throws IOException {
        if (sync == null) {
            return;
        }
        awaitEnd(sync);
        Errno error = process.error(sync);
        try {
            assertThat(process.reap(sync)).as("the result of a sync").isZero();
        } catch (AioException failed) {
            assertThat(error).isNotEqualTo(Errno.OK);
        }
        if (error == Errno.OK) {
            assertThat(world.flushes(file)).as("flushes").isGreaterThan(flushesBefore);
        } else {
            mustBeSeen(new IOException("a sync has ended with " + error));
        }
        AioTest.assertFails(Errno.EINVAL, () -> process.reap(sync));
    }

    void list(ListMode mode, List<FaultPiece> entries) throws IOException {
        List<ControlBlock> blocks = new ArrayList<>();
        for (FaultPiece entry : entries) {
            blocks.add(entry.block.opcode(entry.isWrite ? Opcode.WRITE : Opcode.READ));
        }
        AioException refused = null;
        try {
            process.listio(mode, blocks, Sigevent.none());
        } catch (AioException failed) {
            mustBeSeen(failed);
            refused = failed;
        } catch (InterruptedException injected) {
            mustBeSeen(injected); // the list was submitted
        }
        for (FaultPiece entry : entries) {
            entry.begun = refused == null || isKnown(entry.block);
            if (!entry.begun) {
                entry.refused();
            }
        }
    }

    private boolean isKnown(ControlBlock block) {
        return block.request.state() != Request.State.IDLE;
    }

    /** Waits for the one event of a piece; in some dialects that reaps it. */
    void awaitEvent(CompletionQueue queue, FaultPiece piece) throws IOException {
        if (!piece.begun) {
            assertThat(queue.pending()).as("events of what was refused").isZero();
            return;
        }
        Kevent[] events = {new Kevent(), new Kevent()};
        int count = 0;
        long start = System.nanoTime();
        while (count == 0) {
            assertThat(System.nanoTime() - start).as("time of an event").isLessThan(PATIENCE.toNanos());
            try {
                count = queue.await(events, 1, Duration.ofSeconds(1));
            } catch (InterruptedException injected) {
                // the call has ended early, as expected
            }
        }
        assertThat(count).as("events").isEqualTo(1);
        assertThat(events[0].udata()).isSameAs(piece);
        if (process.rules().fetchReaps()) {
            mustBeAllowed(piece, events[0].error());
            piece.ended(events[0].error(), events[0].data(), true);
        } else {
            await(piece);
        }
        assertThat(queue.pending()).as("further events").isZero();
    }

    /** Locks the pages of a buffer, and unlocks them. */
    void lockPages() throws IOException {
        ControlBlock block = new ControlBlock().buffer(ByteBuffer.allocateDirect(AREA));
        try {
            process.mlock(block);
        } catch (AioException refused) {
            mustBeSeen(refused);
            return;
        }
        awaitEnd(block);
        Errno error = process.error(block);
        try {
            long _ = process.reap(block);
            process.munlock(block);
        } catch (AioException notHere) {
            assertThat(error).isNotEqualTo(Errno.OK); // no native access, or more than is permitted
        }
    }

    void exit() throws AioException {
        assertThat(process.exit(PATIENCE).isComplete()).as("exit").isTrue();
        exited = true;
    }

    void closeFile() throws IOException {
        try {
            file.close();
        } catch (IOException failed) {
            mustBeSeen(failed);
        }
        closed = true;
    }

    // ---- what must hold

    private void othersGoOn() throws IOException {
        byte[] bytes = new byte[100];
        new Random(3).nextBytes(bytes);
        assertThat(other.write(ByteBuffer.wrap(bytes), 7)).isEqualTo(100);
        other.sync(SyncMode.SYNC);
        ByteBuffer back = ByteBuffer.allocateDirect(100);
        ControlBlock block = new ControlBlock(other, back, 7);
        bystander.read(block);
        awaitEndOf(bystander, block);
        assertThat(bystander.reap(block)).isEqualTo(100);
        assertThat(back.flip()).isEqualTo(ByteBuffer.wrap(bytes));
    }

    private static void awaitEndOf(AioProcess process, ControlBlock block) throws IOException {
        try {
            assertThat(process.suspend(List.of(block), PATIENCE))
                    .as("the bystander's end")
                    .isTrue();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private void theSameGoesOn() throws IOException {
        if (exited) {
            return;
        }
        AioFile fresh = world.open(process, new byte[AREA], false);
        assertThat(fresh.write(ByteBuffer.allocate(11), 5)).isEqualTo(11);
        fresh.sync(SyncMode.SYNC);
        ByteBuffer back = ByteBuffer.allocate(AREA);
        ControlBlock block = new ControlBlock(fresh, back, 0);
        process.read(block);
        awaitEndOf(process, block);
        assertThat(process.reap(block)).isEqualTo(AREA);
        fresh.close();
    }

    private void end() throws IOException {
        if (!exited) {
            for (FaultPiece piece : all()) {
                if (piece.begun) {
                    assertThat(piece.error).as("the end of %s", piece).isNotNull();
                }
            }
            assertThat(process.statistics().outstanding()).as("quota").isZero();
        }
        awaitCalls();
        byte[] content = closed ? new byte[0] : world.content(file);
        byte[] tail = appendFile == null ? new byte[0] : world.content(appendFile);
        assertThat(process.exit(PATIENCE).isComplete()).as("exit").isTrue();
        AioStatistics statistics = process.statistics();
        assertThat(statistics.reaped()).as("requests reaped").isEqualTo(statistics.submitted());
        assertThat(statistics.threads()).as("workers").isZero();
        bystander.close();
        world.awaitIdle();
        io.heddle.testing.Conditions.await(
                "the workers' end",
                () -> workers.alive().isEmpty() && notifiers.alive().isEmpty());
        for (FaultPiece piece : all()) {
            if (exited && piece.begun && piece.error == null) {
                // an exit reports no outcome of what it has ended; the canaries of other pieces cover its memory
                continue;
            }
            piece.verifyUntouched();
            AtomicInteger told = signals.get(piece);
            Sigevent.Kind kind = piece.block.sigevent().kind();
            boolean asked = kind == Sigevent.Kind.SIGNAL || kind == Sigevent.Kind.THREAD;
            int expected = asked && piece.begun ? 1 : 0;
            assertThat(told == null ? 0 : told.get()).as("%s: signals", piece).isEqualTo(expected);
        }
        if (!closed && !exited) {
            for (FaultPiece piece : pieces) {
                piece.verifyFile(before, content);
            }
        }
        verifyAppends(tail);
    }

    /**
     * Waits for the notification of each request that is done and reaped, by a thread of its own or a worker in its
     * place.
     */
    private void awaitCalls() {
        for (FaultPiece piece : all()) {
            if (piece.begun && piece.error != null && piece.block.sigevent().kind() == Sigevent.Kind.THREAD) {
                io.heddle.testing.Conditions.await("the call for " + piece, () -> signals.containsKey(piece));
            }
        }
    }

    private List<FaultPiece> all() {
        List<FaultPiece> all = new ArrayList<>(pieces);
        all.addAll(appended);
        return all;
    }

    /** Checks that appends follow one another, and that of a failed one at most a part is in the file. */
    private void verifyAppends(byte[] tail) {
        int at = 0;
        for (FaultPiece piece : appended) {
            int end = Math.min(tail.length, at + piece.bytes.length);
            int mismatch = Arrays.mismatch(tail, at, end, piece.bytes, 0, end - at);
            int count = mismatch < 0 ? end - at : mismatch;
            if (piece.error == Errno.OK) {
                assertThat((long) count).as("%s: appended", piece).isEqualTo(piece.result);
            } else if (!piece.begun) {
                count = 0;
            }
            at += count;
        }
        assertThat(at).as("bytes appended").isEqualTo(tail.length);
    }
}
