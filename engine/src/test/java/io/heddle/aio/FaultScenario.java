package io.heddle.aio;

import io.heddle.aio.FaultPiece.Layout;
import io.heddle.backend.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The operations during which something fails: each operation, and each way to wait for it or to cancel it. */
@SuppressWarnings("ImmutableEnumChecker") // the parts capture nothing
enum FaultScenario {
    READ_HEAP(run -> one(run, run.read(Layout.HEAP))),
    READ_DIRECT(run -> one(run, run.read(Layout.DIRECT))),
    READ_ARENA(run -> {
        one(run, run.read(Layout.ARENA));
        run.direct(run.read(Layout.ARENA));
    }),
    READ_BIG(run -> one(run, run.read(Layout.BIG))),
    READ_VECTOR(run -> {
        if (run.offers(Operation.READV)) {
            one(run, run.read(Layout.VECTOR));
        }
    }),
    READ_SIGNAL(run -> one(run, run.withSignal(run.read(Layout.HEAP)))),
    READ_THREAD(run -> {
        if (run.dialect != Dialect.XNU) { // XNU refuses it
            one(run, run.withThread(run.read(Layout.HEAP)));
        }
    }),
    WRITE_HEAP(run -> one(run, run.write(Layout.HEAP))),
    WRITE_DIRECT(run -> one(run, run.write(Layout.DIRECT))),
    WRITE_ARENA(run -> {
        one(run, run.write(Layout.ARENA));
        run.direct(run.write(Layout.ARENA));
        one(run, run.append(Layout.ARENA));
    }),
    WRITE_BIG(run -> one(run, run.write(Layout.BIG))),
    WRITE_VECTOR(run -> {
        if (run.offers(Operation.WRITEV)) {
            one(run, run.write(Layout.VECTOR));
        }
    }),
    WRITE_SIGNAL(run -> one(run, run.withSignal(run.write(Layout.DIRECT)))),

