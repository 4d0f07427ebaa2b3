package io.heddle.aio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/**
 * A JVM of its own for {@link FailingDeviceTest}: writes to a file on the failing device, syncs, and prints how many
 * syncs reported success although a write that they cover was lost.
 */
final class FailingDeviceChild {
    private static final int MEBIBYTE = 1 << 20;
    private static final int WRITERS = 32;
    private static final int ROUNDS = 5;

    private final AioProcess process;
    private final Path folder = Path.of(""); // where the device was mounted
    private int syncs;
    private int successes;

    private FailingDeviceChild(AioProcess process) {
        this.process = process;
    }

    public static void main(String[] arguments) throws Exception {
        try (AioProcess process = AioProcess.configure()
                .backend(BackendKind.valueOf(arguments[0]))
                .threads(ThreadKind.valueOf(arguments[1]))
                .open()) {
            System.out.println("backend: " + process.backendName());
            new FailingDeviceChild(process).run();
        }
    }

    private AioFile open(String name) throws IOException {
        return process.open(
                folder.resolve("mounted").resolve(name),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE);
    }

    private void run() throws Exception {
        Path filler = folder.resolve("memory").resolve("filler");
        try (AioFile file = open("single")) {
            file.sync(SyncMode.SYNC);
            fill(filler);
            file.write(bytes(4 * MEBIBYTE), 0); // more than there is room for
            for (int i = 0; i < 3; i++) {
                sync(file, i % 2 == 0 ? SyncMode.SYNC : SyncMode.DSYNC);
            }
            AioException told = file.syncFailure();
            System.out.println("told: " + (told == null ? "nothing" : told.errno()));
            shared();
            Files.delete(filler);
            sync(file, SyncMode.SYNC); // there is room again, but lost data stays lost
        }
        System.out.println(syncs + " syncs");
        System.out.println("said success though a write was lost: " + successes);
        writeAgain();
    }

    private static void fill(Path filler) throws IOException {
        byte[] chunk = new byte[MEBIBYTE];
        Arrays.fill(chunk, (byte) 1);
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(chunk);
            }
        } catch (IOException full) {
            System.out.println("the device's memory is full: " + full.getMessage());
        }
    }

    private static ByteBuffer bytes(int count) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(count);
        while (bytes.hasRemaining()) {
            bytes.put((byte) 7);
        }
        return bytes.flip();
    }

    private void sync(AioFile file, SyncMode mode) {
        count(saysSuccess(file, mode));
    }

    private void count(boolean success) {
        syncs++;
        successes += success ? 1 : 0;
    }

    private static boolean saysSuccess(AioFile file, SyncMode mode) {
        try {
            file.sync(mode);
            return true;
        } catch (IOException failed) {
            return false;
        }
    }

    // ---- many at the same time

    /** Opens a new file in each round, so that no failure of it is known. All threads write, and then each syncs. */
    private void shared() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (AioFile file = open("shared" + round)) {
                CountDownLatch written = new CountDownLatch(WRITERS);
                List<FutureTask<Boolean>> writers = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    int writer = i;
                    Callable<Boolean> body = () -> {
                        ByteBuffer block = bytes(1 << 15);
                        file.write(block, (long) writer * block.capacity());
                        written.countDown();
                        written.await();
                        return saysSuccess(file, writer % 2 == 0 ? SyncMode.SYNC : SyncMode.DSYNC);
                    };
                    FutureTask<Boolean> task = new FutureTask<>(body);
                    writers.add(task);
                    Thread.ofVirtual().start(task);
                }
                for (FutureTask<Boolean> writer : writers) {
                    count(writer.get());
                }
            }
        }
    }

    // ---- recovery

    private static OpenOption direct() throws ReflectiveOperationException {
        Class<?> type = Class.forName("com.sun.nio.file.ExtendedOpenOption");
        return (OpenOption) type.getField("DIRECT").get(null);
    }

    /**
     * Writes to a new file. A write in place may have no effect: ext4 keeps blocks whose write has failed as unwritten
     * ones, which later writes do not change, although their fsync succeeds.
     */
    private void writeAgain() throws IOException, ReflectiveOperationException {
        try (AioFile file = open("again")) {
            file.write(bytes(4 * MEBIBYTE), 0);
            file.sync(SyncMode.SYNC);
        }
        ByteBuffer block = AlignedBuffers.allocate(MEBIBYTE, 4096);
        int found = 0;
        Path path = folder.resolve("mounted").resolve("again");
        try (FileChannel device = FileChannel.open(path, StandardOpenOption.READ, direct())) {
            while (device.read(block.clear(), found) > 0) {
                for (block.flip(); block.hasRemaining(); found++) {
                    if (block.get() != 7) {
                        throw new IOException("lost at " + found);
                    }
                }
            }
        }
        if (found != 4 * MEBIBYTE) {
            throw new IOException("only " + found + " bytes");
        }
        System.out.println("written again to a new file: all there");
    }
}
