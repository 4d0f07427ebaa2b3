package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each tunable by its name: its default, and its range. */
final class TunablesTest extends AioTest {
    private static final Map<Dialect, AioSystem> UNTOUCHED = Map.of(
            Dialect.POSIX, new AioSystem(Dialect.POSIX),
            Dialect.XNU, new AioSystem(Dialect.XNU),
            Dialect.FREEBSD, new AioSystem(Dialect.FREEBSD));

    // ---- names, defaults, ranges

    @DisplayName("tunables: defaults and ranges")
    @ParameterizedTest(name = "{0} {1} is {2}, {3} to {4}")
    @CsvSource({
        "XNU, kern.aiomax, 90, 16, 11520",
        "XNU, kern.aioprocmax, 16, 16, 90",
        "XNU, kern.aiothreads, 4, 1, 32767",
        "XNU, kern.aio_wq_reduce_pool_window_usecs, 5000000, 1000, 9223372036854775",
        "XNU, heddle.aio.max_workers_per_proc, 16, 1, 32767",
        "XNU, heddle.aio.max_aiods, 32, 1, 32767",
        "XNU, heddle.aio.target_aiods, 4, 0, 32767",
        "XNU, heddle.aio.aiod_lifetime_msecs, 30000, 0, 2147483647",
        "XNU, heddle.aio.max_aiods_per_proc, 32, 1, 32767",
        "FREEBSD, vfs.aio.max_aio_procs, 32, 1, 32767",
        "FREEBSD, vfs.aio.target_aio_procs, 4, 0, 32767",
        "FREEBSD, vfs.aio.aiod_lifetime, 30000, 0, 2147483647",
        "FREEBSD, vfs.aio.max_aio_per_proc, 32, 1, 32767",
        "FREEBSD, vfs.aio.max_aio_queue_per_proc, 256, 1, 2147483647",
        "FREEBSD, vfs.aio.max_aio_queue, 1024, 1, 2147483647",
        "FREEBSD, heddle.aio.shared_threads, 4, 1, 32767",
        "FREEBSD, heddle.aio.pool_window_usecs, 5000000, 1000, 9223372036854775",
        "POSIX, heddle.aio.max_outstanding, 2147483647, 65536, 2147483647",
        "POSIX, heddle.aio.max_outstanding_per_proc, 65536, 1, 2147483647",
        "POSIX, heddle.aio.max_workers_per_proc, 16, 1, 32767",
        "POSIX, heddle.aio.max_in_flight_per_proc, 1024, 1, 32767",
        "POSIX, heddle.aio.max_carriers, 128, 0, 32767",
        "POSIX, heddle.aio.pool_window_usecs, 5000000, 1000, 9223372036854775",
        "POSIX, heddle.aio.shared_threads, 4, 1, 32767",
        "POSIX, heddle.aio.max_aiods, 32, 1, 32767",
        "POSIX, heddle.aio.target_aiods, 4, 0, 32767",
        "POSIX, heddle.aio.aiod_lifetime_msecs, 30000, 0, 2147483647",
        "POSIX, heddle.aio.max_aiods_per_proc, 32, 1, 32767"
    })
    void shouldHaveItsDefaultAndRefuseWhatIsOutOfRange(
            Dialect dialect, String name, long value, long least, long most) {
        Tunable tunable = UNTOUCHED.get(dialect).tunable(name);
        assertThat(tunable.get()).isEqualTo(value);
        assertThat(tunable.isWritable()).isTrue();
        assertThat(List.of(tunable.least(), tunable.most())).containsExactly(least, most);
        for (long bad : new long[] {least - 1, most + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tunable.set(bad))
                    .withMessage(
                            name + " is to be " + bad + " " + tunable.unit() + ", it must be " + least + " to " + most);
        }
        assertThat(tunable.get()).isEqualTo(value);
    }

