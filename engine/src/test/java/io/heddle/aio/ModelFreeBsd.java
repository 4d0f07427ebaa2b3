package io.heddle.aio;

import io.heddle.backend.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * FreeBSD, function by function after {@code sys/kern/vfs_aio.c}. The process has used asynchronous I/O before, so that
 * its {@code kaioinfo} exists.
 *
 * <p>One deviation from the seed, where its result depends on chance: a sync that becomes ready by a cancel, within a
 * cancel of all requests of its file, is cancelled too, where the seed may first return NOTCANCELED and cancel it a
 * moment later.
 */
final class ModelFreeBsd extends ModelProcess {
    private static final int LAST_SIGNAL = 128;

    /** {@code kaio_all}: in flight or done, in the order of submission. */
    private final List<ModelJob> all = new ArrayList<>();

    ModelFreeBsd(ModelSystem system, int limit, int workers) {
        super(system, limit, workers);
    }

    // ---- aio_aqueue

    @Override
    String submit(Operation operation, ModelBlock block) {
        if (operation == Operation.DSYNC) {
            return fails(Errno.EINVAL); // kern_aio_fsync, before any other check
        }
        return answer(queue(operation, block, null));
    }

    private Errno queue(Operation operation, ModelBlock block, ModelList list) {
        block.store(-1, Errno.OK);
        if (isFull()) {
            return refuse(block, Errno.EAGAIN);
        }
        if (!isValid(block.sigevent)) {
            return Errno.EINVAL; // and nothing stored
        }
        ModelFile file = block.file;
        if (file == null || file.owner != this || file.closed) {
            return refuse(block, Errno.EBADF);
        }
        boolean moves = operation == Operation.READ || operation == Operation.WRITE;
        boolean granted = switch (operation) {
            case READ -> file.isReadable();
            case WRITE -> file.isWritable();
            default -> true;
        };
        if (!granted) {
            return refuse(block, Errno.EBADF);
        }
        if (moves && block.offset < 0) {
            return refuse(block, Errno.EINVAL);
        }
        if (operation == Operation.NOP) {
            return Errno.OK;
        }
        block.store(-1, Errno.EINPROGRESS);
        schedule(new ModelJob(block, operation, block.file, list));
        return Errno.OK;
    }

    private static Errno refuse(ModelBlock block, Errno why) {
        block.store(-1, why);
        return why;
    }

    private static boolean isValid(Sigevent sigevent) {
        return sigevent.kind() != Sigevent.Kind.SIGNAL || (sigevent.signal() > 0 && sigevent.signal() <= LAST_SIGNAL);
    }

    /** {@code aio_queue_file}. */
    private void schedule(ModelJob job) {
        if (job.operation == Operation.SYNC) {
            for (ModelJob earlier : active) {
                if (earlier.file == job.file && earlier.isTransfer()) {
                    job.pending++;
                }
            }
        }
        accept(job);
        if (job.list != null) {
            job.list.expect();
        }
        job.held = job.pending > 0;
        if (!job.held) {
            queue.add(job);
        }
        dispatch();
    }

    /** {@code aio_bio_done_notify}, its second half. */
    @Override
    void release(ModelJob job) {
        if (!job.isTransfer()) {
            return;
        }
        for (ModelJob sync : List.copyOf(active)) {
            if (sync.held && sync.file == job.file && job.number < sync.number) {
                sync.pending--;
                if (sync.pending == 0) {
                    runNow(sync);
                }
            }
        }
    }

    @Override
    long failedResult() {
        return -1;
    }

    /** {@code aio_bio_done_notify}, its first half. */
    @Override
    void notify(ModelJob job) {
        deliver(job.sigevent, job, job.error, job.result);
        ModelList list = job.list;
        if (list != null && list.arrive(job.error) && list.mode == ListMode.NOWAIT) {
            deliver(list.sigevent, null, list, Errno.OK, 0); // filt_lio reports no error
        }
    }

    // ---- kern_lio_listio

