package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.heddle.testing.Conditions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Processes whose requests run on workers of either kind. */
final class WorkqueueKindTest extends AioTest {

    private AioProcess open(WorkqueueKind kind) {
        return open(settings().workqueue(kind));
    }

    @ParameterizedTest
    @EnumSource
    void shouldServeEveryKindOfRequest(WorkqueueKind kind) throws Exception {
        AioProcess process = open(kind);
        AioFile file = newFile(process);

        assertThat(reap(process, write(file, 8))).isEqualTo(8);
        assertThat(reap(process, read(file, 8))).isEqualTo(8);
        assertThat(reap(process, fsync(SyncMode.SYNC, file, 0))).isZero();
        assertThat(file.write(ByteBuffer.allocate(3), 16)).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void shouldServeAgainAfterAnExec(WorkqueueKind kind) throws Exception {
        AioProcess process = open(kind);
        AioFile file = newFile(process);
        for (int i = 0; i < 3; i++) {
            reap(process, write(file, 0));
            assertThat(process.exec(FOR_EVER).isComplete()).isTrue();
        }
        assertThat(reap(process, read(file, 0))).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource
    void shouldRunOnTheThreadsOfItsKind(WorkqueueKind kind) throws Exception {
        AioProcess process = open(kind);
        Queue<Thread> workers = new ConcurrentLinkedQueue<>();
        process.onSignal(10, (signal, value) -> workers.add(Thread.currentThread()));
        ControlBlock block = block(newFile(process), 0).sigevent(Sigevent.signal(10, null));
        process.write(block);
        Conditions.await("the signal", () -> !workers.isEmpty());

        Thread worker = workers.remove();
        switch (kind) {
            case PROCESS -> {
                assertThat(worker.getName()).startsWith("heddle-" + process.name() + "-worker-");
                assertThat(worker.isVirtual()).isEqualTo(threads == ThreadKind.VIRTUAL);
            }
            case SHARED -> {
                assertThat(worker.getName()).startsWith("heddle-shared-");
                assertThat(worker.isVirtual()).isFalse();
                assertThat(worker.isDaemon()).isTrue();
            }
            case AIOD -> {
                assertThat(worker.getName()).startsWith("heddle-aiod-");
                assertThat(worker.isVirtual()).isTrue();
            }
        }
        process.close();
        Conditions.awaitEnd(worker);
    }

    /** If all workers waited for requests of processes that they serve, no worker would run these. */
    @ParameterizedTest
    @EnumSource
    void shouldRefuseToWaitOnAWorkerThatServesTheProcess(WorkqueueKind kind) throws Exception {
        AioProcess process = open(kind);
        AioProcess neighbour = open(kind);
        AioFile theirs = newFile(neighbour);
        AtomicReference<Object> answer = new AtomicReference<>();
        process.onSignal(10, (signal, value) -> {
            try {
                answer.set(theirs.write(ByteBuffer.allocate(1), 0));
            } catch (AioException refused) {
                answer.set(refused.errno());
            } catch (Exception unexpected) {
                answer.set(unexpected);
            }
        });
        process.write(block(newFile(process), 0).sigevent(Sigevent.signal(10, null)));
        Conditions.await("the answer", () -> answer.get() != null);

        assertThat(answer).hasValue(kind == WorkqueueKind.PROCESS ? (Object) 1 : Errno.EDEADLK);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PROCESS")
    void shouldExitWhileOtherProcessesGoOn(WorkqueueKind kind) throws Exception {
        AioProcess leaving = open(kind);
        AioProcess staying = open(kind);
        backend.hold();
        ControlBlock running = write(newFile(staying), 1);
        backend.awaitStarted(1);
        ControlBlock last = write(newFile(leaving), 2);
        backend.awaitStarted(2);
        Call<ExitReport> exit = call(() -> leaving.exit(FOR_EVER));
        backend.release(2);

        assertThat(exit.result().isComplete()).isTrue();
        assertThat(last.request.state()).isEqualTo(Request.State.IDLE);
        assertThat(running.request.isInProgress()).isTrue();
        assertThat(staying.statistics().threads()).isEqualTo(4);
        backend.release(1);
        assertThat(reap(staying, running)).isEqualTo(8);
    }

    @Test
    void shouldRunNoMoreOfAProcessThanItsLimitOnDaemons() throws Exception {
        AioProcess limited = open(settings().workqueue(WorkqueueKind.AIOD).maxWorkers(2));
        AioProcess other = open(WorkqueueKind.AIOD);
        backend.hold();
        AioFile file = newFile(limited);
        for (int i = 1; i <= 5; i++) {
            write(file, i);
        }
        backend.awaitStarted(1, 2);

        ControlBlock behind = write(newFile(other), 6);
        backend.awaitStarted(6);
        backend.release(6);

        awaitDone(behind);
        assertThat(limited.statistics().queued()).isEqualTo(3);
        assertThat(backend.starts()).containsExactlyInAnyOrder(1L, 2L, 6L);
    }

    @Test
    void shouldHaveNoLimitOfItsOwnInTheSharedPool() throws Exception {
        AioProcess process = open(settings().workqueue(WorkqueueKind.SHARED).maxWorkers(1));
        backend.hold();
        AioFile file = newFile(process);
        for (int i = 1; i <= 4; i++) {
            write(file, i);
        }
        backend.awaitStarted(1, 2, 3, 4);
        process.poolWindow(Duration.ofMillis(1)); // nor a window
    }

    @Test
    void shouldRefuseNoKind() {
        assertThatNullPointerException().isThrownBy(() -> settings().workqueue(null));
    }
}
