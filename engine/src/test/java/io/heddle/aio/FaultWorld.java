package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.Ending;
import io.heddle.backend.Handle;
import io.heddle.backend.Transfer;
import io.heddle.testing.FaultPlan;
import io.heddle.testing.FaultPlan.Fault;
import io.heddle.testing.FaultyChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The layer below the engine in one run of {@link FaultTest}: a backend, files, and everything that can fail there. */
abstract class FaultWorld implements AutoCloseable {
    private final FaultPlan plan;
    private final Map<AioFile, FaultyChannel> files = new ConcurrentHashMap<>();
    private final Map<FileChannel, Handle> handles = new ConcurrentHashMap<>();

    FaultWorld(FaultPlan plan) {
        this.plan = plan;
    }

    /** Returns every possible fault. */
    abstract List<Fault> faults();

    /** Returns the real backend. */
    abstract Backend real();

    /** Returns the backend's handle of a new file; {@code null} if it makes its calls on the channel. */
    @Nullable
    Handle handle(FaultyChannel content) {
        return null;
    }

    /** Returns the backend of both processes: the real one, for files in memory. */
    final Backend backend() {
        return new InMemory(real(), handles);
    }

    /** Waits until everything that the backend received has ended, and checks that nothing is held. */
    abstract void awaitIdle();

    /** Closes everything but the files, which their process closes. */
    @Override
    public void close() throws IOException {}

    /** Opens a new file with this content. */
    final AioFile open(AioProcess process, byte[] content, boolean appending) throws IOException {
        FaultyChannel made = new FaultyChannel(plan, content);
        Handle handle = handle(made);
        FileChannel channel = made;
        if (handle != null) {
            channel = handle.channel();
            handles.put(channel, handle);
        }
        AioFile file =
                process.adopt(channel, appending ? new OpenOption[] {StandardOpenOption.APPEND} : new OpenOption[] {});
        files.put(file, made);
        return file;
    }

    private FaultyChannel channel(AioFile file) {
        FaultyChannel known = files.get(file);
        if (known == null) {
            throw new IllegalArgumentException("the file is not of this world");
        }
        return known;
    }

    /** Returns the content of the file. */
    final byte[] content(AioFile file) {
        return channel(file).content();
    }

    /** Returns the number of successful flushes of the file. */
    final int flushes(AioFile file) {
        return channel(file).forces();
    }

    /** Returns the handles of the channels of files in memory, and delegates everything else. */
    private record InMemory(Backend real, Map<FileChannel, Handle> handles) implements Backend {
        @Override
        public String name() {
            return real.name();
        }

        @Override
        public @Nullable Handle adopt(FileChannel channel) {
            return handles.get(channel);
        }

        @Override
        public int readNow(Handle handle, ByteBuffer into, long offset) {
            return real.readNow(handle, into, offset);
        }

        @Override
        public boolean takesWhole(Transfer transfer) {
            return real.takesWhole(transfer);
        }

        @Override
        public boolean begin(Transfer transfer, Ending ending) {
            return real.begin(transfer, ending);
        }

        @Override
        public boolean cancel(long ticket) {
            return real.cancel(ticket);
        }

        @Override
        public long move(Transfer transfer) throws IOException {
            return real.move(transfer);
        }
    }
}
