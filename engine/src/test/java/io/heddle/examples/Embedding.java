package io.heddle.examples;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.SyncMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The example of the README, between the marks; {@code ExamplesTest} runs it and compares the two. */
final class Embedding {
    private Embedding() {}

    static String run(Path path) throws Exception {
        // example
        try (AioProcess process =
                        AioProcess.configure().name("index").maxWorkers(8).open();
                AioFile file = process.open(
                        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {

            // Direct style: the calling thread blocks. A virtual one parks, and its carrier runs others.
            file.write(ByteBuffer.wrap("warp and weft".getBytes(StandardCharsets.UTF_8)), 0);
            file.sync(SyncMode.DSYNC);

            // POSIX style: many requests in flight, each with a control block that is used again and again.
            ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(4), 9);
            process.read(block);
            process.suspend(List.of(block)); // or cancel it, or have its end made known by a Sigevent
            long bytes = process.reap(block);

            return bytes + " bytes: " + new String(block.buffer().array(), StandardCharsets.UTF_8);
        }
        // end
    }
}
