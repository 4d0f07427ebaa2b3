package io.heddle.aio;

import io.heddle.backend.Operation;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The default dialect: POSIX.1-2024's calls one after another, and where POSIX is silent the rules of their javadoc.
 */
final class ModelPosix extends ModelProcess {
    /** Whether the backend performs requests that need no worker. */
    private final boolean whole;

    private final int mostInFlight;

    ModelPosix(ModelSystem system, int limit, int workers, int mostInFlight, boolean whole) {
        super(system, limit, workers);
        this.mostInFlight = mostInFlight;
        this.whole = whole;
    }

    // ---- requests with and without a worker

    private boolean isWhole(ModelJob job) {
        return whole && !job.callsBack() && !job.needsWorker;
    }

    /** Each kind has a limit of its own, and does not wait for room that only the other needs. */
    @Override
    void dispatch() {
        dispatch(true, mostInFlight);
        dispatch(false, workers);
    }

    private void dispatch(boolean ofWhole, int most) {
        for (ModelJob job : List.copyOf(queue)) {
            long busy =
                    running.stream().filter(other -> isWhole(other) == ofWhole).count();
            if (busy < most && isWhole(job) == ofWhole) {
                queue.remove(job);
                job.running = true;
                running.add(job);
                started(job);
            }
        }
    }

    @Override
    int queuedWhole() {
        return (int) queue.stream().filter(this::isWhole).count();
    }

    // ---- aio_read, aio_write, aio_fsync

    @Override
    String submit(Operation operation, ModelBlock block) {
        Errno refused = queue(operation, block, null);
        dispatch();
        return answer(refused);
    }

    private Errno queue(Operation operation, ModelBlock block, ModelList list) {
        ModelJob finished = find(done, block);
        if (isInFlight(block) || isOf(list, finished)) {
            return Errno.EAGAIN;
        }
        block.refusedByList = null;
        Errno invalid = validate(operation, block);
        if (invalid != Errno.OK) {
            return invalid;
        }
        if (finished != null) {
            remove(finished); // as if it had been reaped just now
        }
        if (isFull()) {
            return Errno.EAGAIN;
        }
        ModelJob job = new ModelJob(block, operation, block.file, list);
        job.held = hasToWait(job);
        accept(job);
        if (list != null) {
            list.expect();
        }
        if (!job.held) {
            queue.add(job);
        }
        return Errno.OK;
    }

    /** Returns whether the block was submitted earlier by the same list and is done by now. */
    private static boolean isOf(ModelList list, ModelJob finished) {
        return list != null && finished != null && finished.list == list;
    }

    private Errno validate(Operation operation, ModelBlock block) {
        ModelFile file = block.file;
        if (!operation.isSync()) {
            boolean usable = switch (block.bytes) {
                case PLAIN -> true;
                case MISSING -> false;
                case READ_ONLY -> operation == Operation.WRITE;
            };
            if (!usable || block.offset < 0) {
                return Errno.EINVAL;
            }
        }
        if (!isValid(block.sigevent)) {
            return Errno.EINVAL;
        }
        if (file == null || file.owner != this || file.closed) {
            return Errno.EBADF;
        }
        boolean granted = switch (operation) {
            case READ -> file.isReadable();
            case WRITE -> file.isWritable();
            default -> true;
        };
        return granted ? Errno.OK : Errno.EBADF;
    }

    private static boolean isValid(Sigevent sigevent) {
        int signal = sigevent.signal();
        return sigevent.kind() != Sigevent.Kind.SIGNAL || (signal > 0 && signal < 32 && signal != 9 && signal != 17);
    }

    /**
     * Returns whether a job must wait: a sync waits for the earlier transfers of its file and for a flush, an append
     * for the earlier appends.
     */
    private boolean hasToWait(ModelJob job) {
        return hasToWaitForEarlier(job) || (job.operation.isSync() && isToFlush(job.file));
    }

