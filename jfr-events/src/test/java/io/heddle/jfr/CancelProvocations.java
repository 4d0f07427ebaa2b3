package io.heddle.jfr;

import static io.heddle.jfr.Stage.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.CancelResult;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import io.heddle.aio.ListMode;
import io.heddle.aio.Opcode;
import io.heddle.aio.Sigevent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cancel call and its outcomes; see {@link ProvocationTest}. */
abstract class CancelProvocations {
    private final List<ControlBlock> blocks = new ArrayList<>();
    private int file;

    @Test
    void shouldTellOfAQueuedRequestThatWasCancelled() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.running();
            assertThat(stage.process.cancel(add(stage.queued()))).isEqualTo(CancelResult.CANCELED);
        });

        assertThat(provoked.fieldsOf("aio.Cancel"))
                .containsExactly("requestId=%d file=%d matched=1 result=CANCELED".formatted(id(0), file));
        assertThat(provoked.fieldsOf("aio.CancelQueued")).containsExactly(requestAndFile(0));
        assertThat(provoked.fieldsOf("aio.CancelQueuedSync")).isEmpty();
        assertThat(provoked.fieldsOf("aio.ProcessEntry")).hasSize(1);
    }

    @Test
    void shouldTellOfAQueuedRequestOfAListThatIsWaitedFor() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.running();
            ControlBlock block = stage.block(0).opcode(Opcode.READ);
            Thread caller = stage.call(() -> {
                assertRefused(Errno.EIO, () -> stage.process.listio(ListMode.WAIT, List.of(block), Sigevent.none()));
                return null;
            });
            Stage.awaitAsleep(caller);
            stage.process.cancel(stage.file, add(block));
            caller.join();
        });

        long list = provoked.eventsOf("aio.ListIo").getFirst().getLong("listId");
        assertThat(provoked.fieldsOf("aio.ListIo"))
                .containsExactly("requestId=0 listId=%d mode=WAIT entries=1 error=EIO".formatted(list));
        assertThat(provoked.fieldsOf("aio.CancelQueuedSync")).containsExactly(requestAndFile(0) + " listId=" + list);
        assertThat(provoked.fieldsOf("aio.CancelQueued")).isEmpty();
    }

    /** No caller waits for it, so it is a queued request like any other. */
    @Test
    void shouldTellOfAQueuedRequestOfAListThatNobodyWaitsFor() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.running();
            ControlBlock block = add(stage.block(0).opcode(Opcode.READ));
            stage.process.listio(ListMode.NOWAIT, List.of(block), Sigevent.none());
            stage.process.cancel(block);
        });

        assertThat(provoked.fieldsOf("aio.CancelQueued")).containsExactly(requestAndFile(0));
        assertThat(provoked.fieldsOf("aio.CancelQueuedSync")).isEmpty();
    }

    @Test
    void shouldTellOfARunningRequest() throws Exception {
        Provoked provoked = Provoked.byOneWorker(
                stage -> assertThat(stage.process.cancel(add(stage.running()))).isEqualTo(CancelResult.NOTCANCELED));

        assertThat(provoked.fieldsOf("aio.Cancel"))
                .containsExactly("requestId=%d file=%d matched=1 result=NOTCANCELED".formatted(id(0), file));
        assertThat(provoked.fieldsOf("aio.CancelRunning")).containsExactly(requestAndFile(0));
    }

    @Test
    void shouldTellOfARequestThatWasDone() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            ControlBlock done = add(stage.done());
            assertThat(stage.process.cancel(done)).isEqualTo(CancelResult.ALLDONE);
            stage.process.reap(done); // or the exit would find it done too
        });

        assertThat(provoked.fieldsOf("aio.Cancel"))
                .containsExactly("requestId=%d file=%d matched=1 result=ALLDONE".formatted(id(0), file));
        assertThat(provoked.fieldsOf("aio.CancelDone")).containsExactly(requestAndFile(0));
    }

    // ---- more than one request

    /** As in the kernel, requests that are done are reported only if there are no others. */
    @Test
    void shouldTellOfEachRequestOfAFile() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            add(stage.running());
            add(stage.queued());
            add(stage.queued());
            assertThat(stage.process.cancel(stage.file)).isEqualTo(CancelResult.NOTCANCELED);
            stage.channel.letAllGo();
            stage.awaitDone(3);
            assertThat(stage.process.cancel(stage.file)).isEqualTo(CancelResult.ALLDONE);
            stage.process.reap(blocks.getFirst());
            assertRefused(Errno.ECANCELED, () -> stage.process.reap(blocks.get(1)));
            assertRefused(Errno.ECANCELED, () -> stage.process.reap(blocks.get(2)));
        });

        assertThat(provoked.fieldsOf("aio.Cancel"))
                .containsExactly(
                        "requestId=0 file=%d matched=3 result=NOTCANCELED".formatted(file),
                        "requestId=0 file=%d matched=3 result=ALLDONE".formatted(file));
        assertThat(provoked.fieldsOf("aio.CancelRunning")).containsExactly(requestAndFile(0));
        assertThat(provoked.fieldsOf("aio.CancelQueued")).containsExactly(requestAndFile(1), requestAndFile(2));
        assertThat(provoked.fieldsOf("aio.CancelDone"))
                .containsExactlyInAnyOrder(requestAndFile(0), requestAndFile(1), requestAndFile(2));
    }

    @Test
    void shouldTellOfTheRequestsOfAllFiles() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.running();
            AioFile other = stage.process.adopt(new HeldChannel());
            stage.process.read(add(stage.block(0).file(other)));
            assertThat(stage.process.cancelAll()).isEqualTo(CancelResult.NOTCANCELED);
            file = other.descriptor();
        });

        assertThat(provoked.fieldsOf("aio.Cancel")).containsExactly("requestId=0 file=-1 matched=2 result=NOTCANCELED");
        assertThat(provoked.fieldsOf("aio.CancelQueued")).containsExactly(requestAndFile(0));
    }

    // ---- nothing to cancel

    @Test
    void shouldTellThatNothingMatched() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            ControlBlock fresh = stage.block(0);
            file = stage.file.descriptor();
            assertThat(stage.process.cancel(fresh)).isEqualTo(CancelResult.ALLDONE);
            assertThat(stage.process.cancel(stage.file, fresh)).isEqualTo(CancelResult.ALLDONE);
            assertThat(stage.process.cancel(stage.file)).isEqualTo(CancelResult.ALLDONE);
        });

        String fields = "requestId=0 file=%d matched=0 result=ALLDONE";
        assertThat(provoked.fieldsOf("aio.Cancel"))
                .containsExactly(fields.formatted(0), fields.formatted(file), fields.formatted(file));
        assertThat(provoked.fieldsOf("aio.CancelDone")).isEmpty();
    }

    @Test
    void shouldTellWhyACancelWasRefused() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            file = stage.file.descriptor();
            assertRefused(Errno.EINVAL, () -> stage.process.cancel(stage.file, new ControlBlock()));
            try (AioProcess other = AioProcess.open();
                    AioFile foreign = other.adopt(new HeldChannel())) {
                assertRefused(Errno.EBADF, () -> stage.process.cancel(foreign));
            }
        });

        String fields = "requestId=0 file=%d matched=0 result=%s";
        assertThat(provoked.fieldsOf("aio.Cancel"))
                .containsExactly(fields.formatted(file, "EINVAL"), fields.formatted(file, "EBADF"));
    }

    private ControlBlock add(ControlBlock block) {
        blocks.add(block);
        AioFile of = block.file();
        file = of == null ? 0 : of.descriptor();
        return block;
    }

    private long id(int block) {
        return blocks.get(block).requestId();
    }

    private String requestAndFile(int block) {
        return "requestId=%d file=%d".formatted(id(block), file);
    }
}
