package io.heddle.bench.peer;

import io.heddle.aio.AlignedBuffers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;

/** One lane that reads blocks at random. */
public final class RandomBlocks implements Lanes.Lane {
    /** The size of a block. */
    public static final int BLOCK_BYTES = 4_096;

    private final BlockReader reader;
    private final long blocks;
    private final SplittableRandom random;
    private final ByteBuffer buffer = AlignedBuffers.allocate(BLOCK_BYTES, BLOCK_BYTES);

    /**
     * Makes a lane.
     *
     * @param reader reads the blocks
     * @param fileBytes the size of the file
     * @param seed of the order; different for each lane
     */
    public RandomBlocks(BlockReader reader, long fileBytes, long seed) {
        this.reader = reader;
        blocks = fileBytes / BLOCK_BYTES;
        random = new SplittableRandom(seed);
    }

    @Override
    public void operation() throws IOException, InterruptedException, ExecutionException {
        long offset = random.nextLong(blocks) * BLOCK_BYTES;
        int read = reader.read(buffer.clear(), offset);
        if (read != BLOCK_BYTES) {
            throw new EOFException(read + " bytes at " + offset + " instead of " + BLOCK_BYTES);
        }
    }
}
