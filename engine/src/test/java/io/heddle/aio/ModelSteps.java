package io.heddle.aio;

import io.heddle.backend.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The random steps of a round: the next call, and its arguments. */
final class ModelSteps {
    private static final int STEPS = 60;
    private static final List<Integer> BAD_SIGNALS = List.of(-1, 0, 9, 17, 32, 128, 129);

    private final ModelRound round;
    private final Random random;
    private long lastOffset;
    private int lastValue;
    private ModelFile closed;

    ModelSteps(ModelRound round) {
        this.round = round;
        random = round.random;
    }

    void run() throws Exception {
        round.compare();
        for (int i = 0; i < STEPS; i++) {
            step(oneOf(round.twins));
        }
        for (ModelTwin twin : round.twins) {
            round.end(twin, true);
            ModelBlock block = twin.blocks.getFirst();
            round.same(
                    "read after the exit",
                    ModelTwin.outcome(() -> twin.submit(Operation.READ, block)),
                    ModelProcess.fails(Errno.ESRCH));
        }
    }

    private void step(ModelTwin twin) throws IOException {
        int dice = random.nextInt(1000);
        if (dice < 300) {
            submit(twin);
        } else if (dice < 400) {
            listio(twin);
        } else if (dice < 620) {
            finish(twin);
        } else if (dice < 720) {
            reap(twin);
        } else if (dice < 810) {
            cancel(twin);
        } else if (dice < 870) {
            suspend(twin);
        } else if (dice < 910) {
            waitComplete(twin);
        } else if (dice < 960) {
            fetch();
        } else if (dice < 990) {
            close(twin);
        } else {
            round.end(twin, false);
        }
    }

    // ---- submission

    private void submit(ModelTwin twin) {
        ModelBlock block = prepare(twin, false);
        Operation operation = oneOf(List.of(
                Operation.READ, Operation.READ, Operation.WRITE, Operation.WRITE, Operation.SYNC, Operation.DSYNC));
        if (operation.isSync() && twin.model.isInFlight(block)) {
            operation = Operation.WRITE; // two syncs of one block could not be distinguished
        }
        Operation asked = operation;
        round.same(
                asked + " " + block.fields(),
                ModelTwin.outcome(() -> twin.submit(asked, block)),
                twin.model.submit(asked, block));
    }

    private void listio(ModelTwin twin) {
        ListMode mode = random.nextInt(3) == 0 ? ListMode.WAIT : ListMode.NOWAIT;
        int most = round.dialect == Dialect.XNU && random.nextInt(20) == 0 ? 17 : 5;
        int entries = most == 17 ? 17 : random.nextInt(most + 1);
        List<ModelBlock> blocks = new ArrayList<>();
        StringBuilder told = new StringBuilder();
        boolean mayNop = true;
        for (int i = 0; i < entries; i++) {
            ModelBlock block = random.nextInt(10) == 0 ? null : prepare(twin, mayNop);
            if (block != null && blocks.contains(block) && round.dialect == Dialect.FREEBSD) {
                block = null; // both would run, in an unspecified order
            }
            mayNop &= block == null || block.opcode != Opcode.NOP;
            blocks.add(block);
            told.append(' ').append(block == null ? "null" : block.fields());
        }
        Sigevent sigevent = sigevent(twin);
        String what = "listio " + twin.real.name() + " " + mode + told + ", " + sigevent + " " + sigevent.value();
        // The model goes first: it determines whether the call waits.
        ModelProcess.Waiting expected = twin.model.listio(mode, blocks, sigevent);
        round.sameWhenDone(what, () -> twin.listio(mode, blocks, sigevent), expected);
    }

    /**
     * Chooses a block, and if it is free fills it in anew; in POSIX, from time to time, also if it is done and not
     * reaped. At most one NOP may start at a time, because NOPs cannot be distinguished.
     */
    private ModelBlock prepare(ModelTwin twin, boolean mayNop) {
        ModelBlock block = oneOf(twin.blocks);
        boolean isMine = round.dialect == Dialect.POSIX && random.nextBoolean() && !twin.model.isInFlight(block);
        if (!isMine && !twin.model.isFree(block)) {
            return block;
        }
        block.file = file(twin);
        block.bytes = oneIn(15)
                ? oneOf(List.of(ModelBlock.Bytes.MISSING, ModelBlock.Bytes.READ_ONLY))
                : ModelBlock.Bytes.PLAIN;
        block.offset = oneIn(25) ? - ++lastOffset : ++lastOffset;
        if (block.bytes != ModelBlock.Bytes.PLAIN) {
            twin.backend.expectBadBuffer(ModelBackend.key(Operation.READ, block.offset));
        }
        if (block.bytes == ModelBlock.Bytes.MISSING) {
            twin.backend.expectBadBuffer(ModelBackend.key(Operation.WRITE, block.offset));
        }
        block.opcode = mayNop && oneIn(12) ? Opcode.NOP : oneOf(List.of(Opcode.READ, Opcode.WRITE));
        block.sigevent = sigevent(twin);
        if (block.opcode == Opcode.NOP && round.dialect == Dialect.XNU) {
            block.sigevent = Sigevent.none(); // XNU does not validate it, and sends the signal nevertheless
        }
        block.fillIn();
        return block;
    }