    @Override
    Waiting listio(ListMode mode, List<ModelBlock> blocks, Sigevent sigevent) {
        if (blocks.size() > limit || (mode == ListMode.NOWAIT && !isValid(sigevent))) {
            return () -> fails(Errno.EINVAL);
        }
        ModelList list = new ModelList(mode, sigevent);
        for (ModelBlock block : blocks) {
            Errno error = block == null ? Errno.OK : queue(ModelOpcode.operation(block), block, list);
            if (error != Errno.OK) {
                list.refused(error);
            }
        }
        // A list in which nothing was queued is freed at the end of the call, and the events that it has posted are
        // withdrawn.
        return () -> mode == ListMode.WAIT && list.pending > 0 ? null : answer(list.verdict);
    }

    // ---- kern_aio_error, kern_aio_return, kern_aio_waitcomplete

    @Override
    String error(ModelBlock block) {
        ModelJob first = find(all, block);
        if (first != null) {
            return first.finished ? first.error.name() : Errno.EINPROGRESS.name();
        }
        return block.storedStatus == -1 ? block.storedError.name() : Errno.EINVAL.name();
    }

    @Override
    void accept(ModelJob job) {
        all.add(job);
        super.accept(job);
    }

    @Override
    void remove(ModelJob job) {
        all.remove(job);
        super.remove(job);
    }

    @Override
    String reap(ModelBlock block) {
        ModelJob finished = find(done, block);
        if (finished == null) {
            return fails(Errno.EINVAL);
        }
        remove(finished);
        block.store(finished.result, finished.error);
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
            first.block.store(first.result, first.error);
            return ModelSystem.Event.told(first.block, first.error, first.result, first.sigevent.value());
        };
    }

    /** {@code filt_aio} reports as long as the job is finished, {@code filt_lio} as long as the list has jobs. */
    @Override
    boolean eventsStay() {
        return true;
    }

    @Override
    void fetched(ModelJob job) {}

    // ---- sys_aio_cancel

    /** Without a file there is no such call in the seed. */
    @Override
    String cancel(ModelBlock block) {
        return cancelMatching(null, block);
    }

    @Override
    String cancel(ModelFile file, ModelBlock block) {
        return isOpen(file) ? cancelMatching(file, block) : fails(Errno.EBADF);
    }

    @Override
    String cancel(ModelFile file) {
        return isOpen(file) ? cancelMatching(file, null) : fails(Errno.EBADF);
    }

    private boolean isOpen(ModelFile file) {
        return file.owner == this && !file.closed;
    }

    private String cancelMatching(ModelFile file, ModelBlock block) {
        int cancelled = 0;
        int notCancelled = 0;
        for (ModelJob job : List.copyOf(active)) {
            if ((file != null && job.file != file) || (block != null && job.block != block)) {
                continue;
            }
            if (job.running) {
                notCancelled++;
            } else {
                cancelQueued(job);
                cancelled++;
            }
            if (block != null) {
                break;
            }
        }
        dispatch();
        if (notCancelled > 0) {
            return CancelResult.NOTCANCELED.name();
        }
        return (cancelled > 0 ? CancelResult.CANCELED : CancelResult.ALLDONE).name();
    }

    /** Not in the seed. */
    @Override
    String cancelAll(List<ModelFile> inThisOrder) {
        return ModelPosix.worst(
                inThisOrder.stream().map(file -> cancelMatching(file, null)).toList());
    }

    // ---- kern_aio_suspend, close

    @Override
    Waiting suspend(List<ModelBlock> blocks) {
        if (blocks.size() > limit) {
            return () -> fails(Errno.EINVAL);
        }
        return () -> {
            boolean anyKnown = false;
            for (ModelJob job : all) {
                if (blocks.contains(job.block)) {
                    anyKnown = true;
                    if (job.finished) {
                        return "true";
                    }
                }
            }
            return anyKnown ? null : "true";
        };
    }

    @Override
    Waiting close(ModelFile file) {
        file.closed = true;
        return () -> OK;
    }
}
