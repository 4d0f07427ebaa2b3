package io.heddle.jfr;

import static io.heddle.jfr.Stage.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.CompletionQueue;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import io.heddle.aio.ListMode;
import io.heddle.aio.Opcode;
import io.heddle.aio.Sigevent;
import io.heddle.aio.SyncMode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Read, write, fsync, the list call and their refusals; see {@link ProvocationTest}. */
abstract class SubmissionProvocations {
    private final ControlBlock block = new ControlBlock();
    private int file;

    @Test
    void shouldTellOfARead() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            file = stage.file.descriptor();
            stage.process.read(aimed(stage, 16));
            stage.channel.awaitArrival();
        });

        String transfer = "requestId=%d %%sfile=%d offset=16 length=8".formatted(block.requestId(), file);
        assertThat(block.requestId()).isPositive();
        assertThat(provoked.fieldsOf("aio.Read")).containsExactly(transfer.formatted("") + " error=OK");
        assertThat(provoked.fieldsOf("aio.WorkQueued"))
                .containsExactly(transfer.formatted("opcode=READ ") + " outstanding=1");
        assertThat(provoked.fieldsOf("aio.ProcessEntry"))
                .containsExactly(transfer.formatted("opcode=READ ") + " error=OK returnValue=8 queuedNanos=0");
    }

    @Test
    void shouldTellOfAWrite() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            file = stage.file.descriptor();
            stage.process.write(aimed(stage, 24));
            stage.channel.awaitArrival();
        });

        String transfer = "requestId=%d %%sfile=%d offset=24 length=8".formatted(block.requestId(), file);
        assertThat(provoked.fieldsOf("aio.Write")).containsExactly(transfer.formatted("") + " error=OK");
        assertThat(provoked.fieldsOf("aio.WorkQueued"))
                .containsExactly(transfer.formatted("opcode=WRITE ") + " outstanding=1");
        assertThat(provoked.fieldsOf("aio.ProcessEntry"))
                .containsExactly(transfer.formatted("opcode=WRITE ") + " error=OK returnValue=8 queuedNanos=0");
    }

    @Test
    void shouldTellWhatATransferFailedWith() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            file = stage.file.descriptor();
            stage.channel.fail("No space left on device");
            stage.process.write(aimed(stage, 0));
            stage.channel.letAllGo();
            stage.awaitDone(1);
        });

        assertThat(provoked.fieldsOf("aio.ProcessEntry"))
                .containsExactly("requestId=%d opcode=WRITE file=%d offset=0 length=8 error=ENOSPC returnValue=-1"
                                .formatted(block.requestId(), file)
                        + " queuedNanos=0");
    }

    @Test
    void shouldCountEachSubmissionAnew() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.channel.letAllGo();
            for (int i = 0; i < 2; i++) {
                stage.process.read(aimed(stage, 0));
                stage.awaitDone(1);
                stage.process.reap(block);
            }
        });

        assertThat(provoked.eventsOf("aio.Read"))
                .hasSize(2)
                .extracting(event -> event.getLong("requestId"))
                .doesNotHaveDuplicates()
                .endsWith(block.requestId());
    }

    /** The event has the requested length, even if a worker was so quick that the buffer is full by then. */
    @Test
    void shouldTellTheLengthThatWasAskedForHoweverQuickTheWorker() throws Exception {
        Provoked provoked = Provoked.by(settings -> settings, stage -> {
            stage.channel.letAllGo();
            for (int i = 0; i < 300; i++) {
                stage.process.listio(
                        ListMode.WAIT,
                        List.of(
                                stage.block(0).opcode(Opcode.READ),
                                stage.block(8).opcode(Opcode.READ),
                                stage.block(16).opcode(Opcode.READ)),
                        Sigevent.none());
            }
        });

        assertThat(provoked.eventsOf("aio.WorkQueued")).hasSize(900).allSatisfy(event -> {
            assertThat(event.getLong("length")).isEqualTo(Stage.LENGTH);
            assertThat(event.getInt("outstanding")).isPositive();
        });
    }

    // ---- fsync

    @Test
    void shouldTellOfASyncThatWaitsForEarlierRequests() throws Exception {
        Provoked provoked = Provoked.by(settings -> settings.maxWorkers(2), stage -> {
            file = stage.file.descriptor();
            stage.process.write(stage.block(0));
            stage.process.write(stage.block(8));
            stage.process.fsync(SyncMode.SYNC, block.file(stage.file));
        });

        long id = block.requestId();
        assertThat(provoked.fieldsOf("aio.Fsync"))
                .containsExactly("requestId=%d file=%d operation=SYNC error=OK".formatted(id, file));
        assertThat(provoked.fieldsOf("aio.FsyncDelay"))
                .containsExactly("requestId=%d file=%d waitingFor=2".formatted(id, file));
        assertThat(provoked.fieldsOf("aio.WorkQueued"))
                .contains("requestId=%d opcode=SYNC file=%d offset=0 length=0 outstanding=3".formatted(id, file));
    }

    /** A sync ignores buffer and offset of its block, so they are not recorded. */
    @Test
    void shouldTellOfASyncThatWaitsForNothing() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            file = stage.file.descriptor();
            stage.process.fsync(SyncMode.DSYNC, aimed(stage, 32));
            stage.channel.letAllGo();
            stage.awaitDone(1);
        });

        long id = block.requestId();
        String transfer = "requestId=%d opcode=DSYNC file=%d offset=0 length=0".formatted(id, file);
        assertThat(provoked.fieldsOf("aio.Fsync"))
                .containsExactly("requestId=%d file=%d operation=DSYNC error=OK".formatted(id, file));
        assertThat(provoked.fieldsOf("aio.FsyncDelay")).isEmpty();
        assertThat(provoked.fieldsOf("aio.WorkQueued")).containsExactly(transfer + " outstanding=1");
        assertThat(provoked.fieldsOf("aio.ProcessEntry"))
                .containsExactly(transfer + " error=OK returnValue=0 queuedNanos=0");
    }

    @Test
    void shouldTellOfAFlushThatFailedAndHowManySyncsItHasServed() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            file = stage.file.descriptor();
            stage.running();
            stage.process.write(stage.block(8));
            stage.process.fsync(SyncMode.DSYNC, aimed(stage, 0));
            stage.process.fsync(SyncMode.SYNC, stage.block(0));
            stage.channel.fail("No space left on device");
            stage.channel.letAllGo();
            stage.awaitDone(4);
            stage.channel.fail("");
            stage.process.fsync(SyncMode.SYNC, stage.block(0));
        });

        assertThat(provoked.fieldsOf("aio.FlushFailed"))
                .as("once: the later sync fails without a failed flush")
                .containsExactly(
                        ("requestId=%d file=%d path=adopted channel error=ENOSPC reason=No space left on device "
                                        + "syncs=2 lasting=true")
                                .formatted(block.requestId(), file));
        assertThat(provoked.fieldsOf("aio.ProcessEntry"))
                .filteredOn(run -> run.contains("SYNC"))
                .hasSize(3)
                .allSatisfy(run -> assertThat(run).contains("error=ENOSPC returnValue=-1"));
    }

    // ---- the list call

    @Test
    void shouldTellOfAListThatIsWaitedFor() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.channel.letAllGo();
            ControlBlock nothing = stage.block(0);
            stage.process.listio(
                    ListMode.WAIT, Arrays.asList(aimed(stage, 0).opcode(Opcode.READ), nothing, null), Sigevent.none());
        });

        assertThat(provoked.fieldsOf("aio.ListIo"))
                .singleElement()
                .asString()
                .matches("requestId=0 listId=[1-9]\\d* mode=WAIT entries=3 error=OK");
        assertThat(provoked.eventsOf("aio.WorkQueued"))
                .singleElement()
                .extracting(event -> event.getLong("requestId"))
                .isEqualTo(block.requestId());
        assertThat(provoked.fieldsOf("aio.Read")).isEmpty();
    }

    @Test
    void shouldTellOfListsThatAreRefusedOrInvalidInPart() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            Sigevent noSignal = Sigevent.signal(0, null);
            assertRefused(Errno.EINVAL, () -> stage.process.listio(ListMode.NOWAIT, List.of(), noSignal));
            ControlBlock invalid = stage.block(-1).opcode(Opcode.WRITE);
            List<ControlBlock> list = List.of(aimed(stage, 0).opcode(Opcode.READ), invalid);
            assertRefused(Errno.EIO, () -> stage.process.listio(ListMode.NOWAIT, list, Sigevent.none()));
        });

        assertThat(provoked.fieldsOf("aio.ListIo"))
                .satisfiesExactly(
                        refused -> assertThat(refused)
                                .matches("requestId=0 listId=\\d+ mode=NOWAIT entries=0 error=EINVAL"),
                        invalid ->
                                assertThat(invalid).matches("requestId=0 listId=\\d+ mode=NOWAIT entries=2 error=EIO"));
        assertThat(provoked.eventsOf("aio.ListIo"))
                .extracting(event -> event.getLong("listId"))
                .doesNotHaveDuplicates();
        assertThat(provoked.fieldsOf("aio.Rejected"))
                .containsExactly("opcode=WRITE error=EINVAL reason=EINVAL: offset is -1, it must be 0 or more");
    }

    // ---- a completion queue

    @Test
    void shouldTellWhichQueueARequestIsBoundTo() throws Exception {
        CompletionQueue closed = new CompletionQueue();
        closed.close();
        try (CompletionQueue queue = new CompletionQueue()) {
            ControlBlock refused = new ControlBlock();

            Provoked provoked = Provoked.byOneWorker(stage -> {
                file = stage.file.descriptor();
                stage.process.read(aimed(stage, 0).sigevent(Sigevent.kevent(queue, null)));
                refused.file(stage.file).buffer(ByteBuffer.allocate(1)).sigevent(Sigevent.kevent(closed, null));
                assertRefused(Errno.EBADF, () -> stage.process.read(refused));
            });

            assertThat(provoked.fieldsOf("aio.RegisterKevent"))
                    .containsExactly(
                            "requestId=%d queue=%d error=OK".formatted(block.requestId(), queue.id()),
                            "requestId=%d queue=%d error=EBADF".formatted(refused.requestId(), closed.id()));
            assertThat(provoked.fieldsOf("aio.Read"))
                    .last()
                    .isEqualTo("requestId=0 file=%d offset=0 length=1 error=EBADF".formatted(file));
            assertThat(provoked.fieldsOf("aio.WorkQueued")).hasSize(1);
        }
    }

    // ---- refusals

    @Test
    void shouldTellWhyASubmissionIsRefused() throws Exception {
        Provoked provoked = Provoked.by(settings -> settings.maxOutstanding(1), stage -> {
            file = stage.file.descriptor();
            assertRefused(Errno.EINVAL, () -> stage.process.read(aimed(stage, -1)));
            assertRefused(Errno.EBADF, () -> stage.process.write(stage.block(0).file(null)));
            assertRefused(Errno.EBADF, () -> stage.process.fsync(SyncMode.SYNC, new ControlBlock()));
            ControlBlock running = stage.running();
            assertRefused(Errno.EAGAIN, () -> stage.process.read(running));
            assertRefused(Errno.EAGAIN, () -> stage.process.write(stage.block(40)));
        });

        assertThat(provoked.fieldsOf("aio.Rejected"))
                .satisfiesExactly(
                        offset -> assertThat(offset)
                                .isEqualTo(
                                        "opcode=READ error=EINVAL reason=EINVAL: offset is -1, it must be 0 or more"),
                        noFile -> assertThat(noFile)
                                .isEqualTo("opcode=WRITE error=EBADF reason=EBADF: file is null, a WRITE needs one"),
                        noFile -> assertThat(noFile)
                                .isEqualTo("opcode=SYNC error=EBADF reason=EBADF: file is null, a SYNC needs one"),
                        inFlight -> assertThat(inFlight)
                                .startsWith("opcode=READ error=EAGAIN")
                                .contains("in flight"),
                        quota -> assertThat(quota)
                                .startsWith("opcode=WRITE error=EAGAIN reason=EAGAIN: process ")
                                .contains("1 requests outstanding"));
        assertThat(provoked.fieldsOf("aio.Read"))
                .startsWith("requestId=0 file=%d offset=-1 length=8 error=EINVAL".formatted(file))
                .endsWith("requestId=0 file=%d offset=0 length=8 error=EAGAIN".formatted(file))
                .hasSize(3);
        assertThat(provoked.fieldsOf("aio.Write"))
                .containsExactly(
                        "requestId=0 file=-1 offset=0 length=8 error=EBADF",
                        "requestId=0 file=%d offset=40 length=8 error=EAGAIN".formatted(file));
        assertThat(provoked.fieldsOf("aio.Fsync")).containsExactly("requestId=0 file=-1 operation=SYNC error=EBADF");
        assertThat(provoked.fieldsOf("aio.WorkQueued")).hasSize(1);
    }

    private ControlBlock aimed(Stage stage, long offset) {
        return block.file(stage.file).buffer(ByteBuffer.allocate(Stage.LENGTH)).offset(offset);
    }
}
