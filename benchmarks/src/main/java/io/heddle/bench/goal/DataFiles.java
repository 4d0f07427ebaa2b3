package io.heddle.bench.goal;

import io.heddle.bench.data.RandomFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that goals read: random bytes in the lab's folder. */
final class DataFiles {
    private DataFiles() {}

    /** Makes a file, unless there is one of this size already. It is synced, and in the page cache. */
    static Path ofSize(Lab lab, long bytes) throws IOException {
        Path file = lab.folder().resolve("random-" + bytes + ".dat");
        if (!Files.exists(file)) {
            lab.say("writing " + (bytes >> 20) + " MiB to " + file);
            RandomFile.fill(Files.createFile(file), bytes);
        }
        return file;
    }
}
