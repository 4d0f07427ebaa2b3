package io.heddle.linux;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files without a use; of most, the content of the page cache cannot be queried. */
public final class BlindFiles {
    /** The calls of files that have no descriptor. */
    private static final FileCalls NONE = new FileCalls(Scratches.SHARED) {
        @Override
        int close(int fd) {
            return 0;
        }
    };

    private BlindFiles() {}

    /** Creates a file without a descriptor. */
    public static NativeFile of(FileChannel channel, boolean direct) {
        NativeFile file = new NativeFile(-1, direct ? OpenMode.O_DIRECT : 0, channel, NONE);
        file.tellsCached = false;
        return file;
    }

    /** Creates a file without a descriptor, of which the page cache is queried. */
    static NativeFile seeing() {
        return new NativeFile(-1, 0, null, NONE);
    }

    /** Creates a pipe that has a writer, so that it has no end: a read waits for as long as a test likes. */
    public static NativeFile pipe(Path path) throws IOException, InterruptedException {
        int made = new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
        if (made != 0) {
            throw new IOException("mkfifo ends with " + made);
        }
        int descriptor = Libc.open(path.toString(), Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        NativeFile pipe = new NativeFile(
                descriptor,
                Libc.O_RDWR,
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE),
                FileCalls.KERNEL);
        pipe.tellsCached = false;
        return pipe;
    }
}
