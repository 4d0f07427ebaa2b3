package io.heddle.uring;

import io.heddle.aio.AlignedBuffers;
import io.heddle.linux.Libc;
import io.heddle.linux.NativeFile;
import io.heddle.linux.NativeMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.NullMarked;

/**
 * The minimum cost of reads by io_uring in this JVM: one thread, one ring, a fixed number of reads with {@code
 * O_DIRECT} in flight, no request objects, no hand-over. In the engine's package, but not in its artifact.
 */
@NullMarked
public final class BareRing implements AutoCloseable {
    private static final int BLOCK_BYTES = 4_096;
    private static final long WAIT_NANOS = 1_000_000_000;

    private final Ring ring;
    private final NativeFile file;
    private final long blocks;
    private final ByteBuffer[] buffers;
    private final SplittableRandom random = new SplittableRandom();
    private long done;
    private int inFlight;
    private int failure;

    /**
     * Opens a ring and a file.
     *
     * @param path a file of at least a block
     * @param options READ and O_DIRECT
     * @param bytes its size
     * @param depth reads in flight, a power of two
     * @throws IOException if either cannot be opened
     */
    public BareRing(Path path, Set<OpenOption> options, long bytes, int depth) throws IOException {
        ring = new Ring(depth, NativeMemory.PAGES);
        NativeFile opened = null;
        try {
            opened = NativeFile.open(path, options);
        } finally {
            if (opened == null) {
                ring.close();
            }
        }
        if (opened == null) {
            throw new IOException(path + " cannot be opened by a descriptor");
        }
        file = opened;
        blocks = bytes / BLOCK_BYTES;
        buffers = new ByteBuffer[depth];
        for (int i = 0; i < depth; i++) {
            buffers[i] = AlignedBuffers.allocate(BLOCK_BYTES, BLOCK_BYTES);
        }
    }

    /**
     * Reads blocks at random until it is stopped.
     *
     * @param stopped queried after each batch
     * @return how many were read
     * @throws IOException if a read fails
     */
    public long run(BooleanSupplier stopped) throws IOException {
        done = 0;
        failure = 0;
        boolean goesOn = true;
        for (int slot = 0; slot < buffers.length; slot++) {
            prepare(slot);
        }
        while (inFlight > 0) {
            if (ring.untaken() > 0) {
                require(ring.submit(ring.untaken()));
            }
            require(ring.await(WAIT_NANOS));
            boolean again = goesOn;
            int ended = ring.reap((slot, result) -> completed((int) slot, result, again), buffers.length);
            inFlight -= ended; // the sink has prepared more
            goesOn &= !stopped.getAsBoolean() && failure == 0;
        }
        if (failure != 0) {
            throw new IOException("a read has failed with " + failure);
        }
        return done;
    }

    private void completed(int slot, int result, boolean again) {
        if (result != BLOCK_BYTES) {
            failure = result;
            return;
        }
        done++;
        if (again) {
            prepare(slot);
        }
    }

    private void prepare(int slot) {
        long address = MemorySegment.ofBuffer(buffers[slot].clear()).address();
        ring.prepare(
                Ring.OP_READ, file.descriptor, address, BLOCK_BYTES, random.nextLong(blocks) * BLOCK_BYTES, 0, slot);
        inFlight++;
    }

    private static void require(int answer) throws IOException {
        if (answer < 0 && answer != -Libc.ETIME && answer != -Libc.EINTR) {
            throw new IOException("io_uring_enter: " + Libc.message(-answer));
        }
    }

    @Override
    public void close() throws IOException {
        ring.close();
        file.close();
    }
}
