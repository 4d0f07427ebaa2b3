package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.time.StackRoom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Calls from a nearly exhausted stack, at every depth: each is refused before it has any effect, or works. {@code
 * -Dheddle.overflow.calls=10000} sets how many must work.
 */
final class StackOverflowTest {
    private static final int CALLS = Integer.getInteger("heddle.overflow.calls", 150);
    private static final int STACK = 256 * 1024;
    private static final int FRAMES = 300;

    @TempDir
    Path directory;

    private @Nullable AioProcess process;

    // Confined to the recursing thread: it has no stack left to make calls for these.
    private final StackOverflowError[] errors = new StackOverflowError[4 * FRAMES];
    private int kept;
    private int passed;
    private int frames;
    private int countdown;
    private int step = 1;
    private @Nullable Throwable failure;

    private int refused;
    private final List<StackOverflowError> fromWithin = new ArrayList<>();

    @AfterEach
    void closeProcess() throws IOException {
        if (process != null) {
            process.close();
        }
    }

    @FunctionalInterface
    private interface Operation {
        void run() throws Exception;
    }

    /** Fills the stack, and makes calls on the way back up. */
    @SuppressWarnings("InfiniteRecursion")
    private void recurse(Operation operation) {
        boolean atTheEnd = false;
        try {
            recurse(operation);
        } catch (StackOverflowError end) {
            atTheEnd = true;
        }
        if (atTheEnd) {
            frames = FRAMES;
        }
        if (frames > 0 && --countdown <= 0) {
            frames--;
            countdown = step;
            try {
                operation.run();
                passed++;
            } catch (StackOverflowError error) {
                if (kept < errors.length) { // mostly FRAMES in a round, more if the end is reached again
                    errors[kept++] = error;
                }
            } catch (Throwable other) {
                failure = other;
            }
        }
    }

    private void callAtEachDepth(boolean virtual, Random random, Operation operation) {
        int before = passed;
        int rounds = 0;
        while (passed - before < CALLS && rounds++ < 200 && failure == null) {
            step = 1 + random.nextInt(7);
            Runnable body = () -> recurse(operation);
            Thread thread = virtual
                    ? Thread.ofVirtual().start(body)
                    : new Thread(null, body, "deep", STACK + 4096L * random.nextInt(16));
            if (!virtual) {
                thread.start();
            }
            Conditions.awaitEnd(thread);
            judge();
        }
        assertThat(failure).isNull();
        assertThat(passed - before).isGreaterThanOrEqualTo(CALLS);
    }

    /** Checks the errors of a round and releases them: each holds a thousand frames. */
    private void judge() {
        for (int i = 0; i < kept; i++) {
            if (cameFromWithin(errors[i])) {
                fromWithin.add(errors[i]);
            }
            errors[i] = null;
        }
        refused += kept;
        kept = 0;
    }

    @ParameterizedTest
    @CsvSource({
        "CHANNEL, VIRTUAL, true", "CHANNEL, VIRTUAL, false", "CHANNEL, PLATFORM, true", "CHANNEL, PLATFORM, false",
        "NATIVE, VIRTUAL, true", "NATIVE, VIRTUAL, false", "NATIVE, PLATFORM, true", "NATIVE, PLATFORM, false",
        "AUTO, VIRTUAL, true", "AUTO, VIRTUAL, false", "AUTO, PLATFORM, true", "AUTO, PLATFORM, false"
    })
    void shouldLeaveEverythingConsistent(BackendKind kind, ThreadKind workers, boolean virtual) throws Exception {
        long seed = Long.getLong("heddle.seed", new Random().nextLong());
        AioProcess mine = AioProcess.configure().backend(kind).threads(workers).open();
        process = mine;
        AioFile file = mine.open(
                directory.resolve("file"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        String backend = mine.backendName(); // known from here on
        file.write(ByteBuffer.allocate(4096), 0);

        ByteBuffer bytes = ByteBuffer.allocateDirect(512);
        ControlBlock block = new ControlBlock(file, bytes, 0);
        CompletionQueue queue = new CompletionQueue();
        Kevent[] events = {new Kevent()};
        ControlBlock told = new ControlBlock(file, bytes, 0).sigevent(Sigevent.kevent(queue, null));
        Random random = new Random(seed);
        List<Operation> operations = List.of(
                () -> file.read(bytes.clear(), 0),
                () -> file.write(bytes.clear(), 0),
                () -> file.sync(SyncMode.DSYNC),
                () -> submitAndReap(mine, block, bytes),
                () -> submitAndTake(mine, told, bytes, queue, events),
                () -> {
                    mine.cancelAll();
                    mine.statistics();
                    mine.suspend(List.of(block), Duration.ZERO);
                });
        for (Operation operation : operations) {
            callAtEachDepth(virtual, random, operation);
            assertThat(aside(mine, file)).isEqualTo(4096);
            Conditions.await(
                    "every request to be reaped", () -> mine.statistics().outstanding() == 0);
        }

        System.out.println("StackOverflowTest, " + backend + ", " + workers + " workers, "
                + (virtual ? "virtual" : "platform") + " callers: " + passed + " calls, " + refused
                + " refused, -Dheddle.seed=" + seed);
        assertThat(refused).isPositive();
        assertThat(fromWithin).as("errors out of the midst of a call").isEmpty();
    }

    /** Completes a submitted request: the calls that follow are repeated as long as they are refused. */
    private static void submitAndReap(AioProcess process, ControlBlock block, ByteBuffer bytes) throws Exception {
        bytes.clear();
        if (block.request.state() == Request.State.IDLE) {
            process.read(block);
        }
        while (process.error(block) == Errno.EINPROGRESS) {
            process.suspend(List.of(block));
        }
        process.reap(block);
    }

    private static void submitAndTake(
            AioProcess process, ControlBlock block, ByteBuffer bytes, CompletionQueue queue, Kevent[] events)
            throws Exception {
        bytes.clear();
        if (block.request.state() == Request.State.IDLE) {
            process.read(block);
        }
        assertThat(queue.await(events, 1)).isOne();
    }

    /** Checks that another thread finds the locks free. */
    private static int aside(AioProcess process, AioFile file) throws Exception {
        Callable<Integer> call = () -> {
            ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(1), 0);
            process.write(block);
            process.suspend(List.of(block));
            process.reap(block);
            file.sync(SyncMode.SYNC);
            return file.read(ByteBuffer.allocate(8192), 0);
        };
        FutureTask<Integer> task = new FutureTask<>(call);
        Thread.ofPlatform().daemon(true).start(task);
        return task.get(20, TimeUnit.SECONDS);
    }

    /**
     * Returns whether an error came from within the engine. The first frame of the engine must be that of the stack
     * check, or of the public method at whose entry there was no room.
     */
    private static boolean cameFromWithin(StackOverflowError error) {
        StackTraceElement[] trace = error.getStackTrace();
        for (int i = 0; i < trace.length; i++) {
            String type = trace[i].getClassName();
            if (type.startsWith(StackRoom.class.getName())) {
                return false;
            }
            if (type.startsWith(StackOverflowTest.class.getName())) {
                return false;
            }
            if (type.startsWith("io.heddle.")) {
                boolean isTheCall = i + 1 < trace.length
                        && trace[i + 1].getClassName().startsWith(StackOverflowTest.class.getName());
                return !isTheCall || i > 0;
            }
        }
        return false;
    }
}
