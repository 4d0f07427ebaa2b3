package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.ControlBlock;
import io.heddle.aio.SyncMode;
import io.heddle.aio.WorkqueueKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Workers that serve all processes; see {@link ProvocationTest}. */
abstract class PoolProvocations {

    /** The pools have four workers, unless a system property says otherwise. */
    private static final int WORKERS = 4;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PROCESS")
    void shouldTellThatAWaitingWorkerIsWoken(WorkqueueKind kind) throws Exception {
        Provoked provoked = Provoked.by(settings -> settings.workqueue(kind), stage -> {
            stage.done();
            stage.awaitIdle(WORKERS);
            stage.queued();
            stage.awaitDone(2);
        });

        long second = provoked.eventsOf("aio.WorkQueued").get(1).getLong("requestId");
        assertThat(provoked.fieldsOf("aio.SharedWorkerWake")).contains("requestId=" + second + " queued=1");
    }

    /** A busy worker is not woken: workers that have finished find what was queued meanwhile. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PROCESS")
    void shouldTellNothingWhereNobodyIsWoken(WorkqueueKind kind) throws Exception {
        List<Long> queued = new ArrayList<>();
        Provoked provoked = Provoked.by(settings -> settings.workqueue(kind).maxWorkers(WORKERS), stage -> {
            for (int i = 0; i < WORKERS; i++) {
                stage.running();
            }
            for (int i = 0; i < 3; i++) {
                stage.queued();
            }
        });

        provoked.eventsOf("aio.WorkQueued").stream()
                .skip(WORKERS)
                .map(event -> event.getLong("requestId"))
                .forEach(queued::add);
        assertThat(queued).hasSize(3);
        assertThat(provoked.eventsOf("aio.SharedWorkerWake"))
                .extracting(event -> event.getLong("requestId"))
                .doesNotContainAnyElementsOf(queued);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PROCESS")
    void shouldTellOfEachRunOfARequest(WorkqueueKind kind) throws Exception {
        Provoked provoked = Provoked.by(settings -> settings.workqueue(kind), stage -> {
            stage.channel.letAllGo();
            stage.process.write(stage.block(0));
            stage.awaitDone(1);
            stage.process.read(stage.block(0));
            stage.awaitDone(2);
            stage.process.fsync(SyncMode.DSYNC, new ControlBlock(stage.file, ByteBuffer.allocate(0), 0));
            stage.awaitDone(3);
        });

        List<Long> ids = provoked.eventsOf("aio.WorkQueued").stream()
                .map(event -> event.getLong("requestId"))
                .toList();
        assertThat(provoked.fieldsOf("aio.SharedWorkerRun"))
                .containsExactly(
                        "requestId=" + ids.get(0) + " opcode=WRITE error=OK returnValue=8",
                        "requestId=" + ids.get(1) + " opcode=READ error=OK returnValue=8",
                        "requestId=" + ids.get(2) + " opcode=DSYNC error=OK returnValue=0");
        assertThat(provoked.eventsOf("aio.SharedWorkerRun"))
                .extracting(PoolProvocations::threadName)
                .allMatch(name -> name.startsWith("heddle-" + kind.name().toLowerCase(java.util.Locale.ROOT) + "-"));
        assertThat(provoked.eventsOf("aio.ProcessEntry")).isEmpty();
        assertThat(provoked.eventsOf("aio.WorkerCreate")).isEmpty();
    }

    private static String threadName(RecordedEvent event) {
        return event.getThread().getJavaName();
    }
}
