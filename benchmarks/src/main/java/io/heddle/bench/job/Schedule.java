package io.heddle.bench.job;

import io.heddle.bench.data.BlockTable;
import io.heddle.bench.data.DataFile;
import io.heddle.bench.workload.Workload;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Chooses a job's next request. */
final class Schedule {
    private static final int DRAWS = 16;
    private static final int NONE = -1;

    private final Workload workload;
    private final int blocks;
    private final @Nullable BlockTable table;
    private final SplittableRandom random;
    private int position;
    private int writesSinceSync;

    Schedule(Workload workload, int job, DataFile file) {
        this.workload = workload;
        blocks = file.blocks();
        table = file.table();
        random = new SplittableRandom(workload.seed() * 31 + job);
        position = (int) ((long) blocks * job / workload.jobs());
    }

    /**
     * Sets the operation of the slot and reserves the block for it.
     *
     * @param readIsDue whether it may be a read
     * @param writeIsDue whether it may be a write
     * @return {@code false} if every block is in use
     */
    boolean next(Slot slot, boolean readIsDue, boolean writeIsDue) {
        if (workload.fsync() > 0 && writesSinceSync >= workload.fsync()) {
            writesSinceSync = 0;
            slot.use = Slot.Use.SYNC;
            return true;
        }
        slot.use = isRead(readIsDue, writeIsDue) ? Slot.Use.READ : Slot.Use.WRITE;
        slot.block = reserve(slot.use);
        if (slot.block == NONE) {
            return false;
        }
        if (slot.use == Slot.Use.WRITE) {
            writesSinceSync++;
        }
        return true;
    }

    /** Chooses the direction. Where only one direction is due, it is that one whatever the mix, as for fio. */
    private boolean isRead(boolean readIsDue, boolean writeIsDue) {
        if (!workload.rw().reads() || !workload.rw().writes()) {
            return workload.rw().reads();
        }
        if (readIsDue != writeIsDue) {
            return readIsDue;
        }
        return random.nextInt(100) < workload.readPercentage();
    }

    /** Chooses a block that has no user which excludes this use. */
    private int reserve(Slot.Use use) {
        if (workload.rw().isRandom()) {
            for (int i = 0; i < DRAWS; i++) {
                int drawn = random.nextInt(blocks);
                if (begin(drawn, use)) {
                    return drawn;
                }
            }
            position = random.nextInt(blocks);
        }
        for (int i = 0; i < blocks; i++) {
            int following = position;
            position = following + 1 == blocks ? 0 : following + 1;
            if (begin(following, use)) {
                return following;
            }
        }
        return NONE;
    }

    private boolean begin(int block, Slot.Use use) {
        return table == null || (use == Slot.Use.READ ? table.beginRead(block) : table.beginWrite(block));
    }
}
