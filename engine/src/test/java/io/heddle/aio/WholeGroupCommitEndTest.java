package io.heddle.aio;

import org.junit.jupiter.api.DisplayName;

/** The end of syncs that share a flush which has no worker. */
@DisplayName("syncs that share a flush without a worker: cancel, close, exit, exec")
final class WholeGroupCommitEndTest extends GroupCommitEndCases {
    WholeGroupCommitEndTest() {
        super(true);
    }
}
