package io.heddle.aio;

import org.junit.jupiter.api.AfterEach;

/** The differences of XNU and FreeBSD from POSIX, on the old pool that serves all processes. */
final class DialectOnSharedPoolTest extends DialectTest {
    private final Tunable threadsOfPool = AioSystem.of(Dialect.XNU).tunable("kern.aiothreads");
    private final long before = threadsOfPool.get();

    @Override
    AioProcessBuilder workers(int count) {
        threadsOfPool.set(count);
        return settings().workqueue(WorkqueueKind.SHARED);
    }

    @AfterEach
    void restore() {
        threadsOfPool.set(before);
    }
}
