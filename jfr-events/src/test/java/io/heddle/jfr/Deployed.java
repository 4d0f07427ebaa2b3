package io.heddle.jfr;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.BackendKind;
import io.heddle.aio.CompletionQueue;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Kevent;
import io.heddle.aio.Sigevent;
import io.heddle.aio.SyncMode;
import io.heddle.aio.ThreadKind;
import io.heddle.aio.WorkqueueKind;
import io.heddle.jmx.AioMBeans;
import io.heddle.jmx.Registration;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An application for {@link Redeployment}, in a class loader of its own: it uses each backend and workqueue, and ends.
 */
public final class Deployed {
    private Deployed() {}

    public static void use(Path folder) throws Exception {
        System.getLogger("io.heddle").log(System.Logger.Level.DEBUG, "the library logs by this name");
        for (BackendKind backend : BackendKind.values()) {
            for (WorkqueueKind kind : WorkqueueKind.values()) {
                AioProcess process;
                try {
                    process = AioProcess.configure()
                            .backend(backend)
                            .workqueue(kind)
                            .threads(kind == WorkqueueKind.SHARED ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL)
                            .open();
                } catch (UnsupportedOperationException noRing) {
                    continue;
                }
                try (process) {
                    use(process, folder);
                }
            }
        }
    }

    private static void use(AioProcess process, Path folder) throws Exception {
        try (Registration _ = AioMBeans.register(process);
                CompletionQueue queue = new CompletionQueue();
                AioFile file = process.open(
                        folder.resolve("file"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(64), 0);
            file.write(ByteBuffer.allocateDirect(64), 64);
            file.read(ByteBuffer.allocate(64), 0);
            file.sync(SyncMode.DSYNC);
            ControlBlock block =
                    new ControlBlock(file, ByteBuffer.allocate(8), 0).sigevent(Sigevent.kevent(queue, null));
            process.read(block);
            queue.await(new Kevent[] {new Kevent()}, 1);
            ControlBlock refused = new ControlBlock(file, ByteBuffer.allocate(8), -1);
            try {
                process.read(refused);
            } catch (AioException expected) {
                process.cancelAll();
            }
        }
    }
}
