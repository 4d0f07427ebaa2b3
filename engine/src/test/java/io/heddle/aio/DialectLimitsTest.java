package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits in which the dialects differ: the length of a list, the signals that exist, what an operator may set. */
final class DialectLimitsTest extends AioTest {
    private AioProcess process(AioSystem system) {
        return open(settings().maxWorkers(1).system(system));
    }

    /** Returns a list of reads of an empty file. */
    private static List<ControlBlock> reads(AioFile file, int count) {
        List<ControlBlock> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(block(file, i).opcode(Opcode.READ));
        }
        return blocks;
    }

    @ParameterizedTest
    @CsvSource({"XNU, 1, 16", "FREEBSD, 0, 256"})
    void shouldTakeListsOfTheKernelsLengthOnly(Dialect dialect, int least, int most) throws Exception {
        AioProcess process = process(new AioSystem(dialect));
        AioFile file = newFile(process);
        for (int length : List.of(least, most)) {
            List<ControlBlock> blocks = reads(file, length);
            process.listio(ListMode.WAIT, blocks, Sigevent.none());
            for (ControlBlock block : blocks) {
                assertThat(process.reap(block)).isZero();
            }
        }
        for (int length : List.of(least - 1, most + 1)) {
            if (length >= 0) {
                List<ControlBlock> blocks = reads(file, length);
                assertFails(Errno.EINVAL, () -> process.listio(ListMode.WAIT, blocks, Sigevent.none()))
                        .withMessageContaining("the list has " + length + " entries")
                        .withMessageContaining(least + " to " + most);
            }
        }
        assertThat(process.statistics().outstanding()).isZero();
    }

    /** XNU's lists have 16 entries at most, even if a process may have more requests. */
    @Test
    void shouldNotTakeLongerListsWhenXnusQuotaIsLarger() throws Exception {
        AioSystem system = new AioSystem(Dialect.XNU);
        system.limits(100, 100);
        AioProcess process = process(system);
        List<ControlBlock> blocks = reads(newFile(process), 17);
        assertFails(Errno.EINVAL, () -> process.listio(ListMode.WAIT, blocks, Sigevent.none()))
                .withMessageContaining("1 to 16");
    }

    @ParameterizedTest
    @CsvSource({
        "XNU, 1, true",
        "XNU, 31, true",
        "XNU, 0, false",
        "XNU, 32, false",
        "XNU, 9, false",
        "XNU, 17, false",
        "FREEBSD, 1, true",
        "FREEBSD, 128, true",
        "FREEBSD, 9, true",
        "FREEBSD, 17, true",
        "FREEBSD, 0, false",
        "FREEBSD, 129, false"
    })
    void shouldTakeTheKernelsSignals(Dialect dialect, int signal, boolean taken) {
        AioProcess process = process(new AioSystem(dialect));
        if (taken) {
            assertThatNoException().isThrownBy(() -> process.onSignal(signal, null));
        } else {
            assertFails(Errno.EINVAL, () -> process.onSignal(signal, null))
                    .withMessageContaining("signal is " + signal + ", it must be");
        }
    }

    @Test
    void shouldFollowTheLimitsOfItsSystemWhenTheyChange() throws Exception {
        AioSystem system = new AioSystem(Dialect.FREEBSD);
        AioProcess process = process(system);
        AioProcess other = process(system);
        AioProcess ownLimit = open(settings().system(system).maxOutstanding(3));
        system.limits(1, 2);
        assertThat(process.maxOutstanding()).isEqualTo(1);
        assertThat(ownLimit.maxOutstanding()).isEqualTo(3);
        ControlBlock first = read(newFile(process), 0);
        AioFile file = newFile(process);
        assertFails(Errno.EAGAIN, () -> read(file, 0)).withMessageContaining("1 requests outstanding");
        ControlBlock second = read(newFile(other), 0);
        AioFile third = newFile(ownLimit);
        assertFails(Errno.EAGAIN, () -> read(third, 0)).withMessageContaining("2 requests outstanding");
        assertThat(system.outstanding()).isEqualTo(2);
        reap(process, first);
        read(third, 0);
        reap(other, second);
        assertThat(system.outstanding()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"XNU, 16, 11520", "XNU, 90, 90", "FREEBSD, 1, 1", "FREEBSD, 2000, 2147483647"})
    void shouldTakeLimitsInRange(Dialect dialect, int ofProcess, int ofAll) {
        AioSystem system = new AioSystem(dialect);
        system.limits(ofProcess, ofAll);
        assertThat(system.processLimit()).isEqualTo(ofProcess);
        assertThat(system.limit()).isEqualTo(ofAll);
    }

    @ParameterizedTest
    @CsvSource({"XNU, 15, 90", "XNU, 16, 11521", "XNU, 20, 19", "FREEBSD, 0, 1024"})
    void shouldRefuseLimitsOutOfRangeAndKeepTheOldOnes(Dialect dialect, int ofProcess, int ofAll) {
        AioSystem system = new AioSystem(dialect);
        int processLimit = system.processLimit();
        int limit = system.limit();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> system.limits(ofProcess, ofAll))
                .withMessageContaining("it must be");
        assertThat(system.processLimit()).isEqualTo(processLimit);
        assertThat(system.limit()).isEqualTo(limit);
    }
}
