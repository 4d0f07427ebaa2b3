package io.heddle.aio;

import java.util.concurrent.ThreadFactory;

/** The kind of threads that workers are. */
public enum ThreadKind {
    /** Virtual threads: a parked worker costs about a kilobyte. Blocking calls are made by a crew of platform threads. */
    VIRTUAL,
    /** Platform threads, which make blocking calls themselves. */
    PLATFORM;

    ThreadFactory factory(String process) {
        String prefix = "heddle-" + process + "-worker-";
        Thread.Builder builder = switch (this) {
            case VIRTUAL -> Thread.ofVirtual().name(prefix, 1);
            case PLATFORM -> Thread.ofPlatform().daemon(true).name(prefix, 1);
        };
        return builder.inheritInheritableThreadLocals(false).factory();
    }
}
