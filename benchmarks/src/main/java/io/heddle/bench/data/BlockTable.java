package io.heddle.bench.data;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What is known of each block of a file: the generation that must be there, and who uses it now. Shared by all jobs
 * that work on the file.
 *
 * <p>A block has any number of readers or one writer. A thread that finds it taken chooses another block.
 */
public final class BlockTable {
    /** The generation of a block that this run has not written: any generation will do. */
    public static final int UNKNOWN = 0;

    /** The generation of a block to which a write has failed: anything may be there. */
    public static final int DAMAGED = -1;

    private static final int WRITER = -1;

    private final AtomicIntegerArray users;
    private final AtomicIntegerArray generations;

    /** The newest generation that anybody has tried to write. */
    private final AtomicIntegerArray lastUsed;

    /**
     * Makes a table of blocks of unknown content.
     *
     * @param blocks how many
     */
    public BlockTable(int blocks) {
        users = new AtomicIntegerArray(blocks);
        generations = new AtomicIntegerArray(blocks);
        lastUsed = new AtomicIntegerArray(blocks);
    }

    /**
     * Returns the number of blocks.
     *
     * @return 1 or more
     */
    public int size() {
        return users.length();
    }

    /**
     * Returns the generation that must be in a block.
     *
     * @param block its number
     * @return 1 or more, {@link #UNKNOWN} or {@link #DAMAGED}
     */
    public int generation(int block) {
        return generations.get(block);
    }

    /**
     * Begins to read a block.
     *
     * @param block its number
     * @return {@code false} if it is being written
     */
    public boolean beginRead(int block) {
        int now = users.get(block);
        while (now != WRITER) {
            int before = users.compareAndExchange(block, now, now + 1);
            if (before == now) {
                return true;
            }
            now = before;
        }
        return false;
    }

    /**
     * Ends to read a block.
     *
     * @param block its number
     */
    public void endRead(int block) {
        users.decrementAndGet(block);
    }

    /**
     * Begins to write a block.
     *
     * @param block its number
     * @return {@code false} if it is being read or written
     */
    public boolean beginWrite(int block) {
        return users.compareAndSet(block, 0, WRITER);
    }

    /**
     * Returns the generation that the writer of a block is to write.
     *
     * @param block its number
     * @return 1 or more
     */
    public int nextGeneration(int block) {
        return lastUsed.get(block) + 1;
    }

    /**
     * Ends to write a block: the next generation is in it.
     *
     * @param block its number
     */
    public void written(int block) {
        generations.set(block, lastUsed.incrementAndGet(block));
        users.set(block, 0);
    }

    /**
     * Ends a write that was cancelled: no byte has been moved.
     *
     * @param block its number
     */
    public void notWritten(int block) {
        users.set(block, 0);
    }

    /**
     * Ends a write that failed: nobody knows what is in the block now.
     *
     * @param block its number
     */
    public void damaged(int block) {
        lastUsed.incrementAndGet(block);
        generations.set(block, DAMAGED);
        users.set(block, 0);
    }
}