    /** Returns whether there is a sync that a worker will take, or has taken. */
    private boolean isToFlush(ModelFile file) {
        return Stream.concat(queue.stream(), running.stream())
                .anyMatch(job -> job.file == file && job.operation.isSync());
    }

    /**
     * One flush serves every sync whose writes are done when it starts, but those that run a user callback only if it
     * has a worker.
     */
    @Override
    void started(ModelJob job) {
        if (!job.operation.isSync()) {
            return;
        }
        boolean hasWorker = !isWhole(job);
        for (ModelJob other : List.copyOf(active)) {
            if (follows(other, job.file) && (hasWorker || !other.callsBack())) {
                other.held = false;
                other.running = true;
                job.sharers.add(other);
            }
        }
    }

    /** Returns whether the job is a sync that waits only for a flush. */
    private boolean follows(ModelJob job, ModelFile file) {
        return job.held && job.file == file && job.operation.isSync() && !hasToWaitForEarlier(job);
    }

    private boolean hasToWaitForEarlier(ModelJob job) {
        for (ModelJob earlier : active) {
            if (earlier == job) {
                break;
            }
            boolean sameFile = earlier.file == job.file;
            if (sameFile && job.operation.isSync() && earlier.isTransfer()) {
                return true;
            }
            if (sameFile && isAppend(job) && isAppend(earlier)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAppend(ModelJob job) {
        return job.operation == Operation.WRITE && job.file.isAppending();
    }

    /**
     * An append precedes the syncs that it has held up, because it was submitted before them or does not concern them.
     */
    @Override
    void release(ModelJob job) {
        List<ModelJob> released =
                active.stream().filter(next -> next.held && !hasToWait(next)).toList();
        released.stream().filter(ModelPosix::isAppend).forEach(this::runNow);
        for (ModelJob sync : released) {
            if (!isAppend(sync) && !hasToWait(sync)) { // of several syncs the first is to flush
                // When a flush releases the sync, its followers are known; when a transfer releases it, they arrive
                // only now.
                sync.needsWorker = job.operation.isSync() && isFollowed(sync);
                runNow(sync);
            }
        }
    }

    private boolean isFollowed(ModelJob sync) {
        return active.stream().anyMatch(other -> other != sync && follows(other, sync.file));
    }

    @Override
    Errno errorOf(ModelJob job, Errno failure) {
        if (!job.operation.isSync()) {
            return failure;
        }
        if (job.file.flushFailure == Errno.OK) {
            job.file.flushFailure = failure;
        }
        return job.file.flushFailure;
    }

    @Override
    long failedResult() {
        return -1;
    }

    @Override
    void notify(ModelJob job) {
        deliver(job.sigevent, job, job.error, job.result);
        if (job.list != null && job.list.arrive(job.error)) {
            notifyOf(job.list);
        }
    }

    private void notifyOf(ModelList list) {
        if (list.mode == ListMode.NOWAIT) {
            deliver(list.sigevent, null, list.someFailed ? Errno.EIO : Errno.OK, 0);
        }
    }

    // ---- lio_listio

    @Override
    Waiting listio(ListMode mode, List<ModelBlock> blocks, Sigevent sigevent) {
        boolean badSignal = mode == ListMode.NOWAIT && !isValid(sigevent);
        if (blocks.size() > limit || badSignal) {
            return () -> fails(Errno.EINVAL);
        }
        ModelList list = new ModelList(mode, sigevent);
        for (ModelBlock block : blocks) {
            if (block == null || block.opcode == Opcode.NOP) {
                continue;
            }
            Errno refused = queue(ModelOpcode.operation(block), block, list);
            if (refused != Errno.OK) {
                list.refused(refused);
                forgetDone(block, list);
                if (isFree(block)) {
                    block.refusedByList = refused;
                }
            }
        }
        dispatch();
        if (list.accepted == 0) {
            notifyOf(list);
        }
        return () -> mode == ListMode.WAIT && list.pending > 0 ? null : verdict(list);
    }

    /**
     * Removes the earlier request of a refused entry's block, because its status would be taken for that of the entry.
     */
    private void forgetDone(ModelBlock block, ModelList list) {
        ModelJob finished = find(done, block);
        if (finished != null && finished.list != list) {
            remove(finished);
        }
    }

    private static String verdict(ModelList list) {
        boolean someFailed = list.mode == ListMode.WAIT && list.someFailed;
        return list.verdict == Errno.OK && someFailed ? fails(Errno.EIO) : answer(list.verdict);
    }

    // ---- aio_error, aio_return, aio_waitcomplete

    @Override
    String error(ModelBlock block) {
        ModelJob finished = find(done, block);
        if (finished != null) {
            return finished.error.name();
        }
        if (isInFlight(block)) {
            return Errno.EINPROGRESS.name();
        }
        return block.refusedByList == null ? fails(Errno.EINVAL) : block.refusedByList.name();
    }

    @Override
    String reap(ModelBlock block) {
        ModelJob finished = find(done, block);
        if (finished == null) {
            return fails(isInFlight(block) ? Errno.EINPROGRESS : Errno.EINVAL);
        }
        remove(finished);
        return finished.error == Errno.OK ? String.valueOf(finished.result) : fails(finished.error);
    }

    @Override
    Waiting waitComplete() {
        return () -> {
            if (done.isEmpty()) {
                return null;
            }
            ModelJob first = done.getFirst();
            remove(first);
            return ModelSystem.Event.told(first.block, first.error, first.result, first.sigevent.value());
        };
    }

    @Override
    void fetched(ModelJob job) {
        remove(job);
    }

    // ---- aio_cancel

    @Override
    String cancel(ModelBlock block) {
        ModelJob job = find(active, block);
        if (job == null) {
            return CancelResult.ALLDONE.name();
        }
        return cancelThese(List.of(job));
    }

    @Override
    String cancel(ModelFile file, ModelBlock block) {
        if (file.owner != this || file.closed) {
            return fails(Errno.EBADF);
        }
        return block.file == file ? cancel(block) : fails(Errno.EINVAL);
    }

    @Override
    String cancel(ModelFile file) {
        return file.owner != this || file.closed ? fails(Errno.EBADF) : cancelAllOf(file);
    }

    private String cancelAllOf(ModelFile file) {
        return cancelThese(active.stream().filter(job -> job.file == file).toList());
    }

    private String cancelThese(List<ModelJob> jobs) {
        CancelResult result = jobs.isEmpty() ? CancelResult.ALLDONE : CancelResult.CANCELED;
        List<ModelJob> queued = jobs.stream().filter(job -> !job.running).toList();
        if (queued.size() < jobs.size()) {
            result = CancelResult.NOTCANCELED;
        }
        queued.forEach(this::cancelQueued);
        dispatch();
        return result.name();
    }

    @Override
    String cancelAll(List<ModelFile> inThisOrder) {
        return worst(inThisOrder.stream().map(this::cancelAllOf).toList());
    }

    static String worst(List<String> answers) {
        for (CancelResult bad : List.of(CancelResult.NOTCANCELED, CancelResult.CANCELED)) {
            if (answers.contains(bad.name())) {
                return bad.name();
            }
        }
        return CancelResult.ALLDONE.name();
    }

    // ---- aio_suspend, close

    @Override
    Waiting suspend(List<ModelBlock> blocks) {
        if (blocks.size() > limit) {
            return () -> fails(Errno.EINVAL);
        }
        List<ModelBlock> named = blocks.stream().filter(Objects::nonNull).toList();
        return () -> named.isEmpty() || !named.stream().allMatch(this::isInFlight) ? "true" : null;
    }

    @Override
    Waiting close(ModelFile file) {
        if (!file.closed) {
            file.closed = true;
            cancelAllOf(file);
        }
        return () -> runsSomethingOn(file) ? null : OK;
    }
}
