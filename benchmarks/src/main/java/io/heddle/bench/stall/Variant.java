package io.heddle.bench.stall;

/** The readers that run while the probe measures. */
enum Variant {
    /** No readers. */
    IDLE("nothing"),
    /** {@code FileChannel.read} on virtual threads; on JDK 25 each read occupies its carrier. */
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
