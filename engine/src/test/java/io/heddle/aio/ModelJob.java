package io.heddle.aio;

import io.heddle.backend.Operation;
import java.util.ArrayList;
import java.util.List;

/** A request of the model: the kernels' {@code aio_workq_entry} or {@code kaiocb}. */
final class ModelJob {
    final ModelBlock block;
    final ModelFile file;
    final Operation operation;
    final long offset;
    final ModelBlock.Bytes bytes;
    Sigevent sigevent;
    final ModelList list;

    /** Queued, but not to be run before earlier requests are done. */
    boolean held;

    boolean running;

    /** A sync for whose flush a worker must wait, because the flush serves other syncs, too. */
    boolean needsWorker;

    /** The syncs that the flush of this one serves too. */
    final List<ModelJob> sharers = new ArrayList<>();

    boolean finished;

    /** The number of this submission in its process, {@code seqno}. */
    int number;

    /** FreeBSD's count of the requests that a sync waits for. */
    int pending;

    Errno error = Errno.OK;
    long result;

    ModelJob(ModelBlock block, Operation operation, ModelFile file, ModelList list) {
        this.block = block;
        this.operation = operation;
        this.list = list;
        this.file = file;
        bytes = block.bytes;
        offset = operation == Operation.NOP ? 0 : block.offset;
        sigevent = block.sigevent;
    }

    /** Returns whether its end may run user code. */
    boolean callsBack() {
        return sigevent.kind() == Sigevent.Kind.SIGNAL
                || (list != null && list.sigevent.kind() == Sigevent.Kind.SIGNAL);
    }

    boolean isTransfer() {
        return !operation.isSync();
    }

    /** Sets the result of a successful transfer; {@link ModelBackend} returns the same. */
    void succeed() {
        if (operation == Operation.NOP) {
            error = Errno.EINVAL;
        } else if (bytes == ModelBlock.Bytes.MISSING && isTransfer()) {
            error = Errno.EFAULT;
        } else if (bytes == ModelBlock.Bytes.READ_ONLY && operation == Operation.READ) {
            error = Errno.EFAULT;
        } else {
            result = ModelBackend.result(operation, offset);
        }
    }

    /** Returns the backend's key of its transfer. */
    String key() {
        boolean forcesMore = sharers.stream().anyMatch(sharer -> sharer.operation == Operation.SYNC);
        return ModelBackend.key(forcesMore ? Operation.SYNC : operation, offset);
    }

    @Override
    public String toString() {
        return block + ":" + key();
    }
}
