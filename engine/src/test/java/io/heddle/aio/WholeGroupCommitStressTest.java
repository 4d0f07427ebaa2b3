package io.heddle.aio;

/**
 * Group commit on a device that takes writes and flushes from the queue without a worker, and ends some of them
 * immediately.
 */
final class WholeGroupCommitStressTest extends GroupCommitStressCases {
    WholeGroupCommitStressTest() {
        super(true);
    }
}
