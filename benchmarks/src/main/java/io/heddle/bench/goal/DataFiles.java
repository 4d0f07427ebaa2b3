package io.heddle.bench.goal;

import io.heddle.bench.data.RandomFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that goals read: random bytes in the lab's folder. */
final class DataFiles {
    private DataFiles() {}

    /** Returns a file of this size, and makes it on the first call. It is synced, and in the page cache. */
    static Path ofSize(Lab lab, long bytes) throws IOException {
        Path file = lab.folder().resolve("random-" + bytes + ".dat");
        if (!Files.exists(file)) {
            lab.say("writing " + (bytes >> 20) + " MiB to " + file);
            RandomFile.fill(Files.createFile(file), bytes);
        }
        return file;
    }
}
