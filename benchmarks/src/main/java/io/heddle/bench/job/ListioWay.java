package io.heddle.bench.job;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import io.heddle.aio.ListMode;
import io.heddle.aio.Opcode;
import io.heddle.aio.Sigevent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers requests and submits them as one list that it waits for, by {@link AioProcess#listio}. A list holds only
 * reads and writes; syncs are submitted after it and waited for as well.
 */
final class ListioWay extends CompletionWay {
    private final List<Slot> gathered;
    private final List<ControlBlock> transfers;
    private final List<ControlBlock> syncs;

    ListioWay(AioProcess process, int depth) {
        super(process);
        gathered = new ArrayList<>(depth);
        transfers = new ArrayList<>(depth);
        syncs = new ArrayList<>(depth);
    }

    @Override
    void submit(Slot slot) {
        gathered.add(slot);
        if (slot.use == Slot.Use.SYNC) {
            syncs.add(slot.control);
        } else {
            transfers.add(slot.control.opcode(slot.use == Slot.Use.READ ? Opcode.READ : Opcode.WRITE));
        }
    }

    @Override
    int collect(Slot[] done, Duration timeout) throws AioException, InterruptedException {
        if (!transfers.isEmpty()) {
            listio();
        }
        for (ControlBlock sync : syncs) {
            process.fsync(syncMode(), sync);
            process.suspend(List.of(sync));
        }
        int count = 0;
        for (Slot slot : gathered) {
            done[count++] = slot;
        }
        gathered.clear();
        transfers.clear();
        syncs.clear();
        return count;
    }

    /**
     * A list call fails with EIO if one of its requests failed; reaping that request reports the error. Any other error
     * refuses the call.
     */
    private void listio() throws AioException, InterruptedException {
        try {
            process.listio(ListMode.WAIT, transfers, Sigevent.none());
        } catch (AioException failed) {
            if (failed.errno() != Errno.EIO) {
                throw failed;
            }
        }
    }
}
