package io.heddle.uring;

import static io.heddle.uring.ScriptedKernel.Reading.BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.heddle.backend.CancelledTransferException;
import io.heddle.linux.BlindFiles;
import io.heddle.linux.Libc;
import io.heddle.linux.NativeFile;
import io.heddle.uring.ScriptedKernel.Question;
import io.heddle.uring.ScriptedKernel.Reading;
import java.io.IOException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers of a kernel to a cancel and to its target, in all orders. Needs no io_uring. */
@Timeout(60)
final class DriverCancelTest {
    private static final int BLOCK = 4_096;

    private static NativeFile file(boolean direct) {
        return BlindFiles.of(null, direct);
    }

    private static void assertCancelled(Reading reading) {
        assertThat(reading.isOver()).as("told before the cancel returns").isTrue();
        assertThatExceptionOfType(CancelledTransferException.class).isThrownBy(reading::awaitEnd);
    }

    // ---- the answers of both

    @ParameterizedTest
    @CsvSource({"0, true", "-2, true", "-114, true", "0, false"})
    void shouldGoByTheAnswerOfTheTarget(int ofCancel, boolean targetFirst) throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file(false));
            Question target = kernel.question();
            Future<Boolean> cancel = kernel.cancel(reading);
            Question question = kernel.question();
            assertThat(question.cancels(target)).isTrue();
            if (targetFirst) {
                kernel.answer(target, -Libc.ECANCELED);
                kernel.answer(question, ofCancel);
            } else {
                kernel.answer(question, ofCancel);
                kernel.answer(target, -Libc.ECANCELED);
            }
            assertThat(cancel.get()).isTrue();
            assertCancelled(reading);
        }
    }

    /**
     * The kernel reports that it has found the target; but the target had moved all its bytes, or ends with an error of
     * its own.
     */
    @ParameterizedTest
    @CsvSource({"8192, true", "8192, false", "-5, true", "-5, false"})
    void shouldNotCallCancelledWhatHasRun(int ofTarget, boolean targetFirst) throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file(false));
            Question target = kernel.question();
            Future<Boolean> cancel = kernel.cancel(reading);
            Question question = kernel.question();
            kernel.answer(targetFirst ? target : question, targetFirst ? ofTarget : 0);
            kernel.answer(targetFirst ? question : target, targetFirst ? 0 : ofTarget);
            assertThat(cancel.get()).isFalse();
            if (ofTarget > 0) {
                assertThat(reading.awaitEnd()).isEqualTo(BYTES);
            } else {
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(reading::awaitEnd)
                        .withMessageContaining("Input/output error");
            }
        }
    }

    /** The kernel reports that the cancel comes too late; what it cancels nevertheless is submitted once more. */
    @ParameterizedTest
    @ValueSource(ints = {-2, -114})
    void shouldGoOnWhenTheKernelComesTooLate(int ofCancel) throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file(false));
            Question target = kernel.question();
            Future<Boolean> cancel = kernel.cancel(reading);
            kernel.answer(kernel.question(), ofCancel);
            assertThat(cancel.get()).isFalse();
            kernel.answer(target, -Libc.ECANCELED);
            Question again = kernel.question();
            assertThat(again).isEqualTo(target);
            kernel.answer(again, BYTES);
            assertThat(reading.awaitEnd()).isEqualTo(BYTES);
        }
    }

    @Test
    void shouldGoOnWhenTheKernelTakesNoCancel() throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file(false));
            Question target = kernel.question();
            kernel.refuse(-Libc.EPERM);
            assertThat(kernel.cancel(reading).get()).isFalse();
            kernel.answer(target, BYTES);
            assertThat(reading.awaitEnd()).isEqualTo(BYTES);
        }
    }

    // ---- partial transfers

    @Test
    void shouldNotCancelWhatHasMovedAPartAndWaitsForRoom() throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(1)) {
            Reading reading = kernel.read(file(false));
            Question part = kernel.question();
            Reading other = kernel.read(file(false));
            kernel.answer(part, 100);
            Question ofOther = kernel.question(); // it was submitted before the rest of the first
            assertThat(ofOther.address()).isNotEqualTo(part.address() + 100);

            assertThat(kernel.cancel(reading).get()).isFalse();
            kernel.answer(ofOther, BYTES);
            assertThat(other.awaitEnd()).isEqualTo(BYTES);
            Question rest = kernel.question();
            assertThat(rest.address()).isEqualTo(part.address() + 100);
            kernel.answer(rest, BYTES - 100);
            assertThat(reading.awaitEnd()).isEqualTo(BYTES);
        }
    }

    @Test
    void shouldCancelWhatHasMovedNothingAndWaitsForRoom() throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(1)) {
            Reading reading = kernel.read(file(false));
            Question first = kernel.question();
            Reading other = kernel.read(file(false));
            assertThat(kernel.cancel(other).get()).as("the kernel has no room").isTrue();
            assertCancelled(other);
            kernel.answer(first, BYTES);
            assertThat(reading.awaitEnd()).isEqualTo(BYTES);
        }
    }

    // ---- short reads past the page cache

    @Test
    void shouldTakeAShortDirectReadForTheEndOfTheFile() throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file(true));
            kernel.answer(kernel.question(), BLOCK + 1); // not to be continued from there
            assertThat(reading.awaitEnd()).isEqualTo(BLOCK + 1);
        }
    }

    /** It may be short for other reasons: only the next answer decides. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, BLOCK})
    void shouldAskAgainAfterADirectReadThatIsShortAtTheEndOfABlock(int rest) throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file(true));
            kernel.answer(kernel.question(), BLOCK);
            Question next = kernel.question();
            assertThat(next.offset()).isEqualTo(BLOCK);
            assertThat(next.length()).isEqualTo(BYTES - BLOCK);
            kernel.answer(next, rest);
            assertThat(reading.awaitEnd()).isEqualTo(BLOCK + rest);
        }
    }

    /** It may be short because the kernel has stopped it half-way. */
    @ParameterizedTest
    @CsvSource({"0, true", "0, false", "-114, false"})
    void shouldAskAgainAfterAShortDirectReadThatACancelHasDisturbed(int ofCancel, boolean targetFirst)
            throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file(true));
            Question target = kernel.question();
            Future<Boolean> cancel = kernel.cancel(reading);
            Question question = kernel.question();
            kernel.answer(targetFirst ? target : question, targetFirst ? BLOCK : ofCancel);
            kernel.answer(targetFirst ? question : target, targetFirst ? ofCancel : BLOCK);
            assertThat(cancel.get()).isFalse();
            Question rest = kernel.question();
            assertThat(rest.offset()).isEqualTo(BLOCK);
            assertThat(rest.length()).isEqualTo(BYTES - BLOCK);
            kernel.answer(rest, BLOCK);
            assertThat(reading.awaitEnd()).isEqualTo(BYTES);
        }
    }

    @Test
    void shouldTakeADisturbedReadForTheEndOfTheFileIfItEndsWithinABlock() throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file(true));
            Question target = kernel.question();
            Future<Boolean> cancel = kernel.cancel(reading);
            kernel.answer(kernel.question(), -Libc.EALREADY);
            assertThat(cancel.get()).isFalse();
            kernel.answer(target, BLOCK + 1);
            assertThat(reading.awaitEnd()).isEqualTo(BLOCK + 1);
        }
    }

    // ---- repeated and late cancels

    @Test
    void shouldLetOneAtATimeAsk() throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading reading = kernel.read(file(false));
            Question target = kernel.question();
            Future<Boolean> first = kernel.cancel(reading);
            Question question = kernel.question();
            assertThat(kernel.cancel(reading).get()).isFalse();
            kernel.answer(question, 0);
            kernel.answer(target, -Libc.ECANCELED);
            assertThat(first.get()).isTrue();
            assertThat(kernel.cancel(reading).get()).isFalse();
            assertCancelled(reading);
        }
    }

    @Test
    void shouldNotAskForALaterUseOfTheSlot() throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4)) {
            Reading before = kernel.read(file(false));
            kernel.answer(kernel.question(), BYTES);
            assertThat(before.awaitEnd()).isEqualTo(BYTES);
            Reading after = kernel.read(file(false));
            Question target = kernel.question();
            assertThat(kernel.cancel(before).get()).isFalse();
            kernel.answer(target, BYTES);
            assertThat(after.awaitEnd()).isEqualTo(BYTES);
        }
    }
}
