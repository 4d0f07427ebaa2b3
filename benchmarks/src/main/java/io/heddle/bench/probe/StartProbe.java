package io.heddle.bench.probe;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioProcessBuilder;
import io.heddle.aio.BackendKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Measures the time from the start of main to the end of the first request. */
public final class StartProbe {
    private static final int BYTES = 4_096;
    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private StartProbe() {}

    /** The API of the first request. */
    public enum Way {
        /** The engine with its defaults. */
        HEDDLE("Heddle"),
        /** The engine on channels. */
        HEDDLE_CHANNEL("Heddle, channel"),
        /** A channel, called by the main thread. */
        CHANNEL("FileChannel"),
        /** The JDK's asynchronous channel. */
        ASYNCHRONOUS("AsynchronousFileChannel");

        private final String title;

        Way(String title) {
            this.title = title;
        }

        /**
         * Returns its name in tables.
         *
         * @return the name
         */
        public String title() {
            return title;
        }
    }

    /**
     * Runs one measurement.
     *
     * @param args a {@link Way} and a file of at least 4 KiB
     * @throws IOException if it cannot be read
     * @throws InterruptedException never
     * @throws ExecutionException if it cannot be read
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        Way way = way(args[0]);
        long begin = System.nanoTime();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        Path path = Path.of(args[1]);
        int read;
        long end;
        switch (way) {
            case HEDDLE, HEDDLE_CHANNEL -> {
                AioProcessBuilder settings = AioProcess.configure();
                if (way == Way.HEDDLE_CHANNEL) {
                    settings.backend(BackendKind.CHANNEL);
                }
                try (AioProcess process = settings.open()) {
                    AioFile file = process.open(path);
                    read = file.read(buffer, 0);
                    end = System.nanoTime();
                }
            }
            case CHANNEL -> {
                try (FileChannel channel = FileChannel.open(path)) {
                    read = channel.read(buffer, 0);
                    end = System.nanoTime();
                }
            }
            case ASYNCHRONOUS -> {
                try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(path)) {
                    read = channel.read(buffer, 0).get();
                    end = System.nanoTime();
                }
            }
            default -> throw new IllegalArgumentException(way.title());
        }
        if (read != BYTES) {
            throw new IOException(read + " bytes were read instead of " + BYTES);
        }
        Parent.tell("first_request_ms", (end - begin) / NANOS_PER_MILLI);
    }

    /**
     * Returns the way of a name. {@code valueOf} is avoided: its reflection takes 10 ms in a starting JVM, which would
     * warm up for, or count as, the measured time.
     */
    private static Way way(String name) {
        for (Way way : Way.values()) {
            if (way.name().equals(name)) {
                return way;
            }
        }
        throw new IllegalArgumentException(name + " is no way to start");
    }
}
