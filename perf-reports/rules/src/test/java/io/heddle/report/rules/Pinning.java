package io.heddle.report.rules;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Pins a virtual thread, as a class initializer does while it waits. */
final class Pinning {
    private Pinning() {}

    /** Pins a carrier for a time, and returns when it is released. */
    static void forMillis(long millis) throws Exception {
        Initializer.pinned = Duration.ofMillis(millis);
        Callable<Class<?>> initialize =
                () -> MethodHandles.lookup().defineHiddenClass(bytes(), true).lookupClass();
        FutureTask<Class<?>> task = new FutureTask<>(initialize);
        Thread.ofVirtual().start(task).join();
        task.get();
    }

    private static byte[] bytes() throws IOException {
        try (InputStream code = Pinning.class.getResourceAsStream("Pinning$Waiting.class")) {
            return code.readAllBytes();
        }
    }

    /** Waits in the next initializer, for a time that is set before. */
    static final class Initializer {
        static Duration pinned = Duration.ZERO;

        private Initializer() {}

        static void await() {
            try {
                Thread.sleep(pinned);
            } catch (InterruptedException unexpected) {
                throw new AssertionError(unexpected);
            }
        }
    }

    /** Defined, and so initialized, once more each time. */
    static final class Waiting {
        static {
            Initializer.await();
        }

        private Waiting() {}
    }
}
