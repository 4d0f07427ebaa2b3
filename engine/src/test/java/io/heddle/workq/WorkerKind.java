package io.heddle.workq;

import java.util.concurrent.ThreadFactory;

/** The two kinds of thread that a workqueue must serve equally well. */
enum WorkerKind {
    VIRTUAL {
        @Override
        Thread.Builder builder() {
            return Thread.ofVirtual();
        }
    },
    PLATFORM {
        @Override
        Thread.Builder builder() {
            return Thread.ofPlatform().daemon();
        }
    };

    abstract Thread.Builder builder();

    ThreadFactory factory() {
        return builder().name("test-worker-", 0).factory();
    }
}
