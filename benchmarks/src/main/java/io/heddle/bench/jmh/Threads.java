package io.heddle.bench.jmh;

import io.heddle.aio.ThreadKind;
import java.util.concurrent.ThreadFactory;

/** Factories of the calling threads. */
final class Threads {
    private Threads() {}

    static ThreadFactory of(ThreadKind kind) {
        return switch (kind) {
            case PLATFORM -> Thread.ofPlatform().name("lane-", 0).daemon(true).factory();
            case VIRTUAL -> Thread.ofVirtual().name("lane-", 0).factory();
        };
    }
}
