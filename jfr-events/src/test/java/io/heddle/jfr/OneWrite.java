package io.heddle.jfr;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.ThreadKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/** An application for the tests of settings, to run in a JVM of its own: it writes a file by a platform worker. */
final class OneWrite {
    private OneWrite() {}

    public static void main(String[] args) throws Exception {
        try (AioProcess process =
                        AioProcess.configure().threads(ThreadKind.PLATFORM).open();
                AioFile file = process.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(8), 0);
            if (FlightRecorder.isInitialized()) {
                endChunk();
            }
        }
    }

    /**
     * Starts another recording, which makes the recorder begin a new chunk: it writes this one's gauges while the
     * process is open.
     */
    private static void endChunk() {
        try (Recording other = new Recording()) {
            other.start();
        }
    }
}
