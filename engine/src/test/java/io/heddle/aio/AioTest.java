package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.heddle.testing.Conditions;
import io.heddle.testing.FakeTicker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The common part of this package's tests: every test runs once with each kind of worker, and at its end nothing may be
 * left of its processes.
 */
@ParameterizedClass(name = "{0} workers")
@EnumSource(ThreadKind.class)
@Timeout(120)
abstract class AioTest {
    static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** The offset of the request that {@link #occupyWorker} has run. */
    static final long OCCUPIER = 1_000_000;

    private static final long SECOND_OCCUPIER = OCCUPIER + 1;

    private static final int SIZE = 8;

    @Parameter
    ThreadKind threads;

    @TempDir
    Path directory;

    final HeldBackend backend;
    final FakeTicker ticker = new FakeTicker();
    private final ConcurrentLinkedQueue<AioProcess> processes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Call<?>> calls = new ConcurrentLinkedQueue<>();
    private int files;

    AioTest() {
        this(false);
    }

    /** Uses a backend that takes reads and writes without a worker, or one that leaves them to workers. */
    AioTest(boolean whole) {
        backend = new HeldBackend(whole);
    }

    // ---- building blocks of tests

    /** Returns settings with the kind of worker that is being tested, and the backend that can be held. */
    AioProcessBuilder settings() {
        return AioProcess.configure().threads(threads).backend(backend);
    }

    /** Opens a process that is exited and checked at the end of the test. */
    AioProcess open(AioProcessBuilder settings) {
        AioProcess process = settings.open();
        processes.add(process);
        return process;
    }

    AioProcess open() {
        return open(settings());
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    /** Opens a new file for reading and writing. */
    AioFile newFile(AioProcess process) throws IOException {
        files++;
        return process.open(
                path("file" + files), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Opens a new file for appending. */
    AioFile newAppendFile(AioProcess process) throws IOException {
        files++;
        return process.open(path("file" + files), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Opens a file with a content and with options that the test chooses. */
    AioFile fileWith(AioProcess process, byte[] content, OpenOption... options) throws IOException {
        files++;
        Path path = Files.write(path("file" + files), content);
        return process.open(path, options);
    }

    static ControlBlock block(AioFile file, long offset) {
        return new ControlBlock(file, ByteBuffer.allocate(SIZE), offset);
    }

    /** Submits a write. */
    static ControlBlock write(AioFile file, long offset) throws AioException {
        ControlBlock block = block(file, offset);
        file.process().write(block);
        return block;
    }

    /** Submits a read. */
    static ControlBlock read(AioFile file, long offset) throws AioException {
        ControlBlock block = block(file, offset);
        file.process().read(block);
        return block;
    }

    /** Submits a sync, with an offset that identifies it. */
    static ControlBlock fsync(SyncMode mode, AioFile file, long offset) throws AioException {
        ControlBlock block = block(file, offset);
        file.process().fsync(mode, block);
        return block;
    }

    /** Makes the only worker of a process run a request that does not end before it is released. */
    ControlBlock occupyWorker(AioProcess process) throws IOException {
        backend.hold();
        ControlBlock occupier = write(newFile(process), OCCUPIER);
        backend.awaitStarted(OCCUPIER);
        return occupier;
    }

    /** Occupies the only worker and, where requests run without one, the only place in flight. */
    void occupyAll(AioProcess process) throws IOException {
        occupyWorker(process);
        if (backend.isWhole()) {
            ControlBlock byWorker =
                    block(newFile(process), SECOND_OCCUPIER).sigevent(Sigevent.signal(10, null)); // so it has a worker
            process.write(byWorker);
            backend.awaitStarted(SECOND_OCCUPIER);
        }
    }

    /** Returns the offsets of the transfers that the backend received, without those of {@link #occupyAll}. */
    List<Long> startsOfOthers() {
        return backend.starts().stream().filter(offset -> offset < OCCUPIER).toList();
    }

    /** Waits until a request is done, and its event posted: that comes after, under the same lock. */
    static void awaitDone(ControlBlock... blocks) throws IOException {
        for (ControlBlock block : blocks) {
            Conditions.await("the end of " + block.request, () -> block.request.state() == Request.State.DONE);
            AioFile file = block.request.fileOrNull();
            if (file != null) {
                file.process().doneQueue().size(); // acquires the lock
            }
        }
    }

    /** Waits until a request is done, and reaps it. */
    static long reap(AioProcess process, ControlBlock block) throws IOException {
        awaitDone(block);
        return process.reap(block);
    }

    /** Starts a call on a virtual thread; at the end of the test it must have ended. */
    <T> Call<T> call(Callable<T> body) {
        return call(ThreadKind.VIRTUAL, body);
    }

    <T> Call<T> call(ThreadKind kind, Callable<T> body) {
        Call<T> call = Call.on(kind, body);
        calls.add(call);
        return call;
    }

    /** Returns reproducible randomness: the seed is printed, and {@code -Dheddle.seed} sets it. */
    Random random() {
        long seed = Long.getLong("heddle.seed", new Random().nextLong());
        System.out.println(getClass().getSimpleName() + ", " + threads + " workers: -Dheddle.seed=" + seed);
        return new Random(seed);
    }

    /** Asserts that a call is refused, or fails, with an error; the test checks the message. */
    static ThrowableAssertAlternative<AioException> assertFails(Errno errno, ThrowingCallable call) {
        return assertThatExceptionOfType(AioException.class)
                .isThrownBy(call)
                .matches(failed -> failed.errno() == errno, "errno " + errno)
                .withMessageStartingWith(errno + ": ");
    }

    // ---- what must hold at the end

    @AfterEach
    void nothingIsLeft() throws Exception {
        backend.releaseAll();
        for (AioProcess process : processes) {
            assertThat(process.exit(FOR_EVER).isComplete())
                    .as("exit of %s", process)
                    .isTrue();
            AioStatistics left = process.statistics();
            assertThat(List.of(left.outstanding(), left.queued(), left.running(), left.done()))
                    .as("requests of %s", process)
                    .containsOnly(0);
            assertThat(List.of(left.threads(), left.idle(), left.dying()))
                    .as("workers of %s", process)
                    .containsOnly(0);
            assertThat(left.ended()).as("workers ended").isEqualTo(left.born());
            assertThat(left.reaped()).as("requests reaped").isEqualTo(left.submitted());
            assertThat(process.files().all()).as("files of %s", process).isEmpty();
        }
        for (Call<?> call : calls) {
            call.join();
        }
        Conditions.await(
                "the end of the workers' threads",
                () -> Thread.getAllStackTraces().keySet().stream().noneMatch(AioTest::isWorker));
    }

    private static boolean isWorker(Thread thread) {
        return thread.getName().startsWith("heddle-") && thread.getName().contains("-worker-");
    }
}
