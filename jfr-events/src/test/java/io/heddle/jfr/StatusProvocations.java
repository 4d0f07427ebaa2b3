package io.heddle.jfr;

import static io.heddle.jfr.Stage.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import io.heddle.aio.ListMode;
import io.heddle.aio.Opcode;
import io.heddle.aio.Sigevent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The status call and the return call; see {@link ProvocationTest}. */
abstract class StatusProvocations {
    private ControlBlock block = new ControlBlock();

    @Test
    void shouldTellThatTheRequestIsQueued() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.running();
            block = stage.queued();
            assertThat(stage.process.error(block)).isEqualTo(Errno.EINPROGRESS);
            assertRefused(Errno.EINPROGRESS, () -> stage.process.reap(block));
        });

        assertThat(provoked.fieldsOf("aio.Error")).containsExactly(request() + " error=OK");
        assertThat(provoked.fieldsOf("aio.ErrorQueued")).containsExactly(request());
        assertThat(provoked.fieldsOf("aio.Return")).containsExactly(request() + " error=EINPROGRESS");
        assertThat(provoked.fieldsOf("aio.ReturnQueued")).containsExactly(request());
        assertThat(provoked.fieldsOf("aio.ReturnDone")).isEmpty();
    }

    @Test
    void shouldTellThatTheRequestRuns() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            block = stage.running();
            assertThat(stage.process.error(block)).isEqualTo(Errno.EINPROGRESS);
            assertRefused(Errno.EINPROGRESS, () -> stage.process.reap(block));
        });

        assertThat(provoked.fieldsOf("aio.Error")).containsExactly(request() + " error=OK");
        assertThat(provoked.fieldsOf("aio.ErrorRunning")).containsExactly(request());
        assertThat(provoked.fieldsOf("aio.Return")).containsExactly(request() + " error=EINPROGRESS");
        assertThat(provoked.fieldsOf("aio.ReturnRunning")).containsExactly(request());
        assertThat(provoked.fieldsOf("aio.ReturnDone")).isEmpty();
    }

    @Test
    void shouldTellThatTheRequestIsDone() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            block = stage.done();
            assertThat(stage.process.error(block)).isEqualTo(Errno.OK);
            assertThat(stage.process.reap(block)).isEqualTo(Stage.LENGTH);
        });

        assertThat(provoked.fieldsOf("aio.Error")).containsExactly(request() + " error=OK");
        assertThat(provoked.fieldsOf("aio.ErrorDone")).containsExactly(request() + " value=OK");
        assertThat(provoked.fieldsOf("aio.Return")).containsExactly(request() + " error=OK");
        assertThat(provoked.fieldsOf("aio.ReturnDone")).containsExactly(request() + " value=8");
    }

    /** The return call ends with the transfer's error, although it has reaped the request. */
    @Test
    void shouldTellThatTheRequestFailed() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.channel.fail("File too large");
            block = stage.block(0);
            stage.process.read(block);
            stage.channel.letAllGo();
            stage.awaitDone(1);
            assertThat(stage.process.error(block)).isEqualTo(Errno.EFBIG);
            assertRefused(Errno.EFBIG, () -> stage.process.reap(block));
        });

        assertThat(provoked.fieldsOf("aio.Error")).containsExactly(request() + " error=OK");
        assertThat(provoked.fieldsOf("aio.ErrorDone")).containsExactly(request() + " value=EFBIG");
        assertThat(provoked.fieldsOf("aio.Return")).containsExactly(request() + " error=EFBIG");
        assertThat(provoked.fieldsOf("aio.ReturnDone")).containsExactly(request() + " value=-1");
    }

    @Test
    void shouldTellThatTheRequestIsUnknown() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            assertRefused(Errno.EINVAL, () -> stage.process.error(block));
            assertRefused(Errno.EINVAL, () -> stage.process.reap(block));
        });

        assertThat(provoked.fieldsOf("aio.Error")).containsExactly("requestId=0 error=EINVAL");
        assertThat(provoked.fieldsOf("aio.Return")).containsExactly("requestId=0 error=EINVAL");
    }

    /** There is a status to report, but there never was a request. */
    @Test
    void shouldNotNumberARequestThatAListRefused() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            block = stage.block(-1).opcode(Opcode.READ);
            assertRefused(Errno.EIO, () -> stage.process.listio(ListMode.NOWAIT, List.of(block), Sigevent.none()));
            assertThat(stage.process.error(block)).isEqualTo(Errno.EINVAL);
        });

        assertThat(block.requestId()).isZero();
        assertThat(provoked.fieldsOf("aio.Error")).containsExactly("requestId=0 error=OK");
    }

    private String request() {
        return "requestId=" + block.requestId();
    }
}
