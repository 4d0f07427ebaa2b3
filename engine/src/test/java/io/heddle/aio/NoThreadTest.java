package io.heddle.aio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A process that has no worker and gets none: nobody who waits for a request waits for the system to have a thread again. */
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

    /** A handler may wait for whatever it likes: not on the thread that makes the workers. It is not lost. */
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
        assertThat(process.statistics().born()).isPositive();
        file.close();
    }
}
