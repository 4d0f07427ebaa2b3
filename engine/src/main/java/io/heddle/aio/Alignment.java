package io.heddle.aio;

import io.heddle.backend.DirectOption;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The alignment rule of a file that bypasses the page cache: offset, length and address are multiples of a block. The
 * strictest party determines the block: the JDK's channels use the block size of the file system.
 */
final class Alignment {
    /** The alignment of a file without a requirement. */
    static final int NONE = 1;

    private Alignment() {}

    /**
     * Returns the alignment of a file that was just opened. If the block size cannot be determined, a misaligned
     * transfer fails by itself.
     */
    static int of(Path path, Set<? extends OpenOption> options) {
        if (!DirectOption.isIn(options)) {
            return NONE;
        }
        try {
            long block = Files.getFileStore(path).getBlockSize();
            return block > 0 && block <= Integer.MAX_VALUE && Long.bitCount(block) == 1 ? (int) block : NONE;
        } catch (IOException | UnsupportedOperationException unknown) {
            return NONE;
        }
    }

    /** Refuses a transfer that can only fail on this file. */
    static void check(AioFile file, Operation operation, Memory memory, long offset) throws AioException {
        int block = file.alignment();
        boolean appends = file.isAppending() && !operation.isRead(); // the offset is the end of the file
        if (!appends && offset % block != 0) {
            throw refusal(file, "offset is " + offset);
        }
        ByteBuffer[] vector = memory.buffers();
        if (vector == null) {
            checkBuffer(file, "buffer", null, memory.buffer());
        } else {
            for (int i = 0; i < vector.length; i++) {
                checkBuffer(file, "buffers[", i, vector[i]);
            }
        }
    }

    /**
     * Checks one buffer. The address of a heap buffer does not matter: every backend moves its bytes through aligned
     * memory.
     */
    private static void checkBuffer(AioFile file, String name, @Nullable Integer index, @Nullable ByteBuffer buffer)
            throws AioException {
        if (buffer == null) {
            return;
        }
        int block = file.alignment();
        int misplaced = buffer.isDirect() ? buffer.alignmentOffset(buffer.position(), block) : 0;
        if (buffer.remaining() % block == 0 && (misplaced == 0 || !buffer.hasRemaining())) {
            return;
        }
        String which = index == null ? name : name + index + "]";
        throw buffer.remaining() % block != 0
                ? refusal(file, which + " has " + buffer.remaining() + " bytes left")
                : refusal(file, which + " begins at an address that is " + misplaced + " beyond one");
    }

    private static AioException refusal(AioFile file, String what) {
        return new AioException(
                Errno.EINVAL,
                what + ", it must be a multiple of " + file.alignment() + ": " + file + " is open with O_DIRECT");
    }
}
