package io.heddle.bench.run;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioProcessBuilder;
import io.heddle.aio.CancelResult;
import io.heddle.aio.CompletionQueue;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import io.heddle.aio.ExitReport;
import io.heddle.aio.Kevent;
import io.heddle.aio.ListMode;
import io.heddle.aio.Opcode;
import io.heddle.aio.Sigevent;
import io.heddle.aio.SyncMode;
import io.heddle.aio.ThreadKind;
import io.heddle.aio.WorkqueueKind;
import io.heddle.bench.cli.RunFailure;
import io.heddle.report.output.TemporaryFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes every call of the library once and checks the answer before the measurement, so that figures are shown only
 * where the engine works. It takes about ten milliseconds, on a scratch file and with its own processes. It also puts
 * the rare events into the recording.
 */
final class FunctionalCheck {
    private static final int BYTES = 4_096;
    private static final int SIGUSR1 = 30; // BSD's number
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final String WINDOW = "heddle.aio.proc.pool_window_usecs";

    private final Path folder;
    private final ThreadKind threads;
    private final Expectations expect = new Expectations();

    FunctionalCheck(Path folder, ThreadKind threads) {
        this.folder = folder;
        this.threads = threads;
    }

    /**
     * Runs all checks.
     *
     * @return how many expectations were met
     * @throws RunFailure with the first that was not
     */
    int run() throws IOException, RunFailure, InterruptedException {
        Path scratch = TemporaryFiles.file(folder, "check.", ".dat");
        try {
            for (WorkqueueKind kind : WorkqueueKind.values()) {
                try (AioProcess process = configure().workqueue(kind).open();
                        AioFile file = openAnew(process, scratch)) {
                    transfers(process, file);
                    notifications(process, file);
                    lists(process, file);
                }
            }
            new DialectCheck(scratch, threads, expect).run();
            whileOneRuns();
            closing();
            execAndExit();
            workersComeAndGo();
        } finally {
            TemporaryFiles.remove(scratch);
        }
        return expect.met();
    }

