package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.CompletionQueue;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import io.heddle.aio.ListMode;
import io.heddle.aio.Opcode;
import io.heddle.aio.Sigevent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The notifications of a request's completion; see {@link ProvocationTest}. */
abstract class CompletionProvocations {
    private static final int SIGNAL = 30;

    private final List<ControlBlock> blocks = new ArrayList<>();

    @Test
    void shouldTellOfASignalForARequestAndForAList() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            stage.channel.letAllGo();
            add(stage.block(0).opcode(Opcode.READ).sigevent(Sigevent.signal(SIGNAL, null)));
            stage.process.listio(ListMode.NOWAIT, blocks, Sigevent.signal(SIGNAL + 1, null));
            stage.awaitDone(1);
            stage.awaitIdle(1); // so that it has notified
        });

        assertThat(provoked.fieldsOf("aio.CompletionSignal"))
                .containsExactlyInAnyOrder("requestId=%d signal=30".formatted(id(0)), "requestId=0 signal=31");
    }

    @Test
    void shouldTellOfTheEventsThatWaitInAQueue() throws Exception {
        try (CompletionQueue queue = new CompletionQueue()) {
            Provoked provoked = Provoked.byOneWorker(stage -> {
                stage.channel.letAllGo();
                for (int i = 0; i < 2; i++) {
                    stage.process.read(add(stage.block(0).sigevent(Sigevent.kevent(queue, null))));
                    stage.awaitDone(i + 1);
                    stage.awaitIdle(1); // so that it has notified
                }
                ControlBlock last = add(stage.block(0).opcode(Opcode.WRITE));
                stage.process.listio(ListMode.NOWAIT, List.of(last), Sigevent.kevent(queue, null));
                stage.awaitDone(3);
                stage.awaitIdle(1);
            });

            long number = queue.id();
            assertThat(provoked.fieldsOf("aio.CompletionKevent"))
                    .containsExactly(
                            "requestId=%d queue=%d pending=1".formatted(id(0), number),
                            "requestId=%d queue=%d pending=2".formatted(id(1), number),
                            "requestId=0 queue=%d pending=3".formatted(number));
        }
    }

    @Test
    void shouldTellWhomACompletionWakes() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            add(stage.running());
            add(stage.queued());
            for (int i = 0; i < 2; i++) {
                Stage.awaitAsleep(stage.call(() -> {
                    stage.process.suspend(blocks);
                    return null;
                }));
            }
        });

        assertThat(provoked.fieldsOf("aio.SuspendWake")).first().isEqualTo("requestId=%d waiters=2".formatted(id(0)));
        assertThat(provoked.fieldsOf("aio.Suspend"))
                .containsExactly("requestId=0 entries=2 error=OK", "requestId=0 entries=2 error=OK");
    }

    @Test
    void shouldTellOfNoWakingWhereNobodySleeps() throws Exception {
        Provoked provoked = Provoked.byOneWorker(Stage::done);

        assertThat(provoked.fieldsOf("aio.SuspendWake")).isEmpty();
        assertThat(provoked.fieldsOf("aio.CompletionSignal")).isEmpty();
        assertThat(provoked.fieldsOf("aio.CompletionKevent")).isEmpty();
    }

    // ---- suspend

    @Test
    void shouldTellOfASuspendedCaller() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            add(stage.running());
            List<ControlBlock> list = List.of(blocks.getFirst(), stage.queued(), stage.queued());
            Thread caller = stage.call(() -> {
                stage.process.suspend(list);
                return null;
            });
            Stage.awaitAsleep(caller);
            stage.channel.letOneGo();
            caller.join();
        });

        assertThat(provoked.fieldsOf("aio.SuspendSleep")).containsExactly("requestId=0 entries=3");
        assertThat(provoked.fieldsOf("aio.Suspend")).containsExactly("requestId=0 entries=3 error=OK");
        assertThat(provoked.fieldsOf("aio.SuspendWake")).contains("requestId=%d waiters=1".formatted(id(0)));
    }

    @Test
    void shouldTellOfNoSleepWhereOneIsDone() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> stage.process.suspend(List.of(stage.done())));

        assertThat(provoked.fieldsOf("aio.Suspend")).containsExactly("requestId=0 entries=1 error=OK");
        assertThat(provoked.fieldsOf("aio.SuspendSleep")).isEmpty();
    }

    @Test
    void shouldTellWhyASuspendedCallerGaveUp() throws Exception {
        Provoked provoked = Provoked.byOneWorker(stage -> {
            List<ControlBlock> list = List.of(stage.running());
            Thread impatient = stage.call(() -> stage.process.suspend(list, Duration.ofMillis(5)));
            Stage.until(() -> {
                stage.ticker.advance(Duration.ofMillis(1));
                return !impatient.isAlive();
            });
            Thread interrupted = stage.call(() -> {
                try {
                    stage.process.suspend(list);
                } catch (InterruptedException expected) {
                    return null;
                }
                throw new AssertionError("not interrupted");
            });
            Stage.awaitAsleep(interrupted);
            interrupted.interrupt();
            interrupted.join();
            List<ControlBlock> tooLong = Collections.nCopies(stage.process.maxOutstanding() + 1, null);
            Stage.assertRefused(Errno.EINVAL, () -> stage.process.suspend(tooLong));
        });

        assertThat(provoked.fieldsOf("aio.Suspend"))
                .containsExactly(
                        "requestId=0 entries=1 error=EAGAIN",
                        "requestId=0 entries=1 error=EINTR",
                        "requestId=0 entries=65537 error=EINVAL");
        assertThat(provoked.fieldsOf("aio.SuspendSleep")).hasSize(2);
    }

    private ControlBlock add(ControlBlock block) {
        blocks.add(block);
        return block;
    }

    private long id(int block) {
        return blocks.get(block).requestId();
    }
}
