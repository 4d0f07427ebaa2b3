package io.heddle.examples;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AlignedBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The example of {@code docs/direct-io.md}, between the marks; {@code ExamplesTest} runs it and compares the two. */
final class Bypassing {
    private Bypassing() {}

    static int run(Path path, OpenOption direct) throws IOException {
        // example
        try (AioProcess process = AioProcess.open();
                AioFile file = process.open(path, StandardOpenOption.READ, direct)) {
            int block = file.alignment(); // offset, length and address must be multiples of it
            ByteBuffer buffer = AlignedBuffers.allocate(16 * block, block);
            return file.read(buffer, 4L * block); // less than asked for only at the end of the file
        }
        // end
    }
}
