package io.heddle.aio;

/** Group commit on a device for whose transfers workers wait. */
final class GroupCommitStressTest extends GroupCommitStressCases {
    GroupCommitStressTest() {
        super(false);
    }
}
