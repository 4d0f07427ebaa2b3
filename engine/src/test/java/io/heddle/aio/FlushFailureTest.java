package io.heddle.aio;

import org.junit.jupiter.api.DisplayName;

/** The effect of a failed flush on the syncs of its file, where workers wait for flushes. */
@DisplayName("a flush that has failed, by workers")
final class FlushFailureTest extends FlushFailureCases {
    FlushFailureTest() {
        super(false);
    }
}
