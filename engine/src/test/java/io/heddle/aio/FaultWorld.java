package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.testing.FaultPlan.Fault;
import java.io.IOException;
import java.util.List;

/** What stands below the engine in one run of {@link FaultTest}: a backend, files, and whatever can fail there. */
interface FaultWorld extends AutoCloseable {
    /** Returns each fault that there can be. */
    List<Fault> faults();

    /** Returns the backend of both processes. */
    Backend backend();

    /** Opens a new file of this content. */
    AioFile open(AioProcess process, byte[] content, boolean appending) throws IOException;

    /** Returns what is in the file. */
    byte[] content(AioFile file) throws IOException;

    /** Returns how many syncs of the file have come through. */
    int flushes(AioFile file);

    /** Waits until everything that was handed down has come back, and checks that nothing is held. */
    void awaitIdle();

    @Override
    void close() throws IOException;
}
