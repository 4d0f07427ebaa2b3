package io.heddle.linux;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files of which nobody knows what the page cache has. */
public final class BlindFiles {
    private BlindFiles() {}

    /** Makes one of no descriptor. */
    public static NativeFile of(FileChannel channel, boolean direct) {
        NativeFile file = new NativeFile(-1, direct, channel);
        file.tellsCached = false;
        return file;
    }

    /** Makes a pipe that has a writer, so that it has no end: a read waits for as long as a test likes. */
    public static NativeFile pipe(Path path) throws IOException, InterruptedException {
        int made = new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
        if (made != 0) {
            throw new IOException("mkfifo ends with " + made);
        }
        int descriptor = Libc.open(path.toString(), Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        NativeFile pipe = new NativeFile(
                descriptor, false, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
        pipe.tellsCached = false;
        return pipe;
    }
}
