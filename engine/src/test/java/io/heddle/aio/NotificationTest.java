package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Notification of the end of a request by signals and threads; for kevents see {@link CompletionQueueTest}. */
final class NotificationTest extends AioTest {
    private static final int SIGUSR1 = 10;
    private static final int SIGUSR2 = 12;

    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openFile() throws IOException {
        process = open();
        file = newFile(process);
    }

    private ControlBlock writeWith(Sigevent sigevent, long offset) throws AioException {
        ControlBlock block = block(file, offset).sigevent(sigevent);
        process.write(block);
        return block;
    }

    /** Runs a piece of code in a signal handler, on a worker, and returns how it ended. */
    private void onWorker(ThrowingCallable code) throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        process.onSignal(SIGUSR1, (signal, value) -> {
            try {
                code.call();
                ended.complete(process.workqueue().isOnWorker());
            } catch (Throwable failed) {
                ended.completeExceptionally(failed);
            }
        });
        ControlBlock block = writeWith(Sigevent.signal(SIGUSR1, null), 999);
        assertThat(ended.get()).isTrue();
        reap(process, block);
    }

    // ---- signals

    @Test
    void shouldCallTheHandlerOfTheSignalWithTheValue() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(3);
        SignalHandler handler = (signal, value) -> {
            calls.add(signal + " " + value);
            all.countDown();
        };
        process.onSignal(SIGUSR1, handler);
        process.onSignal(SIGUSR2, handler);
        writeWith(Sigevent.signal(SIGUSR1, "one"), 1);
        writeWith(Sigevent.signal(SIGUSR2, null), 2);
        process.fsync(SyncMode.SYNC, block(file, 3).sigevent(Sigevent.signal(SIGUSR2, "sync")));
        all.await();
        assertThat(calls).containsExactlyInAnyOrder("10 one", "12 null", "12 sync");
    }

    @Test
    void shouldIgnoreSignalWithoutHandler() throws Exception {
        assertThat(reap(process, writeWith(Sigevent.signal(SIGUSR1, null), 1))).isEqualTo(8);
        AtomicInteger calls = new AtomicInteger();
        process.onSignal(SIGUSR1, (signal, value) -> calls.incrementAndGet());
        process.onSignal(SIGUSR1, null);
        assertThat(reap(process, writeWith(Sigevent.signal(SIGUSR1, null), 2))).isEqualTo(8);
        process.close();
        assertThat(calls).hasValue(0);
    }

    @Test
    void shouldKeepHandlersOfProcessesApart() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        open().onSignal(SIGUSR1, (signal, value) -> calls.incrementAndGet());
        reap(process, writeWith(Sigevent.signal(SIGUSR1, null), 1));
        process.exit(FOR_EVER);
        assertThat(calls).hasValue(0);
    }

    @Test
    void shouldBeDoneWhenTheHandlerIsCalled() throws Exception {
        ControlBlock block = block(file, 1).sigevent(Sigevent.signal(SIGUSR1, null));
        CompletableFuture<Long> result = new CompletableFuture<>();
        process.onSignal(SIGUSR1, (signal, value) -> {
            try {
                assertThat(process.error(block)).isEqualTo(Errno.OK);
                result.complete(process.reap(block));
            } catch (Throwable failed) {
                result.completeExceptionally(failed);
            }
        });
        process.write(block);
        assertThat(result.get()).isEqualTo(8);
    }

    // ---- handlers that misbehave

    private AioProcess openWith(Thread.UncaughtExceptionHandler handler) throws IOException {
        Thread.Builder builder = threads == ThreadKind.VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform();
        ThreadFactory factory = builder.uncaughtExceptionHandler(handler).factory();
        process = open(settings().threadFactory(factory).maxWorkers(1));
        file = newFile(process);
        return process;
    }

    @Test
    void shouldPassOnWhatHandlerThrowsAndKeepTheWorker() throws Exception {
        CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
        openWith((thread, failed) -> uncaught.complete(failed));
        IllegalStateException thrown = new IllegalStateException("handler");
        process.onSignal(SIGUSR1, (signal, value) -> {
            throw thrown;
        });
        assertThat(reap(process, writeWith(Sigevent.signal(SIGUSR1, null), 1))).isEqualTo(8);
        assertThat(uncaught.get()).isSameAs(thrown);
        assertThat(reap(process, write(file, 2))).isEqualTo(8);
        Conditions.await("the birth to be counted", () -> process.statistics().born() > 0);
        assertThat(process.statistics().born()).isEqualTo(1);
    }

    /** Whatever fails in a notification, callers that wait for the request must not wait forever. */
    @Test
    void shouldWakeWaitersWhenNotificationFailsAltogether() throws Exception {
        openWith((thread, failed) -> {
            throw new IllegalStateException("uncaught exception handler");
        });
        process.onSignal(SIGUSR1, (signal, value) -> {
            throw new IllegalStateException("handler");
        });
        backend.hold();
        ControlBlock block = block(file, 1).opcode(Opcode.WRITE).sigevent(Sigevent.signal(SIGUSR1, null));
        Call<Boolean> listed = call(() -> {
            process.listio(ListMode.WAIT, List.of(block), Sigevent.none());
            return true;
        });
        backend.awaitStarted(1);
        Call<Boolean> suspended = call(() -> {
            process.suspend(List.of(block));
            return true;
        });
        suspended.awaitParked();
        listed.awaitParked();
        backend.releaseAll();
        assertThat(suspended.result()).isTrue();
        assertThat(listed.result()).isTrue();
    }

    @Test
    void shouldLeaveNoInterruptToTheNextRequest() throws Exception {
        process = open(settings().maxWorkers(1));
        file = newFile(process);
        process.onSignal(SIGUSR1, (signal, value) -> Thread.currentThread().interrupt());
        List<ControlBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            blocks.add(writeWith(Sigevent.signal(SIGUSR1, null), 8L * i));
        }
        for (ControlBlock block : blocks) {
            assertThat(reap(process, block)).isEqualTo(8);
        }
        assertThat(file.size()).isEqualTo(160);
    }

    // ---- what a handler may do

    @Test
    void shouldLetHandlerReapAndSubmitAgain() throws Exception {
        CountDownLatch rounds = new CountDownLatch(500);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        process.onSignal(SIGUSR1, (signal, value) -> {
            try {
                ControlBlock block = (ControlBlock) value;
                assertThat(process.reap(block)).isEqualTo(8);
                rounds.countDown();
                if (rounds.getCount() > 0) {
                    block.buffer().clear();
                    process.write(block);
                }
            } catch (Throwable failed) {
                failures.add(failed);
                rounds.countDown();
            }
        });
        ControlBlock block = block(file, 1);
        process.write(block.sigevent(Sigevent.signal(SIGUSR1, block)));
        rounds.await();
        assertThat(failures).isEmpty();
        assertThat(process.statistics().submitted()).isEqualTo(500);
    }

    /** A handler's requests run concurrently, however few workers there were before. */
    @Test
    void shouldFindWorkersForAllThatHandlerSubmits() throws Exception {
        backend.hold();
        backend.release(999);
        onWorker(() -> {
            for (int i = 0; i < 4; i++) {
                write(file, i);
            }
        });
        backend.awaitStarted(0, 1, 2, 3);
    }

    @Test
    void shouldRefuseToLetHandlerWait() throws Exception {
        backend.hold();
        backend.release(999);
        ControlBlock running = write(file, 1);
        backend.awaitStarted(1);
        List<ControlBlock> list = List.of(running);
        onWorker(() -> {
            assertFails(Errno.EDEADLK, () -> process.suspend(list))
                    .withMessageContaining("suspend in a signal handler");
            assertFails(Errno.EDEADLK, () -> process.suspend(list, Duration.ofNanos(1)));
            assertFails(Errno.EDEADLK, () -> process.listio(ListMode.WAIT, list, Sigevent.none()));
            assertFails(Errno.EDEADLK, () -> file.write(ByteBuffer.allocate(8), 2));
            assertFails(Errno.EDEADLK, () -> file.read(ByteBuffer.allocate(8), 2));
            assertFails(Errno.EDEADLK, () -> file.sync(SyncMode.SYNC));
            assertFails(Errno.EDEADLK, file::close).withMessageContaining(file.toString());
            assertFails(Errno.EDEADLK, () -> process.exec(FOR_EVER));
            assertFails(Errno.EDEADLK, () -> process.exit(FOR_EVER));
            assertFails(Errno.EDEADLK, process::close).withMessageContaining("Sigevent.thread");
        });
        assertThat(backend.starts()).containsExactly(1L, 999L);
    }

    @Test
    void shouldLetHandlerDoWhatDoesNotWait() throws Exception {
        backend.hold();
        backend.release(999);
        backend.release(2);
        ControlBlock running = write(file, 1);
        ControlBlock done = write(file, 2);
        awaitDone(done);
        AioFile elsewhere = newFile(open());
        backend.release(3);
        onWorker(() -> {
            assertThat(process.suspend(List.of(running), Duration.ZERO)).isFalse();
            process.suspend(List.of(running, done));
            assertThat(process.cancel(running)).isEqualTo(CancelResult.NOTCANCELED);
            assertThat(elsewhere.write(ByteBuffer.allocate(8), 3))
                    .as("another process's workers are not in the way")
                    .isEqualTo(8);
        });
    }

    /** A cancelled request's handler runs on the thread that cancels, and must not wait there. */
    @Test
    void shouldRefuseToLetHandlerWaitOnTheThreadThatCancels() throws Exception {
        process = open(settings().maxWorkers(1));
        file = newFile(process);
        occupyWorker(process);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        ControlBlock first = block(file, 1).sigevent(Sigevent.signal(SIGUSR1, null));
        ControlBlock second = block(file, 2);
        process.onSignal(SIGUSR1, (signal, value) -> {
            try {
                assertFails(Errno.EDEADLK, () -> process.suspend(List.of(second)));
                assertFails(Errno.EDEADLK, () -> file.read(ByteBuffer.allocate(8), 3));
                assertFails(Errno.EDEADLK, file::close);
            } catch (Throwable failed) {
                failures.add(failed);
            }
        });
        process.write(first);
        process.write(second);
        Call<CancelResult> cancelling = call(() -> process.cancel(file));
        assertThat(cancelling.result()).isEqualTo(CancelResult.CANCELED);
        assertThat(failures).isEmpty();
    }

    /** The handler of one process cancels a request of another, whose handler runs nested in it. */
    @Test
    void shouldRefuseToLetHandlerWaitAfterAnotherProcessesHandlerRanInIt() throws Exception {
        AioProcess inner = open(settings().maxWorkers(1));
        AioFile innerFile = newFile(inner);
        process = open(settings().maxWorkers(1));
        file = newFile(process);
        occupyWorker(process);
        occupyWorker(inner);
        List<Boolean> refused = new CopyOnWriteArrayList<>();
        inner.onSignal(SIGUSR1, (signal, value) -> refused.add(Notification.isHandlingFor(inner)));
        process.onSignal(SIGUSR1, (signal, value) -> {
            CancelResult _ = cancelQuietly(inner, innerFile);
            refused.add(Notification.isHandlingFor(process));
            refused.add(Notification.isHandlingFor(inner));
        });
        inner.write(block(innerFile, 1).sigevent(Sigevent.signal(SIGUSR1, null)));
        process.write(block(file, 1).sigevent(Sigevent.signal(SIGUSR1, null)));
        Call<CancelResult> cancelling = call(() -> process.cancel(file));
        assertThat(cancelling.result()).isEqualTo(CancelResult.CANCELED);
        assertThat(refused).as("inside, after, and no longer").containsExactly(true, true, false);
    }

    private static CancelResult cancelQuietly(AioProcess process, AioFile file) {
        try {
            return process.cancel(file);
        } catch (AioException failed) {
            throw new AssertionError(failed);
        }
    }

    // ---- threads

    @Test
    @DisplayName("SIGEV_THREAD: a new virtual thread")
    void shouldCallTheFunctionOnNewVirtualThread() throws Exception {
        CompletableFuture<Thread> first = new CompletableFuture<>();
        CompletableFuture<Thread> second = new CompletableFuture<>();
        ControlBlock one = writeWith(
                Sigevent.thread(
                        value -> {
                            assertThat(value).isEqualTo("value");
                            first.complete(Thread.currentThread());
                        },
                        "value"),
                1);
        ControlBlock two = writeWith(Sigevent.thread(value -> second.complete(Thread.currentThread()), null), 2);
        assertThat(first.get().isVirtual()).isTrue();
        assertThat(first.get()).isNotSameAs(second.get());
        assertThat(first.get().getName()).contains(process.name());
        reap(process, one);
        reap(process, two);
    }

    @Test
    void shouldLetTheFunctionWait() throws Exception {
        CompletableFuture<Integer> written = new CompletableFuture<>();
        ControlBlock block = writeWith(
                Sigevent.thread(
                        value -> assertThatCode(() -> written.complete(file.write(ByteBuffer.allocate(4), 8)))
                                .doesNotThrowAnyException(),
                        null),
                1);
        assertThat(written.get()).isEqualTo(4);
        assertThat(reap(process, block)).isEqualTo(8);
    }

    // ---- none

    @Test
    void shouldCallNobodyWhenNoNotificationIsAskedFor() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        process.onSignal(SIGUSR1, (signal, value) -> calls.incrementAndGet());
        reap(process, writeWith(Sigevent.none(), 1));
        process.exit(FOR_EVER);
        assertThat(calls).hasValue(0);
    }
}
