package org.example.server;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.CompletionQueue;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Kevent;
import io.heddle.aio.Sigevent;
import io.heddle.aio.SyncMode;
import io.heddle.jfr.AioJfr;
import io.heddle.jmx.AioMBeans;
import io.heddle.jmx.Registration;
import io.heddle.time.Ticker;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** Uses the library's public packages, and prints what it observed in one line. */
public final class Server {
    private Server() {}

    /**
     * Runs the program.
     *
     * @param args a folder for its files
     * @throws Exception if it fails
     */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path data = folder.resolve("data");
        Path events = folder.resolve("events.jfr");
        try (Recording recording = new Recording()) {
            recording.setSettings(AioJfr.settings(Map.of(AioJfr.TRACE, "all")));
            recording.start();
            System.out.println(serve(data));
            recording.stop();
            recording.dump(events);
        }
        long reads = RecordingFile.readAllEvents(events).stream()
                .filter(event -> event.getEventType().getName().equals("aio.Read"))
                .count();
        System.out.println("recorded " + reads + " read calls");
        Files.delete(data);
        Files.delete(events);
    }

    private static String serve(Path data) throws Exception {
        try (AioProcess process =
                        AioProcess.configure().name("server").ticker(Ticker.SYSTEM).open();
                Registration bean = AioMBeans.register(process);
                CompletionQueue queue = new CompletionQueue();
                AioFile file = process.open(
                        data, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap("warp and weft".getBytes()), 0);
            file.sync(SyncMode.SYNC);
            ControlBlock block =
                    new ControlBlock(file, ByteBuffer.allocateDirect(4), 9).sigevent(Sigevent.kevent(queue, "read"));
            process.read(block);
            Kevent[] seen = {new Kevent()};
            if (queue.await(seen, 1, Duration.ofSeconds(30)) != 1) {
                throw new IllegalStateException("no event");
            }
            return "read " + seen[0].data() + " bytes by " + process.backendName() + " in "
                    + AioProcess.class.getModule() + ", bean " + bean.name() + ", " + process.backendReason();
        }
    }
}
