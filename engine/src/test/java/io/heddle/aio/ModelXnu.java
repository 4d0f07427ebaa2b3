package io.heddle.aio;

import io.heddle.backend.Operation;
import java.util.ArrayList;
import java.util.List;

/** XNU, function by function after {@code bsd/kern/kern_aio.c} with the new workqueue. */
final class ModelXnu extends ModelProcess {
    private static final int AIO_LISTIO_MAX = 16;

    ModelXnu(ModelSystem system, int limit, int workers) {
        super(system, limit, workers);
    }

    // ---- aio_queue_async_request

    @Override
    String submit(Operation operation, ModelBlock block) {
        if (!isValid(operation, block)) {
            return fails(Errno.EAGAIN);
        }
        if (!enqueue(new ModelJob(block, operation, block.file, null))) {
            return fails(Errno.EAGAIN);
        }
        dispatch();
        return OK;
    }

    /** {@code aio_validate}. */
    private boolean isValid(Operation operation, ModelBlock block) {
        if (operation == Operation.NOP) {
            return true;
        }
        boolean moves = operation == Operation.READ || operation == Operation.WRITE;
        if (moves && (block.bytes == ModelBlock.Bytes.MISSING || block.offset < 0)) {
            return false;
        }
        if (operation == Operation.READ && block.bytes == ModelBlock.Bytes.READ_ONLY) {
            return false; // a kernel finds out later; there is no read-only address here
        }
        if (!isValid(block.sigevent)) {
            return false;
        }
        ModelFile file = block.file;
        if (file == null || file.owner != this || file.closed) {
            return false;
        }
        return operation == Operation.READ ? file.isReadable() : file.isWritable();
    }

    /** {@code aio_sigev_validate}. */
    private static boolean isValid(Sigevent sigevent) {
        int signal = sigevent.signal();
        return switch (sigevent.kind()) {
            case SIGNAL -> signal > 0 && signal < 32 && signal != 9 && signal != 17;
            case NONE, KEVENT -> true;
            case THREAD -> false;
        };
    }

    /** {@code aio_try_enqueue_work_locked}. */
    private boolean enqueue(ModelJob job) {
        if (outstanding() >= limit || !isFree(job.block) || system.outstanding >= system.limit) {
            return false;
        }
        accept(job);
        if (job.list != null) {
            job.list.expect();
        }
        // aio_delay_fsync_request. In the seed a sync that is too early moves round in the queue. Its position when it
        // becomes ready is a matter of chance; here it is queued at the end.
        job.held = job.operation == Operation.SYNC && active.getFirst() != job;
        if (!job.held) {
            queue.add(job);
        }
        return true;
    }

    @Override
    void release(ModelJob job) {
        if (!active.isEmpty() && active.getFirst().held) {
            runNow(active.getFirst());
        }
    }

    @Override
    long failedResult() {
        return 0; // returnval is unchanged
    }

    /** {@code do_aio_completion_and_unlock}. */
    @Override
    void notify(ModelJob job) {
        boolean isLast = job.list == null || job.list.arrive(job.error);
        switch (job.sigevent.kind()) {
            case SIGNAL -> {
                if (isLast) {
                    deliver(job.sigevent, job, job.error, job.result);
                }
            }
            case KEVENT -> {
                if (job.error != Errno.ECANCELED) { // filt_aioevent requires AIO_COMPLETED
                    deliver(job.sigevent, job, job.error, job.result);
                }
            }
            case NONE, THREAD -> {}
        }
    }

    // ---- lio_listio

    @Override
    Waiting listio(ListMode mode, List<ModelBlock> blocks, Sigevent sigevent) {
        if (blocks.isEmpty() || blocks.size() > AIO_LISTIO_MAX || !isValid(sigevent)) {
            return () -> fails(Errno.EINVAL);
        }
        ModelList list = new ModelList(mode, sigevent);
        List<ModelJob> entries = new ArrayList<>();
        for (ModelBlock block : blocks) {
            if (block == null) {
                continue;
            }
            Operation operation = ModelOpcode.operation(block);
            if (!isValid(operation, block)) {
                return () -> fails(Errno.EAGAIN);
            }
            ModelJob job = new ModelJob(block, operation, fileOf(operation, block), list);
            boolean ownEvent = job.sigevent.kind() == Sigevent.Kind.KEVENT;
            if (mode == ListMode.NOWAIT && !ownEvent) {
                job.sigevent = sigevent;
            } else if (mode == ListMode.WAIT && ownEvent) {
                job.sigevent = Sigevent.none(); // never registered
            }
            entries.add(job);
        }
        boolean allIn = true;
        for (ModelJob job : entries) {
            allIn &= enqueue(job);
        }
        dispatch();
        if (!allIn) {
            return () -> fails(Errno.EAGAIN);
        }
        return mode == ListMode.WAIT ? () -> list.pending > 0 ? null : OK : () -> OK;
    }

