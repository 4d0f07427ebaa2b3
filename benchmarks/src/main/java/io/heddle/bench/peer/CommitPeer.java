package io.heddle.bench.peer;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.BackendKind;
import io.heddle.aio.SyncMode;
import io.heddle.aio.ThreadKind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The ways to write a block and wait until it is on the device. */
public enum CommitPeer {
    /** The engine with virtual workers on uring. */
    ENGINE_URING("Heddle, virtual workers, uring", ThreadKind.VIRTUAL) {
        @Override
        public Commit open(Path file, int writers) throws IOException {
            return engine(file, writers, BackendKind.URING);
        }
    },
    /** The engine with virtual workers on channels. */
    ENGINE_CHANNEL("Heddle, virtual workers, channel and crew", ThreadKind.VIRTUAL) {
        @Override
        public Commit open(Path file, int writers) throws IOException {
            return engine(file, writers, BackendKind.CHANNEL);
        }
    },
    /** A channel and its force, called by platform threads. */
    CHANNEL_PLATFORM("FileChannel.force on platform threads", ThreadKind.PLATFORM) {
        @Override
        public Commit open(Path file, int writers) throws IOException {
            return channel(file);
        }
    },
    /** A channel and its force, called by virtual threads. */
    CHANNEL_VIRTUAL("FileChannel.force on virtual threads", ThreadKind.VIRTUAL) {
        @Override
        public Commit open(Path file, int writers) throws IOException {
            return channel(file);
        }
    },
    /** A channel and its force, called by virtual threads of a JVM with more carriers. */
    CHANNEL_KNOB("FileChannel.force on virtual threads, parallelism 128", ThreadKind.VIRTUAL) {
        @Override
        public Commit open(Path file, int writers) throws IOException {
            Parallelism.require();
            return channel(file);
        }
    };

    private final String title;
    private final ThreadKind writers;

    CommitPeer(String title, ThreadKind writers) {
        this.title = title;
        this.writers = writers;
    }

    /** Writes and syncs. */
    public interface Commit extends Closeable {
        /**
         * Writes all bytes and syncs.
         *
         * @param bytes the data
         * @param offset in the file
         * @throws IOException if either fails
         */
        void commit(ByteBuffer bytes, long offset) throws IOException;
    }

    /**
     * Opens a file.
     *
     * @param file an existing file
     * @param count how many threads write concurrently
     * @return to be closed by the caller
     * @throws IOException if it cannot be opened
     */
    public abstract Commit open(Path file, int count) throws IOException;

    /**
     * Returns its name in tables.
     *
     * @return the name
     */
    public String title() {
        return title;
    }

    /**
     * Returns the kind of threads that write.
     *
     * @return the kind
     */
    public ThreadKind writers() {
        return writers;
    }

    /**
     * Returns the flags that its JVM must be started with.
     *
     * @return none for most
     */
    public List<String> flags() {
        return this == CHANNEL_KNOB ? Parallelism.flags() : List.of();
    }

    private static Commit engine(Path path, int writers, BackendKind backend) throws IOException {
        AioProcess process =
                AioProcess.configure().backend(backend).maxWorkers(writers).open();
        AioFile file = process.open(path, StandardOpenOption.WRITE);
        return new Commit() {
            @Override
            public void commit(ByteBuffer bytes, long offset) throws IOException {
                file.write(bytes, offset);
                file.sync(SyncMode.SYNC);
            }

            @Override
            public void close() throws IOException {
                process.close();
            }
        };
    }

    private static Commit channel(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        return new Commit() {
            @Override
            public void commit(ByteBuffer bytes, long offset) throws IOException {
                long end = offset + bytes.remaining();
                while (bytes.hasRemaining()) {
                    channel.write(bytes, end - bytes.remaining());
                }
                channel.force(true);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
