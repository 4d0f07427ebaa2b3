package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A reset: all requests end as by an exit, and the process continues with its files. */
@DisplayName("exec: cancels, waits, suppresses notifications, with a deadline and a report")
final class ExecTest extends AioTest {
    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openFile() throws IOException {
        process = open(settings().maxWorkers(1));
        file = newFile(process);
    }

    @Test
    void shouldBeUsableAgainWithItsFilesOpen() throws Exception {
        for (int round = 0; round < 3; round++) {
            ControlBlock done = write(file, 10L * round);
            awaitDone(done);
            backend.hold();
            write(file, 10L * round + 1);
            backend.awaitStarted(10L * round + 1);
            ControlBlock queued = write(file, 10L * round + 2);
            Call<ExitReport> exec = call(() -> process.exec(FOR_EVER));
            exec.awaitParked();
            backend.releaseAll();
            assertThat(exec.result()).isEqualTo(new ExitReport(1, 1, 0, 0));
            assertFails(Errno.EINVAL, () -> process.error(done));
            assertFails(Errno.EINVAL, () -> process.error(queued));
            assertThat(process.statistics().outstanding()).isZero();
            assertThat(process.files().all()).containsExactly(file);
        }
        assertThat(reap(process, write(file, 99))).isEqualTo(8);
    }

    @Test
    void shouldForgetClosedFilesWhoseRequestsItReaps() throws Exception {
        ControlBlock done = write(file, 1);
        awaitDone(done);
        file.close();
        assertThat(process.files().all()).containsExactly(file);
        process.exec(FOR_EVER);
        assertThat(process.files().all()).isEmpty();
    }

    @Test
    void shouldKeepSignalHandlers() throws Exception {
        Object[] seen = new Object[1];
        process.onSignal(10, (signal, value) -> seen[0] = value);
        process.exec(FOR_EVER);
        ControlBlock block = block(file, 1).sigevent(Sigevent.signal(10, "still there"));
        process.write(block);
        reap(process, block);
        process.exit(FOR_EVER);
        assertThat(seen[0]).isEqualTo("still there");
    }

    @Test
    void shouldAcceptNothingUntilItIsComplete() throws Exception {
        backend.hold();
        write(file, 1);
        backend.awaitStarted(1);
        assertThat(process.exec(Duration.ZERO).isComplete()).isFalse();
        assertFails(Errno.EAGAIN, () -> write(file, 2)).withMessageContaining("exiting");
        backend.releaseAll();
        assertThat(process.exec(FOR_EVER)).isEqualTo(new ExitReport(0, 1, 0, 0));
        assertThat(reap(process, write(file, 3))).isEqualTo(8);
    }

    @Test
    void shouldBeFollowedByExit() throws Exception {
        backend.hold();
        write(file, 1);
        backend.awaitStarted(1);
        assertThat(process.exec(Duration.ZERO).isComplete()).isFalse();
        backend.releaseAll();
        assertThat(process.exit(FOR_EVER)).isEqualTo(new ExitReport(0, 1, 0, 0));
        assertFails(Errno.ESRCH, () -> process.exec(FOR_EVER)).withMessageContaining("exited");
    }

    @Test
    void shouldDoNothingWhenUnused() throws Exception {
        assertThat(process.exec(Duration.ZERO)).isEqualTo(new ExitReport(0, 0, 0, 0));
        assertThat(process.exec(Duration.ZERO)).isEqualTo(new ExitReport(0, 0, 0, 0));
    }
}
