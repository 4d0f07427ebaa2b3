package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.CompletionQueue;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Kevent;
import io.heddle.aio.ListMode;
import io.heddle.aio.Opcode;
import io.heddle.aio.Sigevent;
import io.heddle.aio.SyncMode;
import io.heddle.trace.Trace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the engine with the events on the class path and no recording. */
final class UnrecordedTest {
    @TempDir
    private Path folder;

    @Test
    void shouldWorkWithoutATracer() throws Exception {
        try (AioProcess process = AioProcess.open();
                CompletionQueue queue = new CompletionQueue();
                AioFile file = open(process)) {
            ControlBlock block = new ControlBlock(file, bytes("heddle"), 0).sigevent(Sigevent.kevent(queue, null));
            process.write(block);
            assertThat(queue.await(new Kevent[] {new Kevent()}, 1)).isEqualTo(1);
            assertThat(block.queuedNanos()).isZero();
            assertThat(block.serviceNanos()).isZero();
            assertThat(block.requestId()).isZero(); // it was not queried while the request was in flight

            ControlBlock read = new ControlBlock(file, ByteBuffer.allocate(6), 0).opcode(Opcode.READ);
            process.listio(ListMode.WAIT, List.of(read), Sigevent.none());
            process.suspend(List.of(read));
            process.cancelAll();
            assertThat(process.reap(read)).isEqualTo(6);
            file.sync(SyncMode.SYNC);
            assertThat(process.exec(Duration.ofMinutes(1)).isComplete()).isTrue();
            assertThat(Trace.tracer()).isNull();
        }
        assertThat(Trace.tracer()).isNull();
    }

    @Test
    void shouldFinishWhatABeginningOrEndingRecordingFindsInFlight() throws Exception {
        HeldChannel channel = new HeldChannel();
        try (AioProcess process = AioProcess.open();
                Recording recording = Recorded.ofAllEvents()) {
            AioFile file = process.adopt(channel);
            ControlBlock before = submitted(process, file, channel);
            recording.start();
            assertThat(Trace.tracer()).isNotNull();
            channel.letOneGo();
            process.suspend(List.of(before));
            ControlBlock within = submitted(process, file, channel);
            recording.stop();
            assertThat(Trace.tracer()).isNull();
            channel.letOneGo();
            process.suspend(List.of(within));

            assertThat(process.reap(before)).isEqualTo(1);
            assertThat(process.reap(within)).isEqualTo(1);
            assertThat(before.requestId()).isNotEqualTo(within.requestId());
        }
    }

    private static ControlBlock submitted(AioProcess process, AioFile file, HeldChannel channel) throws Exception {
        ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(1), 0);
        process.read(block);
        channel.awaitArrival();
        return block;
    }

    private AioFile open(AioProcess process) throws IOException {
        return process.open(
                folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
