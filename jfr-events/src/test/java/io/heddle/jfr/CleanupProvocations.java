package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.ControlBlock;
import io.heddle.aio.ExitReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Close, exit and exec, and the waits that they entail; see {@link ProvocationTest}. */
abstract class CleanupProvocations {
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final List<ControlBlock> blocks = new ArrayList<>();
    private int file;

    @Test
    void shouldTellWhatACloseWaitsFor() throws Exception {
        Provoked provoked = Provoked.by(settings -> settings.maxWorkers(2), stage -> {
            fill(stage);
            Thread closer = stage.call(() -> {
                stage.file.close();
                return null;
            });
            Stage.awaitAsleep(closer);
            stage.channel.letAllGo();
            closer.join();
        });

        assertThat(provoked.fieldsOf("aio.Close")).containsExactly("requestId=0 file=%d cancelled=1".formatted(file));
        assertThat(provoked.fieldsOf("aio.CloseSleep"))
                .containsExactly("requestId=0 file=%d running=2".formatted(file));
        assertThatTheWaiterWasWoken(provoked, "close");
        assertThat(provoked.fieldsOf("aio.CancelQueued"))
                .containsExactly("requestId=%d file=%d".formatted(id(2), file));
        assertThat(provoked.fieldsOf("aio.CancelRunning"))
                .containsExactly(
                        "requestId=%d file=%d".formatted(id(0), file), "requestId=%d file=%d".formatted(id(1), file));
    }

    @Test
    void shouldTellOfACloseThatWaitsForNothing() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.done();
            stage.file.close();
            file = stage.file.descriptor();
        });

        assertThat(provoked.fieldsOf("aio.Close")).containsExactly("requestId=0 file=%d cancelled=0".formatted(file));
        assertThat(provoked.fieldsOf("aio.CloseSleep")).isEmpty();
        assertThat(provoked.fieldsOf("aio.CleanupWait")).isEmpty();
        assertThat(provoked.fieldsOf("aio.CleanupWake")).isEmpty();
    }

    @Test
    void shouldTellWhatAnExitWaitsFor() throws Exception {
        Provoked provoked = Provoked.by(settings -> settings.maxWorkers(2), stage -> {
            fill(stage);
            letGoWhenAsleep(stage, stage.call(() -> stage.process.exit(DEADLINE)));
        });

        assertThat(provoked.fieldsOf("aio.Exit")).containsExactly("requestId=0 outstanding=3 cancelled=1");
        assertThat(provoked.fieldsOf("aio.ExitSleep")).containsExactly("requestId=0 running=2");
        assertThatTheWaiterWasWoken(provoked, "exit");
        assertThat(provoked.fieldsOf("aio.WorkerTerminate")).hasSize(2);
        assertThat(provoked.fieldsOf("aio.Close")).containsExactly("requestId=0 file=%d cancelled=0".formatted(file));
    }

    @Test
    void shouldTellOfAnExitThatWaitsForNothing() throws Exception {
        Provoked provoked = Provoked.byOneWorker(Stage::done);

        assertThat(provoked.fieldsOf("aio.Exit")).containsExactly("requestId=0 outstanding=1 cancelled=0");
        assertThat(provoked.fieldsOf("aio.ExitSleep")).isEmpty();
    }

    @Test
    void shouldTellOfAnExitThatGaveUpAndOfTheNextThatCompleted() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            blocks.add(stage.running());
            ExitReport report = stage.process.exit(Duration.ZERO);
            assertThat(report.running()).isEqualTo(1);
        });

        assertThat(provoked.fieldsOf("aio.Exit"))
                .containsExactly("requestId=0 outstanding=1 cancelled=0", "requestId=0 outstanding=1 cancelled=0");
        assertThat(provoked.fieldsOf("aio.ExitSleep")).first().isEqualTo("requestId=0 running=1");
        assertThat(provoked.fieldsOf("aio.CleanupWake")).containsExactly("requestId=%d reason=exit".formatted(id(0)));
    }

    @Test
    void shouldTellOfAnExec() throws Exception {
        Provoked provoked = Provoked.by(settings -> settings.maxWorkers(2), stage -> {
            fill(stage);
            letGoWhenAsleep(stage, stage.call(() -> stage.process.exec(DEADLINE)));
            assertThat(stage.process.statistics().outstanding()).isZero();
        });

        assertThat(provoked.fieldsOf("aio.Exec")).containsExactly("requestId=0 outstanding=3");
        assertThat(provoked.fieldsOf("aio.Exit"))
                .containsExactly("requestId=0 outstanding=3 cancelled=1", "requestId=0 outstanding=0 cancelled=0");
        assertThatTheWaiterWasWoken(provoked, "exit");
    }

    /** Submits two requests that run and one that is queued. */
    private void fill(Stage stage) throws Exception {
        blocks.add(stage.running());
        blocks.add(stage.running());
        blocks.add(stage.queued());
        file = stage.file.descriptor();
    }

    private static void letGoWhenAsleep(Stage stage, Thread caller) throws InterruptedException {
        Stage.until(() -> stage.process.statistics().queued() == 0);
        Stage.awaitAsleep(caller);
        stage.channel.letAllGo();
        caller.join();
    }

    private void assertThatTheWaiterWasWoken(Provoked provoked, String reason) {
        String first = "requestId=%d reason=%s".formatted(id(0), reason);
        String second = "requestId=%d reason=%s".formatted(id(1), reason);
        assertThat(provoked.fieldsOf("aio.CleanupWait")).containsExactlyInAnyOrder(first, second);
        assertThat(provoked.fieldsOf("aio.CleanupWake")).singleElement().isIn(first, second);
    }

    private long id(int block) {
        return blocks.get(block).requestId();
    }
}