    /** More than there are workers and ring entries for. */
    CROWD(run -> {
        List<FaultPiece> crowd = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Layout layout = i % 2 == 0 ? Layout.HEAP : Layout.DIRECT;
            FaultPiece piece = i % 3 == 0 ? run.read(layout) : run.write(layout);
            crowd.add(i % 4 == 0 ? run.withSignal(piece) : piece);
        }
        for (FaultPiece piece : crowd) {
            run.submit(piece);
        }
        for (FaultPiece piece : crowd) {
            run.await(piece);
        }
    }),
    SYNC(run -> sync(run, SyncMode.SYNC)),
    DSYNC(run -> sync(run, SyncMode.DSYNC)),

    /** Syncs that may share a flush, with writes before and between. */
    SYNC_GROUP(run -> {
        FaultPiece first = run.write(Layout.HEAP);
        FaultPiece second = run.write(Layout.DIRECT);
        int flushes = run.world.flushes(run.file);
        run.submit(first);
        ControlBlock one = run.submitSync(SyncMode.SYNC);
        ControlBlock two = run.submitSync(SyncMode.DSYNC);
        run.submit(second);
        ControlBlock three = run.submitSync(SyncMode.SYNC);
        run.awaitSync(three, flushes);
        run.awaitSync(one, flushes);
        run.awaitSync(two, flushes);
        run.await(first);
        run.await(second);
    }),
    APPEND(run -> {
        for (int i = 0; i < 3; i++) {
            one(run, run.append(i == 1 ? Layout.DIRECT : Layout.HEAP));
        }
    }),

    /** In the order of their submission, where a dialect specifies that. */
    APPEND_CROWD(run -> {
        if (!run.process.rules().ordersAppends()) {
            return;
        }
        List<FaultPiece> crowd = List.of(run.append(Layout.HEAP), run.append(Layout.DIRECT), run.append(Layout.HEAP));
        for (FaultPiece piece : crowd) {
            run.submit(piece);
        }
        for (FaultPiece piece : crowd) {
            run.await(piece);
        }
    }),
    APPEND_VECTOR(run -> {
        if (run.offers(Operation.WRITEV)) {
            one(run, run.append(Layout.VECTOR));
            one(run, run.append(Layout.VECTOR));
        }
    }),
    LIST_WAIT(run -> list(run, ListMode.WAIT)),
    LIST_NOWAIT(run -> list(run, ListMode.NOWAIT)),
    DIRECT_READ(run -> {
        run.direct(run.read(Layout.HEAP));
        run.direct(run.read(Layout.DIRECT));
    }),
    DIRECT_WRITE(run -> {
        run.direct(run.write(Layout.HEAP));
        run.direct(run.write(Layout.DIRECT));
        run.directSync(SyncMode.SYNC);
    }),
    DIRECT_BIG(run -> {
        run.direct(run.read(Layout.BIG));
        run.direct(run.write(Layout.BIG));
    }),
    DIRECT_VECTOR(run -> {
        if (run.offers(Operation.READV)) {
            run.direct(run.read(Layout.VECTOR));
            run.direct(run.write(Layout.VECTOR));
        }
    }),
    CANCEL(run -> {
        List<FaultPiece> crowd = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            FaultPiece piece = i % 2 == 0 ? run.write(Layout.DIRECT) : run.read(Layout.HEAP);
            piece.mayBeCancelled = true;
            crowd.add(piece);
        }
        for (FaultPiece piece : crowd) {
            run.submit(piece);
        }
        FaultPiece last = crowd.getLast();
        if (last.begun) {
            run.process.cancel(last.block);
        }
        run.process.cancel(run.file);
        for (FaultPiece piece : crowd) {
            run.await(piece);
        }
    }),
    CLOSE(run -> {
        List<FaultPiece> crowd = List.of(run.write(Layout.HEAP), run.read(Layout.DIRECT), run.write(Layout.DIRECT));
        for (FaultPiece piece : crowd) {
            piece.mayBeCancelled = true;
            run.submit(piece);
        }
        run.closeFile();
        for (FaultPiece piece : crowd) {
            run.await(piece);
        }
    }),
    EXIT(run -> {
        List<FaultPiece> crowd = List.of(run.write(Layout.HEAP), run.read(Layout.DIRECT), run.write(Layout.DIRECT));
        for (FaultPiece piece : crowd) {
            run.submit(piece);
        }
        run.exit();
    }),
    SUSPEND(run -> {
        FaultPiece piece = run.read(Layout.HEAP);
        run.submit(piece);
        try {
            boolean _ = run.process.suspend(List.of(piece.block), Duration.ofMillis(1));
        } catch (InterruptedException | AioException injected) {
            boolean _ = Thread.interrupted();
        }
        run.await(piece);
    }),
    KEVENT(run -> {
        try (CompletionQueue queue = new CompletionQueue(run.process.ticker())) {
            FaultPiece piece = run.read(Layout.HEAP);
            piece.block.sigevent(Sigevent.kevent(queue, piece));
            run.submit(piece);
            run.awaitEvent(queue, piece);
        }
    }),
    MLOCK(run -> {
        if (run.offers(Operation.MLOCK)) {
            run.lockPages();
        }
    });

    /** The operation. */
    @FunctionalInterface
    interface Part {
        void play(FaultRun run) throws Exception;
    }

    final Part part;

    FaultScenario(Part part) {
        this.part = part;
    }

    private static void one(FaultRun run, FaultPiece piece) throws Exception {
        run.submit(piece);
        run.await(piece);
    }

    private static void sync(FaultRun run, SyncMode mode) throws Exception {
        one(run, run.write(Layout.HEAP));
        int flushes = run.world.flushes(run.file);
        run.awaitSync(run.submitSync(mode), flushes);
    }

    private static void list(FaultRun run, ListMode mode) throws Exception {
        List<FaultPiece> entries = List.of(run.read(Layout.HEAP), run.write(Layout.DIRECT), run.write(Layout.HEAP));
        run.list(mode, entries);
        for (FaultPiece entry : entries) {
            run.await(entry);
        }
    }
}
