package io.heddle.bench.top;

import java.io.StringWriter;
import java.util.concurrent.CountDownLatch;

/** Output on which a test can wait for a text. */
final class SeenText extends StringWriter {
    private final String awaited;
    private final CountDownLatch seen = new CountDownLatch(1);

    SeenText(String awaited) {
        this.awaited = awaited;
    }

    void await() throws InterruptedException {
        seen.await();
    }

    @Override
    public void flush() {
        super.flush();
        if (toString().contains(awaited)) {
            seen.countDown();
        }
    }
}
