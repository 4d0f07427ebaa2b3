package io.heddle.aio;

/** The differences of XNU and FreeBSD from POSIX, on the daemons that serve all processes. */
final class DialectOnDaemonsTest extends DialectTest {
    @Override
    AioProcessBuilder workers(int count) {
        return settings().workqueue(WorkqueueKind.AIOD).maxWorkers(count);
    }
}
