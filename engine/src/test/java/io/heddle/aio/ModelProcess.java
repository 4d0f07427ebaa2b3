package io.heddle.aio;

import io.heddle.backend.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of the model: a few lists, searched from the front at each question, and nothing that happens at the same
 * time as something else. What the dialects have in common stands here; each dialect is a second writing of its seed,
 * or of POSIX, that knows nothing of the engine's {@link Rules}.
 *
 * <p>A call returns what the engine's should return, as a text; one that waits returns a {@link Waiting}.
 */
abstract class ModelProcess {
    /** A call that may still wait. */
    interface Waiting {
        /** Returns what the call has come to, or {@code null} as long as it waits. */
        String outcome();
    }

    /** The signals that have a handler. */
    static final List<Integer> HANDLED = List.of(5, 6);

    static final String OK = "OK";

    final ModelSystem system;
    final int limit;
    final int workers;

    /** In flight, in the order of submission; among them those that wait and those that run. */
    final List<ModelJob> active = new ArrayList<>();

    /** Waiting for a worker. */
    final List<ModelJob> queue = new ArrayList<>();

    /** Run by workers, in the order in which they have started; those that share a flush are its sharers. */
    final List<ModelJob> running = new ArrayList<>();

    /** Done and not reaped, in the order in which they were done. */
    final List<ModelJob> done = new ArrayList<>();

    /** What has been delivered since somebody looked last. */
    final List<String> signals = new ArrayList<>();

    final List<String> threads = new ArrayList<>();

    /** Where jobs are that have no file. */
    final ModelFile nowhere = new ModelFile(null, this);

    boolean exiting;
    int submitted;
    int reaped;

    ModelProcess(ModelSystem system, int limit, int workers) {
        this.system = system;
        this.limit = limit;
        this.workers = workers;
    }

    static String fails(Errno errno) {
        return "fails " + errno;
    }

    static String answer(Errno errno) {
        return errno == Errno.OK ? OK : fails(errno);
    }

    // ---- the calls

    abstract String submit(Operation operation, ModelBlock block);

    abstract Waiting listio(ListMode mode, List<ModelBlock> blocks, Sigevent sigevent);

    abstract String error(ModelBlock block);

    abstract String reap(ModelBlock block);

    abstract String cancel(ModelBlock block);

    abstract String cancel(ModelFile file, ModelBlock block);

    abstract String cancel(ModelFile file);

    abstract String cancelAll(List<ModelFile> inThisOrder);

    abstract Waiting suspend(List<ModelBlock> blocks);

    abstract Waiting waitComplete();

    abstract Waiting close(ModelFile file);

    /** Is an event told again and again, until what it tells of is reaped? */
    boolean eventsStay() {
        return false;
    }

    /** A job's event was fetched. */
    abstract void fetched(ModelJob job);

    // ---- the life of a job

    int outstanding() {
        return active.size() + done.size();
    }

    boolean isFull() {
        return outstanding() >= limit || system.outstanding >= system.limit;
    }

    void accept(ModelJob job) {
        active.add(job);
        job.number = ++submitted;
        system.outstanding++;
    }

    /** Has free workers take what waits. */
    void dispatch() {
        while (running.size() < workers && !queue.isEmpty()) {
            ModelJob job = queue.removeFirst();
            job.running = true;
            running.add(job);
            started(job);
        }
    }

    /** Those that wait for room in flight, and for no worker. */
    int queuedWhole() {
        return 0;
    }

    /** A worker has taken a job. */
    void started(ModelJob job) {}

    /** Those that run: each with a worker of its own, or sharing what another one does. */
    int runningCount() {
        return (int) active.stream().filter(job -> job.running).count();
    }

    /** A worker has done its transfer. */
    void finish(ModelJob job, Errno failure) {
        running.remove(job);
        job.running = false;
        Errno error = errorOf(job, failure);
        if (error == Errno.OK) {
            job.succeed();
        } else {
            job.error = error;
        }
        if (job.error != Errno.OK) {
            job.result = failedResult();
        }
        complete(job);
        for (ModelJob sharer : List.copyOf(job.sharers)) {
            sharer.running = false;
            sharer.error = job.error;
            sharer.result = job.result;
            complete(sharer);
        }
        dispatch();
    }

    /** What a job fails with whose transfer has ended so. */
    Errno errorOf(ModelJob job, Errno failure) {
        return failure;
    }

    abstract long failedResult();

    /** Takes a job that no worker has taken from wherever it waits, and completes it. */
    void cancelQueued(ModelJob job) {
        queue.remove(job);
        job.error = Errno.ECANCELED;
        job.result = -1;
        complete(job);
    }

    void complete(ModelJob job) {
        active.remove(job);
        done.add(job);
        job.finished = true;
        release(job);
        notify(job);
    }

    /** Queues what has waited for this job to be done. */
    abstract void release(ModelJob job);

    abstract void notify(ModelJob job);

    void runNow(ModelJob job) {
        job.held = false;
        queue.add(job);
    }

    /** Takes a job off the done queue: an event that waits for it is gone. */
    void remove(ModelJob job) {
        done.remove(job);
        reaped++;
        system.outstanding--;
        system.events.removeIf(event -> event.job() == job);
        if (job.list != null && --job.list.unreaped == 0 && eventsStay()) {
            system.events.removeIf(event -> event.list() == job.list);
        }
    }

    void deliver(Sigevent sigevent, ModelJob job, Errno error, long data) {
        deliver(sigevent, job, null, error, data);
    }

    void deliver(Sigevent sigevent, ModelJob job, ModelList list, Errno error, long data) {
        if (exiting) {
            return;
        }
        switch (sigevent.kind()) {
            case NONE -> {}
            case SIGNAL -> {
                if (HANDLED.contains(sigevent.signal())) {
                    signals.add(sigevent.signal() + " " + sigevent.value());
                }
            }
            case KEVENT -> system.events.add(new ModelSystem.Event(this, job, list, error, data, sigevent.value()));
            case THREAD -> threads.add(String.valueOf(sigevent.value()));
        }
    }

    // ---- the end

    /** The beginning of an exit or exec: what is queued is cancelled. Returns how many that were. */
    int beginExit() {
        exiting = true;
        int cancelled = 0;
        for (ModelJob job : List.copyOf(active)) {
            if (!job.running) {
                cancelQueued(job);
                cancelled++;
            }
        }
        return cancelled;
    }

    /** The rest of it, once nothing runs any more. */
    void endExit() {
        for (ModelJob job : List.copyOf(done)) {
            job.block.forget();
            remove(job);
        }
    }

    /** Who waits for any completion may still get one of those that the exit is about to reap. */
    void waitedUntilTheEnd(String told) {
        for (ModelJob job : List.copyOf(done)) {
            if (told.equals(ModelSystem.Event.told(job.block, job.error, job.result, job.sigevent.value()))) {
                reap(job.block);
                return;
            }
        }
        if (!told.equals(fails(Errno.ESRCH))) {
            throw new AssertionError("waitcomplete has come to " + told + " at the end");
        }
    }

    // ---- finding

    static ModelJob find(List<ModelJob> jobs, ModelBlock block) {
        for (ModelJob job : jobs) {
            if (job.block == block) {
                return job;
            }
        }
        return null;
    }

    boolean isInFlight(ModelBlock block) {
        return find(active, block) != null;
    }

    /** Is the block free to be filled in anew? */
    boolean isFree(ModelBlock block) {
        return !isInFlight(block) && find(done, block) == null;
    }

    boolean runsSomethingOn(ModelFile file) {
        return running.stream().anyMatch(job -> job.file == file);
    }
}
