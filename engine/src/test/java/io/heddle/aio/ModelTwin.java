package io.heddle.aio;

import io.heddle.backend.Operation;
import io.heddle.testing.FakeTicker;
import io.heddle.workq.Workqueue;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A process of the engine beside its model: each call is made to both, and both return their results. */
final class ModelTwin {
    /** A call to the engine. */
    interface Asked {
        Object ask() throws Exception;
    }

    private static final int BLOCKS = 6;
    private static final Duration NOW = Duration.ZERO;

    /** The ways to open a file. */
    private static final List<OpenOption[]> MODES = List.of(
            new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE},
            new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE},
            new OpenOption[] {StandardOpenOption.READ},
            new OpenOption[] {StandardOpenOption.APPEND});

    final AioProcess real;
    final ModelBackend backend;
    final ModelProcess model;
    final List<ModelBlock> blocks = new ArrayList<>();
    final ModelFile[] files = new ModelFile[MODES.size()];
    final Map<AioFile, ModelFile> byReal = new ConcurrentHashMap<>();
    private final Path path;
    private final int workers;
    private final ConcurrentLinkedQueue<String> signals = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();

    ModelTwin(
            boolean whole,
            String name,
            AioSystem system,
            ModelSystem modelSystem,
            int limit,
            int workers,
            int inFlight,
            Path path)
            throws IOException {
        this.path = path;
        backend = new ModelBackend(whole);
        this.workers = workers;
        real = AioProcess.configure()
                .workqueue(WorkqueueKind.PROCESS)
                .name("model-" + name)
                .system(system)
                .maxWorkers(workers)
                .maxInFlight(inFlight)
                .maxOutstanding(limit)
                .ticker(new FakeTicker())
                .backend(backend)
                .open();
        model = switch (system.dialect()) {
            case POSIX -> new ModelPosix(modelSystem, limit, workers, inFlight, whole);
            case XNU -> new ModelXnu(modelSystem, limit, workers);
            case FREEBSD -> new ModelFreeBsd(modelSystem, limit, workers);
        };
        for (int signal : ModelProcess.HANDLED) {
            real.onSignal(signal, (number, value) -> signals.add(number + " " + value));
        }
        for (int i = 0; i < BLOCKS; i++) {
            blocks.add(new ModelBlock(name + i));
        }
        for (int i = 0; i < files.length; i++) {
            openFile(i);
        }
    }

    void openFile(int slot) throws IOException {
        files[slot] = new ModelFile(real.open(path, MODES.get(slot)), model);
        byReal.put(files[slot].real, files[slot]);
    }

    /** Records a notification by a thread. */
    void onThread(Object value) {
        threads.add(String.valueOf(value));
    }

    // ---- calls to the engine, with results in the model's form

    static String outcome(Asked call) {
        try {
            return String.valueOf(call.ask());
        } catch (AioException refused) {
            return ModelProcess.fails(refused.errno());
        } catch (Exception unexpected) {
            throw new AssertionError("the engine threw " + unexpected, unexpected);
        }
    }

    Object submit(Operation operation, ModelBlock block) throws AioException {
        switch (operation) {
            case READ -> real.read(block.real);
            case WRITE -> real.write(block.real);
            case SYNC -> real.fsync(SyncMode.SYNC, block.real);
            case DSYNC -> real.fsync(SyncMode.DSYNC, block.real);
            default -> throw new IllegalArgumentException(operation.name());
        }
        return ModelProcess.OK;
    }

    static List<ControlBlock> reals(List<ModelBlock> blocks) {
        List<ControlBlock> reals = new ArrayList<>();
        blocks.forEach(block -> reals.add(block == null ? null : block.real));
        return reals;
    }

    Object listio(ListMode mode, List<ModelBlock> blocks, Sigevent sigevent) throws Exception {
        real.listio(mode, reals(blocks), sigevent);
        return ModelProcess.OK;
    }

    Object waitComplete(Duration timeout) throws Exception {
        Kevent event = new Kevent();
        return real.waitComplete(event, timeout) ? told(event) : "time is up";
    }

    static String told(Kevent event) {
        ControlBlock block = event.block();
        Object name = block == null ? "list" : block.attachment();
        return ModelSystem.Event.told(name, event.error(), event.data(), event.udata());
    }

    Object close(ModelFile file) throws IOException {
        file.real.close();
        return ModelProcess.OK;
    }

    /** Returns the files in the order in which the engine visits them, which is unspecified. */
    List<ModelFile> filesInOrder() {
        return real.files().all().stream()
                .map(file -> byReal.getOrDefault(file, model.nowhere))
                .toList();
    }

    // ---- externally visible state

    /** Returns whether every worker is idle or in a transfer, and all notifications by threads have arrived. */
    boolean isAtRest() {
        Workqueue.Counts counts = real.workqueue().counts();
        int busy = counts.threads() - counts.idle() + backend.withoutWorker();
        boolean apart = real.dialect() == Dialect.POSIX;
        int ofWorkers = apart ? busy - backend.withoutWorker() : busy;
        boolean moreToStart = counts.queued() > model.queuedWhole() && ofWorkers < workers;
        return !moreToStart && busy == backend.count() && threads.size() >= model.threads.size();
    }

    /** Returns the engine's state, and clears what it has delivered. */
    List<String> realView() {
        List<String> view = new ArrayList<>();
        AioStatistics now = real.statistics();
        view.add("outstanding " + now.outstanding() + ", queued " + now.queued() + ", running " + now.running()
                + ", done " + now.done() + ", submitted " + now.submitted() + ", reaped " + now.reaped());
        for (ModelBlock block : blocks) {
            view.add(block + " " + outcome(() -> real.error(block.real)));
        }
        view.add("transfers " + backend.keys());
        view.add("signals " + drain(signals));
        List<String> heard = drain(threads);
        Collections.sort(heard);
        view.add("threads " + heard);
        return view;
    }

    /** Returns the model's state, and clears what it has delivered. */
    List<String> modelView() {
        List<String> view = new ArrayList<>();
        int outstanding = model.outstanding();
        int running = model.runningCount();
        view.add("outstanding " + outstanding + ", queued " + (model.active.size() - running) + ", running " + running
                + ", done " + model.done.size() + ", submitted " + model.submitted + ", reaped " + model.reaped);
        for (ModelBlock block : blocks) {
            view.add(block + " " + model.error(block));
        }
        view.add("transfers "
                + model.running.stream().map(ModelJob::key).sorted().toList());
        view.add("signals " + model.signals);
        model.signals.clear();
        Collections.sort(model.threads);
        view.add("threads " + model.threads);
        model.threads.clear();
        return view;
    }

    private static List<String> drain(ConcurrentLinkedQueue<String> heard) {
        List<String> all = new ArrayList<>();
        for (String one = heard.poll(); one != null; one = heard.poll()) {
            all.add(one);
        }
        return all;
    }

    String suspendNow(List<ModelBlock> listed) {
        return outcome(() -> real.suspend(reals(listed), NOW));
    }

    String waitCompleteNow() {
        return outcome(() -> waitComplete(NOW));
    }
}
