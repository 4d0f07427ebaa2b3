package io.heddle.uring;

import io.heddle.backend.Backend;
import io.heddle.backend.ChannelBackend;
import io.heddle.backend.Ending;
import io.heddle.backend.Handle;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import io.heddle.linux.BlindFiles;
import io.heddle.linux.NativeFile;
import io.heddle.linux.NativeMemory;
import io.heddle.linux.Probe;
import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A small ring whose entries a test can occupy for as long as it likes, by reads of an empty pipe: what begins then
 * waits for room. In the end nothing of it may be left.
 */
public final class PluggedRing implements AutoCloseable {
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final UringBackend backend;
    private final NativeFile pipe;
    private final Deque<Begun> plugs = new ArrayDeque<>();

    /** Returns whether this system can have such a ring. */
    public static boolean isPossible() {
        return UringBackend.probe(ChannelBackend.SHARED) instanceof Probe.Usable;
    }

    /**
     * Creates a ring and a pipe.
     *
     * @param entries the number of entries of the ring, a power of two
     * @param directory where the pipe is created
     */
    public PluggedRing(int entries, Path directory) throws IOException, InterruptedException {
        this(entries, directory, Thread.ofPlatform().daemon().factory());
    }

    PluggedRing(int entries, Path directory, ThreadFactory factory) throws IOException, InterruptedException {
        backend = new UringBackend(
                new Ring(entries, NativeMemory.PAGES), NativeMemory.PAGES, factory, ChannelBackend.SHARED, IDLE_NANOS);
        pipe = BlindFiles.pipe(directory.resolve("pipe"));
    }

    /** Returns the backend on the ring. */
    public Backend backend() {
        return backend;
    }

    UringBackend ring() {
        return backend;
    }

    Handle pipe() {
        return pipe;
    }

    /** Occupies {@code entries} entries. */
    public void plug(int entries) {
        for (int i = 0; i < entries; i++) {
            plugs.add(Begun.read(backend, pipe, ByteBuffer.allocate(1)));
        }
    }

    /** Frees all entries that were occupied. */
    public void unplug() throws IOException {
        feed("x".repeat(plugs.size()));
        for (Begun plug = plugs.poll(); plug != null; plug = plugs.poll()) {
            plug.awaitEnd();
        }
    }

    /** Writes to the pipe. */
    void feed(String bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.US_ASCII));
        while (left.hasRemaining()) {
            int _ = pipe.channel().write(left);
        }
    }

    @Override
    public void close() throws IOException {
        unplug();
        Conditions.await("nothing to be in flight", () -> backend.inFlight() == 0);
        Conditions.await("no slot to be in use", () -> backend.transfers() == 0);
        pipe.close();
    }

    /** A transfer that was begun, and its result. */
    static final class Begun implements Ending {
        final Transfer transfer = new Transfer();
        final ByteBuffer buffer;
        private final UringBackend backend;
        private Runnable then = () -> {};
        private volatile @Nullable Thread endedOn;

        private Begun(UringBackend backend, ByteBuffer buffer) {
            this.backend = backend;
            this.buffer = buffer;
        }

        static Begun read(UringBackend backend, Handle file, ByteBuffer into) {
            return begin(backend, Operation.READ, file, into, 0, () -> {});
        }

        static Begun write(UringBackend backend, Handle file, ByteBuffer from, long offset) {
            return begin(backend, Operation.WRITE, file, from, offset, () -> {});
        }

        static Begun begin(
                UringBackend backend, Operation operation, Handle file, ByteBuffer buffer, long offset, Runnable then) {
            Begun begun = new Begun(backend, buffer);
            begun.then = then;
            begun.transfer.describe(operation, file.channel(), file, Memory.of(buffer), offset, false);
            if (backend.begin(begun.transfer, begun)) {
                begun.over();
            }
            return begun;
        }

        @Override
        public void over() {
            then.run();
            endedOn = Thread.currentThread();
        }

        boolean cancel() {
            return backend.cancel(transfer.ticket());
        }

        boolean isOver() {
            return endedOn != null;
        }

        @Nullable
        Thread endedOn() {
            return endedOn;
        }

        long awaitEnd() throws IOException {
            Conditions.await("the end of a transfer", this::isOver);
            return transfer.takeBack();
        }
    }
}
