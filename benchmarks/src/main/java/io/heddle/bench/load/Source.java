package io.heddle.bench.load;

import io.heddle.aio.ThreadKind;
import io.heddle.bench.peer.BlockReader;
import io.heddle.bench.peer.ReadPeer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** Opens the files of a {@link Load}: a {@link Mover}, or a {@link ReadPeer}, which can only read. */
interface Source {
    /** A file of blocks. Safe for concurrent use. */
    interface Blocks extends Closeable {
        int read(ByteBuffer into, long offset) throws IOException;

        int write(ByteBuffer bytes, long offset) throws IOException;
    }

    /** Opens a file for use by the given number of concurrent threads. */
    Blocks open(Path path, Set<OpenOption> options, int depth) throws IOException;

    /** Returns the kind of the calling threads. */
    ThreadKind callers();

    /** Returns the source of a name. */
    static Source named(String name) {
        return Arrays.stream(Mover.values())
                .filter(mover -> mover.name().equals(name))
                .<Source>map(mover -> mover)
                .findAny()
                .orElseGet(() -> of(ReadPeer.valueOf(name)));
    }

    private static Source of(ReadPeer peer) {
        return new Source() {
            @Override
            public Blocks open(Path path, Set<OpenOption> options, int depth) throws IOException {
                return reading(peer.open(path, options, depth));
            }

            @Override
            public ThreadKind callers() {
                return peer.callers();
            }
        };
    }

    private static Blocks reading(BlockReader reader) {
        return new Blocks() {
            @Override
            public int read(ByteBuffer into, long offset) throws IOException {
                try {
                    return reader.read(into, offset);
                } catch (ExecutionException failed) {
                    throw new IOException("a read has failed", failed);
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException("nobody interrupts", interrupted);
                }
            }

            @Override
            public int write(ByteBuffer bytes, long offset) {
                throw new UnsupportedOperationException("it can only read");
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }
}
