package io.heddle.bench.load;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.ThreadKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/** The implementations that move the bytes of a {@link Load}. */
public enum Mover implements Source {
    /** The engine with its defaults, called by virtual threads; all files belong to one process. */
    ENGINE(ThreadKind.VIRTUAL) {
        @Override
        public Source.Blocks open(Path path, Set<OpenOption> options, int depth) throws IOException {
            AioFile file = Engine.PROCESS.open(path, options.toArray(OpenOption[]::new));
            return new Source.Blocks() {
                @Override
                public int read(ByteBuffer into, long offset) throws IOException {
                    return file.read(into, offset);
                }

                @Override
                public int write(ByteBuffer bytes, long offset) throws IOException {
                    return file.write(bytes, offset);
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }
    },
    /** FileChannel, called by virtual threads. */
    CHANNEL(ThreadKind.VIRTUAL) {
        @Override
        public Source.Blocks open(Path path, Set<OpenOption> options, int depth) throws IOException {
            return channel(path, options);
        }
    },
    /** FileChannel, called by platform threads. */
    PLATFORM(ThreadKind.PLATFORM) {
        @Override
        public Source.Blocks open(Path path, Set<OpenOption> options, int depth) throws IOException {
            return channel(path, options);
        }
    };

    private final ThreadKind callers;

    Mover(ThreadKind callers) {
        this.callers = callers;
    }

    /** Created on first use. */
    static final class Engine {
        static final AioProcess PROCESS = AioProcess.configure().name("bench").open();

        private Engine() {}
    }

    @Override
    public ThreadKind callers() {
        return callers;
    }

    private static Source.Blocks channel(Path path, Set<OpenOption> options) throws IOException {
        FileChannel channel = FileChannel.open(path, options);
        return new Source.Blocks() {
            @Override
            public int read(ByteBuffer into, long offset) throws IOException {
                return channel.read(into, offset);
            }

            @Override
            public int write(ByteBuffer bytes, long offset) throws IOException {
                return channel.write(bytes, offset);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