    private static AioFile openAnew(AioProcess process, Path scratch) throws IOException {
        return process.open(
                scratch, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private AioProcessBuilder configure() {
        return AioProcess.configure().name("heddle-check").threads(threads);
    }

    private static ByteBuffer bytes(int fill) {
        byte[] bytes = new byte[BYTES];
        Arrays.fill(bytes, (byte) fill);
        return ByteBuffer.wrap(bytes);
    }

    // ---- read, write, fsync, error, return

    private void transfers(AioProcess process, AioFile file) throws IOException, RunFailure, InterruptedException {
        ControlBlock write = new ControlBlock(file, bytes(7), 0);
        expect.refused("error of a block that was never submitted", Errno.EINVAL, () -> process.error(write));
        expect.refused("return of a block that was never submitted", Errno.EINVAL, () -> process.reap(write));
        process.write(write);
        process.suspend(List.of(write));
        expect.same("error after a write", Errno.OK, process.error(write));
        expect.same("return of a write", (long) BYTES, process.reap(write));
        for (SyncMode mode : SyncMode.values()) {
            process.fsync(mode, write);
            process.suspend(List.of(write));
            expect.same("return of a sync", 0L, process.reap(write));
        }
        ByteBuffer buffer = bytes(0);
        ControlBlock read = new ControlBlock(file, buffer, 0);
        process.read(read);
        process.suspend(List.of(read), LONG);
        expect.same("return of a read", (long) BYTES, process.reap(read));
        expect.same("what was read", bytes(7), buffer.flip());
        process.read(read.buffer(bytes(0)).offset(BYTES));
        process.suspend(List.of(read));
        expect.same("return of a read at the end of the file", 0L, process.reap(read));
        expect.same("cancel of a request that was reaped", CancelResult.ALLDONE, process.cancel(read));
        expect.refused("a read at a negative offset", Errno.EINVAL, () -> process.read(read.offset(-1)));
    }

    // ---- signal, thread, kevent

    private void notifications(AioProcess process, AioFile file) throws IOException, RunFailure, InterruptedException {
        ControlBlock read = new ControlBlock(file, bytes(0), 0);
        AtomicReference<Object> told = new AtomicReference<>();
        process.onSignal(SIGUSR1, (signal, value) -> told.set(value));
        process.read(read.sigevent(Sigevent.signal(SIGUSR1, "signal")));
        expect.comes("a signal", () -> "signal".equals(told.get()));
        process.reap(read);
        process.read(read.buffer(bytes(0)).sigevent(Sigevent.thread(told::set, "thread")));
        expect.comes("a thread", () -> "thread".equals(told.get()));
        process.reap(read);
        try (CompletionQueue queue = new CompletionQueue()) {
            Kevent[] events = {new Kevent()};
            process.read(read.buffer(bytes(0)).sigevent(Sigevent.kevent(queue, "kevent")));
            expect.same("events on the queue", 1, queue.await(events, 1, LONG));
            expect.same("the event's udata", "kevent", events[0].udata());
            expect.same("the event's data", (long) BYTES, events[0].data());
            expect.refused("a return after the fetch", Errno.EINVAL, () -> process.reap(read));
        }
    }

    // ---- listio

    private void lists(AioProcess process, AioFile file) throws IOException, RunFailure, InterruptedException {
        ControlBlock write = new ControlBlock(file, bytes(1), BYTES).opcode(Opcode.WRITE);
        ControlBlock read = new ControlBlock(file, bytes(0), 0).opcode(Opcode.READ);
        ControlBlock nop = new ControlBlock();
        process.listio(ListMode.WAIT, Arrays.asList(write, null, nop, read), Sigevent.none());
        expect.same("return of a write of a list", (long) BYTES, process.reap(write));
        expect.same("return of a read of a list", (long) BYTES, process.reap(read));
        try (CompletionQueue queue = new CompletionQueue()) {
            Kevent[] events = {new Kevent()};
            write.buffer(bytes(2));
            process.listio(ListMode.NOWAIT, List.of(write), Sigevent.kevent(queue, "list"));
            expect.same("events of a list", 1, queue.await(events, 1, LONG));
            expect.same("the list's udata", "list", events[0].udata());
            process.reap(write);
        }
        ControlBlock invalid = new ControlBlock(file, bytes(0), -1).opcode(Opcode.READ);
        expect.refused(
                "a list with an invalid entry",
                Errno.EIO,
                () -> process.listio(ListMode.WAIT, List.of(invalid), Sigevent.none()));
        expect.same("error of the invalid entry", Errno.EINVAL, process.error(invalid));
    }

    // ---- error, return, cancel and suspend while one request runs and others are queued

    private void whileOneRuns() throws IOException, RunFailure, InterruptedException {
        HeldChannel channel = new HeldChannel();
        try (AioProcess process = configure().maxWorkers(1).open();
                AioFile file = process.adopt(channel)) {
            ControlBlock running = new ControlBlock(file, bytes(0), 0);
            ControlBlock queued = new ControlBlock(file, bytes(0), 0);
            ControlBlock sync = new ControlBlock(file, bytes(0), 0);
            process.write(running);
            channel.awaitHeld();
            process.write(queued);
            process.fsync(SyncMode.SYNC, sync);

            expect.same("error while it runs", Errno.EINPROGRESS, process.error(running));
            expect.same("error while it is queued", Errno.EINPROGRESS, process.error(queued));
            expect.refused("return while it runs", Errno.EINPROGRESS, () -> process.reap(running));
            expect.refused("return while it is queued", Errno.EINPROGRESS, () -> process.reap(queued));
            expect.refused("a block that is in flight", Errno.EAGAIN, () -> process.write(running));
            expect.same("suspend with a time-out", false, process.suspend(List.of(running), SHORT));
            expect.same("cancel while it runs", CancelResult.NOTCANCELED, process.cancel(file, running));
            expect.same("cancel while it is queued", CancelResult.CANCELED, process.cancel(file, queued));
            expect.refused("return after a cancel", Errno.ECANCELED, () -> process.reap(queued));
            cancelInList(process, queued.opcode(Opcode.WRITE));
            expect.same("cancel of all", CancelResult.NOTCANCELED, process.cancelAll());
            expect.refused("return of a cancelled sync", Errno.ECANCELED, () -> process.reap(sync));

            Thread suspended = expect.waits("suspend", () -> process.suspend(List.of(running)));
            channel.letGo();
            suspended.join();
            expect.same("cancel when it is done", CancelResult.ALLDONE, process.cancel(file, running));
            expect.same("cancel of a file when all is done", CancelResult.ALLDONE, process.cancel(file));
            expect.same("return when it is done", (long) BYTES, process.reap(running));
        }
    }

    private void cancelInList(AioProcess process, ControlBlock block)
            throws IOException, RunFailure, InterruptedException {
        Thread list = expect.waits("a list", () -> process.listio(ListMode.WAIT, List.of(block), Sigevent.none()));
        expect.same("cancel of a list's request", CancelResult.CANCELED, process.cancel(block));
        list.join();
        expect.refused("return of a list's request", Errno.ECANCELED, () -> process.reap(block));
    }

    // ---- close, exec, exit

    private void closing() throws IOException, RunFailure, InterruptedException {
        HeldChannel channel = new HeldChannel();
        try (AioProcess process = configure().maxWorkers(1).open()) {
            AioFile file = process.adopt(channel);
            ControlBlock running = new ControlBlock(file, bytes(0), 0);
            ControlBlock queued = new ControlBlock(file, bytes(0), 0);
            process.write(running);
            channel.awaitHeld();
            process.write(queued);
            Thread close = expect.waits("close", file::close);
            expect.refused("return of what close cancelled", Errno.ECANCELED, () -> process.reap(queued));
            channel.letGo();
            close.join();
            expect.same("return of what close waited for", (long) BYTES, process.reap(running));
            expect.refused("a read after close", Errno.EBADF, () -> process.read(running.buffer(bytes(0))));
        }
    }

    private void execAndExit() throws IOException, RunFailure, InterruptedException {
        HeldChannel channel = new HeldChannel();
        AioProcess process = configure().maxWorkers(1).open();
        try (process) {
            AioFile file = process.adopt(channel);
            ControlBlock block = new ControlBlock(file, bytes(0), 0);
            process.write(block);
            channel.awaitHeld();
            channel.letGo();
            expect.same("exec", true, process.exec(LONG).isComplete());
            expect.refused("return after exec", Errno.EINVAL, () -> process.reap(block));
            process.write(block.buffer(bytes(0)));
            channel.awaitHeld();
            AtomicReference<ExitReport> report = new AtomicReference<>();
            Thread exit = expect.waits("exit", () -> report.set(process.exit(LONG)));
            channel.letGo();
            exit.join();
            expect.same("exit", new ExitReport(0, 1, 0, 0), report.get());
        }
        expect.refused("a write after exit", Errno.ESRCH, () -> process.write(new ControlBlock()));
    }

    // ---- workers

    /**
     * The first thread creation fails, which must cost no request. Later all idle workers but one end. The window is
     * shortened only when both workers are idle: otherwise the second might find that the first's time had elapsed, and
     * end itself.
     */
    private void workersComeAndGo() throws IOException, RunFailure, InterruptedException {
        ThreadFactory usual = Thread.ofVirtual().name("heddle-check-worker-", 1).factory();
        AtomicInteger asked = new AtomicInteger();
        HeldChannel channel = new HeldChannel();
        try (AioProcess process = configure()
                        .threadFactory(task -> asked.getAndIncrement() == 0 ? null : usual.newThread(task))
                        .poolWindow(LONG)
                        .open();
                AioFile file = process.adopt(channel)) {
            ControlBlock first = new ControlBlock(file, bytes(0), 0);
            ControlBlock second = new ControlBlock(file, bytes(0), 0);
            process.write(first);
            process.write(second);
            channel.awaitHeld();
            channel.awaitHeld();
            expect.same("workers that run", 2, process.statistics().threads());
            channel.letGo();
            channel.letGo();
            expect.comes("idle workers", () -> process.statistics().idle() == 2);
            process.tunable(WINDOW).set(TimeUnit.MICROSECONDS.convert(SHORT));
            expect.comes(
                    "the death of an idle worker", () -> process.statistics().ended() == 1);
            expect.same("workers that are kept", 1, process.statistics().threads());
            process.reap(first);
            process.reap(second);
        }
    }
}
