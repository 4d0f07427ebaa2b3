package io.heddle.backend;

import java.io.IOException;

/**
 * The portable backend: blocking calls on the {@code FileChannel}, made by the worker itself. On JDK 25 such a call
 * holds the carrier of a virtual worker, for which {@link Carriers} compensates. Syncs, and calls for which no carrier
 * is lent because too many are held, are made by a member of the {@link Crew} while the worker parks.
 */
public final class ChannelBackend implements Backend {
    /** The only instance; all processes share its carriers and its crew. */
    public static final ChannelBackend SHARED = new ChannelBackend(Carriers.SHARED, Crew.SHARED);

    private final Carriers carriers;
    private final Crew crew;

    ChannelBackend(Carriers carriers, Crew crew) {
        this.carriers = carriers;
        this.crew = crew;
    }

    @Override
    public String name() {
        return "channel";
    }

    @Override
    public long move(Transfer transfer) throws IOException {
        transfer.beforeCall();
        if (!Thread.currentThread().isVirtual()) {
            return transfer.moveHere();
        }
        // For a sync the JDK itself starts another carrier, and fails the sync if no thread can be started.
        if (transfer.operation().isSync() || !carriers.lend()) {
            return crew.move(transfer);
        }
        try {
            return transfer.moveHere();
        } finally {
            carriers.giveBack();
        }
    }
}
