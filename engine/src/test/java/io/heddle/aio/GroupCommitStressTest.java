package io.heddle.aio;

/** Group commit on a device whose transfers are waited for by workers. */
final class GroupCommitStressTest extends GroupCommitStressCases {
    GroupCommitStressTest() {
        super(false);
    }
}
