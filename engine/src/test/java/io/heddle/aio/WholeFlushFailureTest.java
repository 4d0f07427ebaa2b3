package io.heddle.aio;

import org.junit.jupiter.api.DisplayName;

/** The effect of a failed flush on the syncs of its file, where no worker waits for flushes. */
@DisplayName("a flush that has failed, without workers")
final class WholeFlushFailureTest extends FlushFailureCases {
    WholeFlushFailureTest() {
        super(true);
    }
}
