package io.heddle.aio;

import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.PageLock;
import java.io.IOException;

/** The calls that lock memory: {@code aio_mlock} and {@code munlock}. */
final class MemoryLock {
    private MemoryLock() {}

    /**
     * Submits a lock. The kernels have no trace point for this call; the request is traced like any other, without a
     * file.
     */
    static void mlock(AioProcess process, ControlBlock block) throws AioException {
        process.life().refuseAfterExit(); // before nowhere() creates a file, which no exit would close
        AioFile nowhere = process.files().nowhere();
        Submission.submit(process, block.request, Operation.MLOCK, nowhere, block.offset(), block.sigevent(), null);
    }

    static void munlock(AioProcess process, ControlBlock block) throws AioException {
        Validation.checkOffered(process, Operation.MLOCK);
        Memory memory = block.memory;
        String refusal = PageLock.refusal(memory);
        if (refusal != null) {
            throw new AioException(Errno.EINVAL, refusal);
        }
        try {
            PageLock.unlock(memory);
        } catch (IOException failed) {
            throw new AioException(Errno.of(failed), String.valueOf(failed.getMessage()), failed);
        }
    }
}
