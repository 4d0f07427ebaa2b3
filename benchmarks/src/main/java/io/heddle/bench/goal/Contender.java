package io.heddle.bench.goal;

import io.heddle.bench.load.LoadProbe;
import io.heddle.bench.load.Mover;
import io.heddle.bench.peer.Parallelism;
import io.heddle.bench.peer.ReadPeer;
import java.util.Arrays;
import java.util.List;

/** The subjects of a comparison, each in a separate JVM that serves one turn after another. */
enum Contender {
    /** The engine with its defaults. */
    HEDDLE("Heddle", Mover.ENGINE.name(), true),
    /** The engine with its defaults in a container that forbids io_uring. */
    HEDDLE_NO_RING("Heddle, io_uring forbidden", LoadProbe.NO_RING + Mover.ENGINE.name(), true),
    /** The engine with its defaults without the flag for native access. */
    HEDDLE_NO_NATIVE("Heddle, no native access", Mover.ENGINE.name(), false),
    /** One virtual thread that waits for a completion queue of the engine. */
    HEDDLE_QUEUE("Heddle, one completion queue", Mover.ENGINE.name(), true),
    /** One thread on io_uring, without the engine. */
    BARE("bare io_uring loop", Mover.ENGINE.name(), true),
    /** The JDK without further settings. */
    CHANNEL("FileChannel on virtual threads", Mover.CHANNEL.name(), true),
    /** The JDK with one flag, which costs a user nothing. */
    KNOB("FileChannel on virtual threads, parallelism 128", Mover.CHANNEL.name(), true, Parallelism.CARRIERS),
    /** The JDK with that flag for more than 128 readers. */
    KNOB_1024("FileChannel on virtual threads, parallelism 1024", Mover.CHANNEL.name(), true, 1024),
    /** The solution before virtual threads. */
    PLATFORM("FileChannel on platform threads", Mover.PLATFORM.name(), true),
    /** FileChannel behind a pool of 16 platform threads, called by virtual ones. */
    POOL(ReadPeer.CHANNEL_POOL),
    /** The JDK's asynchronous channel with its own hidden pool. */
    ASYNCHRONOUS_DEFAULT(ReadPeer.ASYNCHRONOUS_DEFAULT),
    /** The JDK's asynchronous channel with a pool of 16. */
    ASYNCHRONOUS_POOL(ReadPeer.ASYNCHRONOUS_POOL),
    /** Another library on io_uring. */
    JASYNCFIO(ReadPeer.JASYNCFIO),
    /** The engine with platform workers. */
    HEDDLE_PLATFORM(ReadPeer.ENGINE_PLATFORM_URING),
    /** The engine with XNU's old pool, which serves all processes. */
    HEDDLE_SHARED(ReadPeer.ENGINE_SHARED),
    /** The engine with FreeBSD's daemons, which serve all processes. */
    HEDDLE_AIOD(ReadPeer.ENGINE_AIOD),
    /** A JVM that does nothing. */
    NOBODY("nobody", Mover.CHANNEL.name(), true);

    private static final int LARGEST_POOL = 256; // the JDK's default

    private final String title;
    private final String mover;
    private final boolean hasNativeAccess;
    private final int parallelism; // 0: the JDK's default

    Contender(String title, String mover, boolean hasNativeAccess) {
        this(title, mover, hasNativeAccess, 0);
    }

    Contender(String title, String mover, boolean hasNativeAccess, int parallelism) {
        this.title = title;
        this.mover = mover;
        this.hasNativeAccess = hasNativeAccess;
        this.parallelism = parallelism;
    }

    /** Makes a contender that only reads. */
    Contender(ReadPeer peer) {
        this(peer.title(), peer.name(), true);
    }

    static Contender of(Cell cell) {
        return Arrays.stream(values())
                .filter(each -> each.title.equals(cell.variant()))
                .findAny()
                .orElseThrow();
    }

    String title() {
        return title;
    }

    /** Returns the first argument of {@link LoadProbe}. */
    String mover() {
        return mover;
    }

    boolean hasNativeAccess() {
        return hasNativeAccess;
    }

    /** Returns whether it is pointless without io_uring. */
    boolean needsRing() {
        return this == BARE || this == HEDDLE_NO_RING || this == HEDDLE_PLATFORM;
    }

    List<String> flags() {
        return parallelism == 0
                ? List.of()
                : List.of(
                        Parallelism.flag(parallelism),
                        "-Djdk.virtualThreadScheduler.maxPoolSize=" + Math.max(LARGEST_POOL, parallelism));
    }
}
