package io.heddle.aio;

import io.heddle.backend.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of the model: a few lists, searched from the front at each query, without concurrency. This class contains
 * the common part of the dialects; each dialect is a second implementation of its seed, or of POSIX, that does not use
 * the engine's {@link Rules}.
 *
 * <p>A call returns the expected result of the engine's, as a text; one that waits returns a {@link Waiting}.
 */
abstract class ModelProcess {
    /** A call that may still wait. */
    interface Waiting {
        /** Returns the result of the call, or {@code null} as long as it waits. */
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

    /** The signals delivered since the last comparison. */
    final List<String> signals = new ArrayList<>();

    final List<String> threads = new ArrayList<>();

    /** The file of jobs that have none. */
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

    /** Returns whether an event is delivered repeatedly, until its request is reaped. */
    boolean eventsStay() {
        return false;
    }

    /** Notes that a job's event was fetched. */
    abstract void fetched(ModelJob job);

    // ---- the lifecycle of a job

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

    /** Lets free workers take waiting jobs. */
    void dispatch() {
        while (running.size() < workers && !queue.isEmpty()) {
            ModelJob job = queue.removeFirst();
            job.running = true;
            running.add(job);
            started(job);
        }
    }

    /** Returns the number of jobs that wait for room in flight, not for a worker. */
    int queuedWhole() {
        return 0;
    }

    /** Called when a worker has taken a job. */
    void started(ModelJob job) {}

    /** Returns the number of running jobs: each with a worker of its own, or sharing the flush of another one. */
    int runningCount() {
        return (int) active.stream().filter(job -> job.running).count();
    }

    /** Ends a worker's transfer. */
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

    /** Returns the error of a job whose transfer has ended with {@code failure}. */
    Errno errorOf(ModelJob job, Errno failure) {
        return failure;
    }

    abstract long failedResult();

    /** Removes a job that no worker has taken from its list, and completes it. */
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

    /** Queues the jobs that have waited for this job to be done. */
    abstract void release(ModelJob job);

    abstract void notify(ModelJob job);

    void runNow(ModelJob job) {
        job.held = false;
        queue.add(job);
    }

    /** Takes a job off the done queue and drops its pending event. */
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

    /** Begins an exit or exec: cancels queued jobs. Returns how many they were. */
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

    /** Completes it, once nothing runs any more. */
    void endExit() {
        for (ModelJob job : List.copyOf(done)) {
            job.block.forget();
            remove(job);
        }
    }

    /** Checks a thread that waits for any completion: it may still get one of those that the exit is about to reap. */
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

    /** Returns whether the block may be filled in anew. */
    boolean isFree(ModelBlock block) {
        return !isInFlight(block) && find(done, block) == null;
    }

    boolean runsSomethingOn(ModelFile file) {
        return running.stream().anyMatch(job -> job.file == file);
    }
}
