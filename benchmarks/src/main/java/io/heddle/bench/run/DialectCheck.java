package io.heddle.bench.run;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioSystem;
import io.heddle.aio.CancelResult;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Dialect;
import io.heddle.aio.Errno;
import io.heddle.aio.Kevent;
import io.heddle.aio.ListMode;
import io.heddle.aio.Opcode;
import io.heddle.aio.Sigevent;
import io.heddle.aio.SyncMode;
import io.heddle.aio.ThreadKind;
import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** The part of the functional check that verifies that the kernels' dialects answer as their kernels do. */
final class DialectCheck {
    private static final int BYTES = 4_096;
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Path scratch;
    private final ThreadKind threads;
    private final Expectations expect;

    DialectCheck(Path scratch, ThreadKind threads, Expectations expect) {
        this.scratch = scratch;
        this.threads = threads;
        this.expect = expect;
    }

    void run() throws IOException, RunFailure, InterruptedException {
        try (AioProcess process = open(Dialect.XNU);
                AioFile file = process.open(scratch, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            xnu(process, file);
        }
        try (AioProcess process = open(Dialect.FREEBSD);
                AioFile file = process.open(scratch, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            freeBsd(process, file);
        }
    }

    /** Opens a process in a system of its own, which shares its limits and counts with no other process. */
    private AioProcess open(Dialect dialect) {
        return AioProcess.configure()
                .name("heddle-check-" + dialect)
                .system(new AioSystem(dialect))
                .threads(threads)
                .open();
    }

    private static ControlBlock block(AioFile file, long offset) {
        return new ControlBlock(file, ByteBuffer.allocate(BYTES), offset);
    }

    private void xnu(AioProcess process, AioFile file) throws IOException, RunFailure, InterruptedException {
        expect.same("xnu: cancel when nothing is outstanding", CancelResult.ALLDONE, process.cancelAll());
        expect.refused("xnu: a read at a negative offset", Errno.EAGAIN, () -> process.read(block(file, -1)));
        expect.refused("xnu: waitcomplete", Errno.ENOTSUP, () -> process.waitComplete(new Kevent(), LONG));
        ControlBlock write = block(file, 0).opcode(Opcode.WRITE);
        ControlBlock nop = new ControlBlock();
        process.listio(ListMode.WAIT, List.of(write, nop), Sigevent.none());
        expect.same("xnu: return of a write of a list", (long) BYTES, process.reap(write));
        expect.same("xnu: error of a NOP", Errno.EINVAL, process.error(nop));
        expect.same("xnu: return of a NOP", 0L, process.reap(nop));
        process.fsync(SyncMode.SYNC, write);
        process.suspend(List.of(write), LONG);
        expect.same("xnu: return of a sync", 0L, process.reap(write));
    }

    private void freeBsd(AioProcess process, AioFile file) throws IOException, RunFailure, InterruptedException {
        ControlBlock read = block(file, 0);
        expect.same("freebsd: error of an unknown block", Errno.EINVAL, process.error(read));
        expect.refused("freebsd: a read at a negative offset", Errno.EINVAL, () -> process.read(block(file, -1)));
        expect.refused("freebsd: a sync of data only", Errno.EINVAL, () -> process.fsync(SyncMode.DSYNC, read));
        process.read(read);
        Kevent event = new Kevent();
        expect.same("freebsd: waitcomplete", true, process.waitComplete(event, LONG));
        expect.same("freebsd: what waitcomplete returned", (long) BYTES, event.data());
        expect.same(
                "freebsd: outstanding after waitcomplete",
                0,
                process.statistics().outstanding());
    }
}