    @DisplayName("tunables that cannot be set")
    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "FREEBSD, vfs.aio.max_buf_aio, 16, file system",
        "FREEBSD, vfs.aio.num_buf_aio, 0, file system",
        "FREEBSD, vfs.aio.num_unmapped_aio, 0, file system",
        "FREEBSD, vfs.aio.enable_unsafe, 0, none is unsafe",
        "FREEBSD, vfs.aio.unsafe_warningcnt, 1, none is unsafe",
        "FREEBSD, vfs.aio.num_aio_procs, 0, gauge",
        "FREEBSD, vfs.aio.num_queue_count, 0, gauge",
        "FREEBSD, p1003_1b.aio_listio_max, 256, vfs.aio.max_aio_queue_per_proc",
        "FREEBSD, p1003_1b.aio_max, 1024, when it starts",
        "FREEBSD, p1003_1b.aio_prio_delta_max, 0, when it starts",
        "FREEBSD, p1003_1b.asynchronous_io, 200112, when it starts",
        "XNU, heddle.aio.num_outstanding, 0, gauge",
        "XNU, heddle.aio.num_aiods, 0, gauge",
        "POSIX, heddle.aio.num_outstanding, 0, gauge",
        "POSIX, heddle.aio.num_aiods, 0, gauge",
        "POSIX, heddle.aio.num_carriers_held, 0, gauge",
        "POSIX, heddle.aio.num_ring_in_flight, 0, gauge",
        "POSIX, heddle.aio.num_ring_transfers, 0, gauge"
    })
    void shouldSayWhyItCannotBeSet(Dialect dialect, String name, long value, String why) {
        Tunable tunable = UNTOUCHED.get(dialect).tunable(name);
        assertThat(tunable.get()).isEqualTo(value);
        assertThat(tunable.isWritable()).isFalse();
        assertThat(List.of(tunable.least(), tunable.most())).containsExactly(value, value);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> tunable.set(7))
                .withMessageStartingWith(name + " cannot be set to 7: ")
                .withMessageContaining(why);
        assertThat(tunable.get()).isEqualTo(value);
    }

    /** The tables above are complete, and the page describes each tunable. */
    @ParameterizedTest
    @EnumSource
    void shouldBeDocumentedAndDescribed(Dialect dialect) throws Exception {
        String page = Files.readString(Path.of("..", "docs", "tunables.md"));
        Map<String, Tunable> tunables = UNTOUCHED.get(dialect).tunables();
        assertThat(tunables)
                .hasSize(
                        switch (dialect) {
                            case POSIX -> 17;
                            case XNU -> 16;
                            case FREEBSD -> 25;
                        });
        tunables.forEach((name, tunable) -> {
            assertThat(tunable.name()).isEqualTo(name);
            assertThat(tunable.description()).isNotBlank();
            assertThat(tunable.unit()).isNotBlank();
            assertThat(tunable).hasToString(name + ": " + tunable.get());
            assertThat(page).contains("`" + name + "`");
        });
    }

    @Test
    void shouldListWhatThereIsWhenANameIsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AioSystem(Dialect.XNU).tunable("vfs.aio.max_aio_queue"))
                .withMessageStartingWith("XNU system has no tunable vfs.aio.max_aio_queue, it has [kern.aiomax, ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open().tunable("kern.aiomax"))
                .withMessageContaining("has no tunable kern.aiomax, it has [heddle.aio.proc.max_outstanding");
    }

    // ---- a process's own

    @ParameterizedTest
    @CsvSource({
        "heddle.aio.proc.max_outstanding, 0, 1 to 2147483647",
        "heddle.aio.proc.max_workers, 32768, 1 to 32767",
        "heddle.aio.proc.pool_window_usecs, 999, 1000 to 9223372036854775"
    })
    void shouldRefuseBadNumbersOfAProcess(String name, long bad, String range) {
        Tunable tunable = open().tunable(name);
        long before = tunable.get();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tunable.set(bad))
                .withMessageContainingAll(name, " " + bad + " ", range);
        assertThat(tunable.get()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = "PROCESS", mode = EnumSource.Mode.EXCLUDE)
    void shouldRefuseAWindowForWorkersThatServeOthersToo(WorkqueueKind kind) {
        Tunable window = open(settings().workqueue(kind)).tunable("heddle.aio.proc.pool_window_usecs");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> window.set(1_000))
                .withMessageContaining("serve other processes too");
    }
}
