package io.heddle.aio;

import io.heddle.backend.PageLock;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A JVM of its own for {@link MemoryLockTest}: locks as much memory as its argument specifies, and prints only the
 * outcome to standard output.
 */
final class MemoryLockChild {
    private MemoryLockChild() {}

    public static void main(String[] arguments) throws Exception {
        ControlBlock block = new ControlBlock().buffer(ByteBuffer.allocateDirect(Integer.parseInt(arguments[0])));
        try (AioProcess process = AioProcess.open()) {
            process.mlock(block);
            while (process.error(block) == Errno.EINPROGRESS) {
                Thread.onSpinWait();
            }
            System.out.println("native " + PageLock.isNative());
            System.out.println("error " + process.error(block));
            reap(process, block);
            process.munlock(block);
        }
    }

    private static void reap(AioProcess process, ControlBlock block) {
        try {
            System.out.println("result " + process.reap(block));
        } catch (IOException failed) {
            System.out.println("message " + failed.getMessage());
        }
    }
}