    /** A NOP has the file that its block names, which was not validated. */
    private ModelFile fileOf(Operation operation, ModelBlock block) {
        boolean known = block.file != null && block.file.owner == this && !block.file.closed;
        return operation != Operation.NOP || known ? block.file : nowhere;
    }

    // ---- aio_error, aio_return

    @Override
    String error(ModelBlock block) {
        ModelJob finished = find(done, block);
        if (finished != null) {
            return finished.error.name();
        }
        return isInFlight(block) ? Errno.EINPROGRESS.name() : fails(Errno.EINVAL);
    }

    @Override
    String reap(ModelBlock block) {
        ModelJob finished = find(done, block);
        if (finished != null) {
            remove(finished);
            return String.valueOf(finished.result);
        }
        return fails(isInFlight(block) ? Errno.EINPROGRESS : Errno.EINVAL);
    }

    /** {@code filt_aioprocess}. */
    @Override
    void fetched(ModelJob job) {
        remove(job);
    }

    // ---- aio_cancel

    /** Without a file there is no such call in the seed: the block's own file is used. */
    @Override
    String cancel(ModelBlock block) {
        if (system.outstanding == 0) {
            return CancelResult.ALLDONE.name();
        }
        return answer(cancelMatching(null, block));
    }

    @Override
    String cancel(ModelFile file, ModelBlock block) {
        if (file.owner != this || file.closed) {
            return fails(Errno.EBADF);
        }
        if (system.outstanding == 0) {
            return CancelResult.ALLDONE.name();
        }
        if (block.file != file) {
            return fails(Errno.EBADF);
        }
        return answer(cancelMatching(file, block));
    }

    @Override
    String cancel(ModelFile file) {
        if (file.owner != this || file.closed) {
            return fails(Errno.EBADF);
        }
        if (system.outstanding == 0) {
            return CancelResult.ALLDONE.name();
        }
        return answer(cancelMatching(file, null));
    }

    private static String answer(CancelResult found) {
        return found == null ? fails(Errno.EBADF) : found.name();
    }

    /** {@code do_aio_cancel_locked}; returns {@code null} for no match. */
    private CancelResult cancelMatching(ModelFile file, ModelBlock block) {
        CancelResult found;
        boolean again;
        do {
            again = false;
            found = null;
            for (ModelJob job : active) {
                if (!matches(job, file, block)) {
                    continue;
                }
                if (job.running) {
                    found = CancelResult.NOTCANCELED;
                    continue;
                }
                cancelQueued(job);
                if (block != null) {
                    dispatch();
                    return CancelResult.CANCELED;
                }
                again = true;
                break;
            }
        } while (again);
        dispatch();
        if (found == null && done.stream().anyMatch(job -> matches(job, file, block))) {
            found = CancelResult.ALLDONE;
        }
        return found;
    }

    private static boolean matches(ModelJob job, ModelFile file, ModelBlock block) {
        return (file == null || job.file == file) && (block == null || job.block == block);
    }

    /** Not in the seed: cancel(file) for each file, with the worst result. */
    @Override
    String cancelAll(List<ModelFile> inThisOrder) {
        CancelResult worst = null;
        for (ModelFile file : inThisOrder) {
            CancelResult found = cancelMatching(file, null);
            if (worst == null || found == CancelResult.NOTCANCELED) {
                worst = found;
            }
        }
        return worst == null && system.outstanding == 0 ? CancelResult.ALLDONE.name() : answer(worst);
    }

    // ---- aio_suspend, _aio_close

    @Override
    Waiting suspend(List<ModelBlock> blocks) {
        if (system.outstanding == 0 || blocks.isEmpty() || blocks.size() > limit) {
            return () -> fails(Errno.EINVAL);
        }
        return () -> blocks.stream().anyMatch(block -> block != null && find(done, block) != null) ? "true" : null;
    }

    @Override
    Waiting waitComplete() {
        return () -> fails(Errno.ENOTSUP);
    }

    @Override
    Waiting close(ModelFile file) {
        if (!file.closed) {
            file.closed = true;
            cancelMatching(file, null);
        }
        return () -> runsSomethingOn(file) ? null : OK;
    }
}
