package io.heddle.aio;

import org.junit.jupiter.api.DisplayName;

/** Which syncs share a flush where flushes have no workers; {@link WholeSyncTest} tests what is different there. */
@DisplayName("one flush without a worker serves the syncs of a file whose writes were done before it started")
final class WholeGroupCommitTest extends GroupCommitCases {
    WholeGroupCommitTest() {
        super(true);
    }
}
