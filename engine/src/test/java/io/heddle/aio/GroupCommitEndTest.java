package io.heddle.aio;

import org.junit.jupiter.api.DisplayName;

/** The end of syncs that share a flush which a worker waits for. */
@DisplayName("syncs that share a flush: cancel, close, exit, exec")
final class GroupCommitEndTest extends GroupCommitEndCases {
    GroupCommitEndTest() {
        super(false);
    }
}
