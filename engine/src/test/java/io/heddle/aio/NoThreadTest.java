package io.heddle.aio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that has no worker and gets none: no caller that waits for a request depends on the system having a thread
 * again.
 */
@DisplayName("where no worker can be had")
final class NoThreadTest extends AioTest {
    private static final int SIGNAL = 30; // SIGUSR1

    private volatile boolean none = true;

    private AioProcess openWithoutThreads() {
        ThreadFactory usual = threads.factory("no-thread");
        ThreadFactory factory = task -> {
            if (none) {
                throw new OutOfMemoryError("unable to create native thread (fake)");
            }
            return usual.newThread(task);
        };
        return open(AioProcess.configure().backend(BackendKind.CHANNEL).threadFactory(factory));
    }

    @Test
    void shouldServeDirectStyle() throws Exception {
        AioProcess process = openWithoutThreads();
        AioFile file = newFile(process);
        ByteBuffer read = ByteBuffer.allocate(5);

        assertThat(file.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)), 0)).isEqualTo(5);
        file.sync(SyncMode.SYNC);
        assertThat(file.read(read, 0)).isEqualTo(5);

        assertThat(new String(read.array(), US_ASCII)).isEqualTo("hello");
        Conditions.await("no worker", () -> process.statistics().threads() == 0);
        assertThat(process.statistics().born()).isZero();
        file.close();
    }

    @Test
    void shouldServeRequestsAndLists() throws Exception {
        AioProcess process = openWithoutThreads();
        AioFile file = newFile(process);
        ControlBlock write = write(file, 0);
        ControlBlock sync = fsync(SyncMode.DSYNC, file, 0);
        ControlBlock first = block(file, 100).opcode(Opcode.WRITE);
        ControlBlock second = block(file, 200).opcode(Opcode.WRITE);
        process.listio(ListMode.WAIT, List.of(first, second), Sigevent.none());

        assertThat(process.suspend(List.of(sync), FOR_EVER)).isTrue();
        for (ControlBlock block : List.of(write, sync, first, second)) {
            assertThat(reap(process, block)).isEqualTo(block == sync ? 0 : 8);
        }
        assertThat(process.statistics().born()).isZero();
        file.close();
    }

    /**
     * A handler may wait for anything, so it must not run on the thread that creates the workers. Its request is not
     * lost.
     */
    @Test
    void shouldLeaveToAWorkerWhatCallsItsUserBack() throws IOException {
        AioProcess process = openWithoutThreads();
        AioFile file = newFile(process);
        AtomicInteger signals = new AtomicInteger();
        process.onSignal(SIGNAL, (_, _) -> signals.incrementAndGet());
        ControlBlock signalling = block(file, 0).sigevent(Sigevent.signal(SIGNAL, null));
        process.write(signalling);
        assertThat(file.write(ByteBuffer.allocate(8), 0)).isEqualTo(8);
        assertThat(process.error(signalling)).isEqualTo(Errno.EINPROGRESS);

        none = false;
        assertThat(reap(process, signalling)).isEqualTo(8);
        Conditions.await("the signal", () -> signals.get() == 1);
        Conditions.await("the birth to be counted", () -> process.statistics().born() == 1);
        file.close();
    }

    // ---- notifications

    private final Queue<Object> told = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> tellers = new ConcurrentLinkedQueue<>();

    private Sigevent thread(Object value) {
        return Sigevent.thread(
                given -> {
                    tellers.add(Thread.currentThread());
                    told.add(String.valueOf(given));
                },
                value);
    }

    private AioProcess openWithoutNotifiers(boolean whole) {
        AioProcessBuilder settings = AioProcess.configure().threads(threads).notifiers(task -> {
            if (none) {
                throw new OutOfMemoryError("unable to create native thread (fake)");
            }
            return Thread.ofPlatform().name("notify").unstarted(task);
        });
        return open(settings.backend(whole ? new HeldBackend(true) : backend));
    }

    /** The request has ended, the submitting or cancelling thread gets no Error, and the notification is delivered. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHaveAWorkerNotifyWhereTheThreadCannotBeStarted(boolean whole) throws Exception {
        AioProcess process = openWithoutNotifiers(whole);
        AioFile file = newFile(process);
        ControlBlock block = block(file, 0).sigevent(thread("request"));
        process.write(block);
        ControlBlock first = block(file, 8).opcode(Opcode.WRITE).sigevent(thread("entry"));
        process.listio(ListMode.NOWAIT, List.of(first), thread("list"));

        reap(process, block);
        reap(process, first);
        Conditions.await("the notifications", () -> told.size() == 3);
        assertThat(told).containsExactlyInAnyOrder("request", "entry", "list");
        assertThat(tellers).allMatch(teller -> teller.getName().contains("-worker-"));
        none = false;
        ControlBlock later = block(file, 0).sigevent(thread("later"));
        process.write(later);
        reap(process, later);
        Conditions.await("the notification", () -> told.contains("later"));
        assertThat(tellers)
                .filteredOn(teller -> teller.getName().equals("notify"))
                .hasSize(1);
        file.close();
    }

    /** An exit delivers no notifications any more, and is not held up by one that waits for a worker. */
    @Test
    void shouldExitWithANotificationThatWaitsForAWorker() throws Exception {
        AioProcess process = open(AioProcess.configure()
                .backend(backend)
                .maxWorkers(1)
                .notifiers(task -> {
                    throw new OutOfMemoryError("unable to create native thread (fake)");
                })
                .threads(threads));
        AioFile file = newFile(process);
        ControlBlock occupier = occupyWorker(process);
        ControlBlock queued = block(file, 8).sigevent(thread("cancelled"));
        process.write(queued);
        assertThat(process.cancel(queued)).isEqualTo(CancelResult.CANCELED);
        assertThat(process.statistics().queued()).isOne();
        Call<ExitReport> exit = call(() -> process.exit(FOR_EVER));
        Conditions.await("the exit to begin", process::isExiting);
        backend.releaseAll();

        assertThat(exit.result().isComplete()).isTrue();
        assertThat(told).isEmpty();
        assertThat(occupier.request.state()).isEqualTo(Request.State.IDLE);
    }
}
