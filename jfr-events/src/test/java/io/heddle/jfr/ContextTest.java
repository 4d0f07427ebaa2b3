package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.BackendKind;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.SyncMode;
import io.heddle.aio.ThreadKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jfr print} shows to which request an event of the JDK belongs. */
final class ContextTest {
    @TempDir
    private Path folder;

    @Test
    void shouldShowTheRequestBesideTheEventsOfTheJdkThatItsWorkerCaused() throws Exception {
        Path file = folder.resolve("recording.jfr");
        long request;
        try (Recording recording = new Recording()) {
            recording.setSettings(AioJfr.settings(Map.of(AioJfr.TRACE, "all")));
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO).withoutStackTrace();
            recording.start();
            request = syncByAPlatformWorker();
            recording.stop();
            recording.dump(file);
        }

        assertThat(ChildJvm.tool("jfr", "print", "--events", "jdk.FileForce,aio.ProcessEntry", file.toString())
                        .lines()
                        .map(String::strip))
                .containsSubsequence("jdk.FileForce {", "Context: ProcessEntry.requestId = " + request, "}");
    }

    private long syncByAPlatformWorker() throws Exception {
        try (AioProcess process = AioProcess.configure()
                        .threads(ThreadKind.PLATFORM)
                        .backend(BackendKind.CHANNEL)
                        .open();
                AioFile synced =
                        process.open(folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ControlBlock block = new ControlBlock(synced, ByteBuffer.allocate(0), 0);
            process.fsync(SyncMode.SYNC, block);
            long id = block.requestId();
            process.suspend(List.of(block));
            process.reap(block);
            return id;
        }
    }
}