    private ModelFile file(ModelTwin twin) {
        if (oneIn(40)) {
            return null;
        }
        if (closed != null && oneIn(20)) {
            return closed;
        }
        return oneOf(List.of((oneIn(30) ? oneOf(round.twins) : twin).files));
    }

    private Sigevent sigevent(ModelTwin twin) {
        String value = "v" + ++lastValue;
        return switch (random.nextInt(11)) {
            case 0, 1, 2 -> Sigevent.signal(oneOf(ModelProcess.HANDLED), value);
            case 3 -> oneIn(3) ? Sigevent.signal(oneOf(BAD_SIGNALS), value) : Sigevent.none();
            case 4, 5, 6 -> Sigevent.kevent(round.queue, value);
            case 7 -> Sigevent.thread(twin::onThread, value);
            default -> Sigevent.none();
        };
    }

    // ---- the other calls

    private void finish(ModelTwin twin) {
        if (twin.model.running.isEmpty()) {
            return;
        }
        Errno failure = switch (random.nextInt(8)) {
            case 0 -> Errno.EIO;
            case 1 -> Errno.ENOSPC;
            default -> Errno.OK;
        };
        round.finish(twin, oneOf(twin.model.running), failure);
    }

    private void reap(ModelTwin twin) {
        boolean any = twin.model.done.isEmpty() || oneIn(4);
        ModelBlock block = any ? oneOf(twin.blocks) : oneOf(twin.model.done).block;
        round.same("reap " + block, ModelTwin.outcome(() -> twin.real.reap(block.real)), twin.model.reap(block));
    }

    private void cancel(ModelTwin twin) {
        ModelBlock block = oneOf(twin.blocks);
        ModelFile file = block.file != null && random.nextBoolean() ? block.file : file(twin);
        int form = random.nextInt(10);
        if (form < 4 || file == null) {
            round.same(
                    "cancel " + block, ModelTwin.outcome(() -> twin.real.cancel(block.real)), twin.model.cancel(block));
        } else if (form < 6) {
            round.same(
                    "cancel of " + twin.real.name() + " " + file + " " + block + " of " + block.file,
                    ModelTwin.outcome(() -> twin.real.cancel(file.real, block.real)),
                    twin.model.cancel(file, block));
        } else if (form < 9) {
            round.same(
                    "cancel of " + twin.real.name() + " " + file,
                    ModelTwin.outcome(() -> twin.real.cancel(file.real)),
                    twin.model.cancel(file));
        } else {
            List<ModelFile> order = twin.filesInOrder();
            round.same(
                    "cancel all of " + twin.real.name() + " " + order,
                    ModelTwin.outcome(twin.real::cancelAll),
                    twin.model.cancelAll(order));
        }
    }

    private void suspend(ModelTwin twin) {
        List<ModelBlock> blocks = new ArrayList<>();
        int entries = random.nextInt(5);
        for (int i = 0; i < entries; i++) {
            blocks.add(oneIn(8) ? null : oneOf(twin.blocks));
        }
        String what = "suspend " + twin.real.name() + " " + blocks;
        ModelProcess.Waiting expected = twin.model.suspend(blocks);
        // Together with a call that waits for any completion, and reaps it, the first to see a completion would be a
        // matter of chance.
        if (oneIn(4) && !round.isWaiting("waitcomplete " + twin.real.name())) {
            round.sameWhenDone(what, () -> twin.real.suspend(ModelTwin.reals(blocks), ModelRound.FOR_EVER), expected);
        } else {
            String now = expected.outcome();
            round.same(what, twin.suspendNow(blocks), now == null ? "false" : now);
        }
    }

    private void waitComplete(ModelTwin twin) {
        String what = "waitcomplete " + twin.real.name();
        if (round.isWaiting(what)) {
            return; // of two waiting calls it is unspecified which is first
        }
        ModelProcess.Waiting expected = twin.model.waitComplete();
        if (oneIn(3) && !round.isWaiting("suspend " + twin.real.name())) {
            Duration forEver = ModelRound.FOR_EVER;
            round.sameWhenDone(what, () -> twin.waitComplete(forEver), expected);
        } else {
            String now = expected.outcome();
            round.same(what, twin.waitCompleteNow(), now == null ? "time is up" : now);
        }
    }

    private void fetch() {
        int most = 1 + random.nextInt(3);
        String real = ModelTwin.outcome(() -> {
            Kevent[] events = new Kevent[most];
            Arrays.setAll(events, i -> new Kevent());
            int count = round.queue.await(events, 0);
            List<String> told = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                told.add(ModelTwin.told(events[i]));
            }
            return told;
        });
        round.same("fetch " + most, real, round.modelSystem.fetch(most));
    }

    private void close(ModelTwin twin) throws IOException {
        int slot = random.nextInt(twin.files.length);
        ModelFile file = twin.files[slot];
        String what = "close " + twin.real.name() + " " + file;
        ModelProcess.Waiting expected = twin.model.close(file);
        closed = file;
        twin.openFile(slot);
        round.sameWhenDone(what, () -> twin.close(file), expected);
    }

    // ---- chance

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
