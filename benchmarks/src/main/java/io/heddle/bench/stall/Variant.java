package io.heddle.bench.stall;

/** Who reads while the probe measures. */
enum Variant {
    /** Nobody. */
    IDLE("nothing"),
    /** {@code FileChannel.read} on virtual threads: on JDK 25 it holds the carrier. */
    CHANNEL_VIRTUAL("FileChannel, virtual threads"),
    /** {@code AioFile.read} on virtual threads. */
    HEDDLE_VIRTUAL("Heddle, virtual threads"),
    /** {@code FileChannel.read} on platform threads. */
    CHANNEL_PLATFORM("FileChannel, platform threads");

    private final String title;

    Variant(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
