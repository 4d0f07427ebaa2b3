package io.heddle.bench.data;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The state of each block of a file: the generation that must be in it, and its current users. Shared by all jobs that
 * work on the file. Safe for concurrent use.
 *
 * <p>A block has any number of readers or one writer. A thread that finds a block in use chooses another.
 */
public final class BlockTable {
    /** The generation of a block that this run has not written; its content may be of any generation. */
    public static final int UNKNOWN = 0;

    /** The generation of a block to which a write has failed; its content is unknown. */
    public static final int DAMAGED = -1;

    private static final int WRITER = -1;

    private final AtomicIntegerArray users;
    private final AtomicIntegerArray generations;

    /** The newest generation that a write has used, whether it succeeded or failed. */
    private final AtomicIntegerArray lastUsed;

    /**
     * Makes a table of blocks of unknown content.
     *
     * @param blocks the number of blocks
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
     * Acquires a block for reading.
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
     * Releases a block after reading.
     *
     * @param block its number
     */
    public void endRead(int block) {
        users.decrementAndGet(block);
    }

    /**
     * Acquires a block for writing.
     *
     * @param block its number
     * @return {@code false} if it is being read or written
     */
    public boolean beginWrite(int block) {
        return users.compareAndSet(block, 0, WRITER);
    }

    /**
     * Returns the generation that the writer of a block writes next.
     *
     * @param block its number
     * @return 1 or more
     */
    public int nextGeneration(int block) {
        return lastUsed.get(block) + 1;
    }

    /**
     * Releases a block after a write that put the next generation into it.
     *
     * @param block its number
     */
    public void written(int block) {
        generations.set(block, lastUsed.incrementAndGet(block));
        users.set(block, 0);
    }

    /**
     * Releases a block after a cancelled write, which has moved no byte.
     *
     * @param block its number
     */
    public void notWritten(int block) {
        users.set(block, 0);
    }

    /**
     * Releases a block after a failed write, which leaves its content unknown.
     *
     * @param block its number
     */
    public void damaged(int block) {
        lastUsed.incrementAndGet(block);
        generations.set(block, DAMAGED);
        users.set(block, 0);
    }
}
