package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioProcessBuilder;
import io.heddle.aio.AioStatistics;
import io.heddle.testing.Conditions;
import io.heddle.testing.FakeTicker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The common part of the package's tests: a process with one worker and a clock that stands still, a file whose
 * transfers can be held, a context. After each test nothing may be left.
 */
@Timeout(60)
abstract class ContextTest {
    static final Duration NOW = Duration.ZERO;
    static final int RECORD = 8;

    @TempDir
    Path folder;

    final FakeTicker ticker = new FakeTicker();
    final Completions completed = new Completions(100);
    AioProcess process;
    HeldChannel channel;
    AioFile file;
    CompletionContext context;

    private final List<Thread> threads = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        process = configure(AioProcess.configure().name("context").maxWorkers(1).ticker(ticker))
                .open();
        channel = new HeldChannel(FileChannel.open(
                folder.resolve("data"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        file = process.adopt(channel);
        context = CompletionContext.open(process);
    }

    AioProcessBuilder configure(AioProcessBuilder settings) {
        return settings;
    }

    @AfterEach
    void shouldLeaveNothing() throws Exception {
        channel.letGo();
        threads.forEach(Conditions::awaitEnd);
        if (process.isOpen()) {
            while (context.pending() > 0) {
                context.await(completed, 1);
            }
            assertThat(process.statistics().outstanding())
                    .as("quota given back")
                    .isZero();
        }
        context.close();
        process.close();
        AioStatistics end = process.statistics();
        assertThat(end.submitted()).isEqualTo(end.reaped());
        assertThat(end.outstanding() + end.queued() + end.running() + end.done() + end.threads())
                .as("left: %s", end)
                .isZero();
        assertThat(channel.isOpen()).isFalse();
        assertThat(ticker.sleepers()).isZero();
    }

    // ---- steps

    static ByteBuffer record(long content) {
        return ByteBuffer.allocate(RECORD).putLong(0, content);
    }

    IoRequest write(int slot) throws ContextException {
        IoRequest request = new IoRequest();
        request.prepareWrite(file, (long) slot * RECORD, record(slot), slot);
        return request;
    }

    IoRequest[] writes(int count) throws ContextException {
        IoRequest[] requests = new IoRequest[count];
        for (int i = 0; i < count; i++) {
            requests[i] = write(i);
        }
        return requests;
    }

    IoRequest flush() throws ContextException {
        IoRequest request = new IoRequest();
        request.prepareFlush(file, null);
        return request;
    }

    /** Submits a write that a worker has begun and cannot end. */
    IoRequest submitHeld() throws ContextException {
        channel.hold();
        IoRequest running = write(0);
        context.submit(running);
        channel.awaitHeld(1);
        return running;
    }

    /** Waits until that many requests have completed, without handing them out. */
    void awaitDone(int count) {
        Conditions.await(count + " done", () -> process.statistics().done() == count);
    }

    /** Starts a wait on a thread of its own, and returns once it is parked. */
    FutureTask<ContextStatus> startWait(Callable<ContextStatus> wait) {
        FutureTask<ContextStatus> task = new FutureTask<>(wait);
        Thread thread = start(task);
        Conditions.await("the wait sleeps", () -> thread.getState() == Thread.State.WAITING);
        return task;
    }

    Thread start(Runnable body) {
        Thread thread = Thread.ofVirtual().name("waiter").start(body);
        threads.add(thread);
        return thread;
    }

    Thread lastThread() {
        return threads.getLast();
    }

    // ---- checks

    static ContextException refused(ContextStatus status, ThrowingCallable call) {
        ContextException refused = catchThrowableOfType(ContextException.class, call);
        assertThat(refused).as("a refusal").isNotNull();
        assertThat(refused.status()).as("%s", refused.getMessage()).isEqualTo(status);
        assertThat(refused).hasMessageStartingWith(status + ": ");
        return refused;
    }

    static void assertPrepared(IoRequest request) {
        assertThat(request.state()).isEqualTo(IoRequest.State.PREPARED);
        assertThat(request.status()).isEqualTo(ContextStatus.NOT_SUBMITTED);
        refused(ContextStatus.NOT_SUBMITTED, request::result);
    }

    static void assertSubmitted(IoRequest request) {
        assertThat(request.state()).isEqualTo(IoRequest.State.SUBMITTED);
        assertThat(request.status()).isEqualTo(ContextStatus.IN_PROGRESS);
        refused(ContextStatus.IN_PROGRESS, request::result);
    }

    static void assertSucceeded(IoRequest request, long bytes) throws ContextException {
        assertThat(request.state()).isEqualTo(IoRequest.State.COMPLETED);
        assertThat(request.status()).isEqualTo(ContextStatus.SUCCESS);
        assertThat(request.result()).isEqualTo(bytes);
    }

    static ContextException assertFailed(IoRequest request, ContextStatus status) {
        assertThat(request.state()).isEqualTo(IoRequest.State.COMPLETED);
        assertThat(request.status()).isEqualTo(status);
        return refused(status, request::result);
    }
}
