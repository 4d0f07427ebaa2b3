package io.heddle.backend;

import java.io.IOException;

/**
 * The portable backend: blocking calls on the {@code FileChannel}. A platform worker makes them itself; for a virtual
 * worker a member of the {@link Crew} does, because on JDK 25 such a call holds the carrier.
 */
public final class ChannelBackend implements Backend {
    /** The one instance; all processes share its crew. */
    public static final ChannelBackend SHARED = new ChannelBackend(Crew.SHARED);

    private final Crew crew;

    ChannelBackend(Crew crew) {
        this.crew = crew;
    }

    @Override
    public String name() {
        return "channel";
    }

    @Override
    public long move(Transfer transfer) throws IOException {
        return Thread.currentThread().isVirtual() ? crew.move(transfer) : transfer.moveHere();
    }
}
