package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.heddle.testing.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each tunable has an effect, also on processes that are already open. */
final class TunableEffectTest extends AioTest {
    /** The names of the tunables of the JVM, which must be restored. */
    private static final List<String> OF_POOLS = List.of(
            "vfs.aio.max_aio_procs", "vfs.aio.target_aio_procs", "vfs.aio.aiod_lifetime", "heddle.aio.shared_threads");

    private final AioSystem pools = AioSystem.of(Dialect.FREEBSD);
    private final List<Long> before = new ArrayList<>();

    @BeforeEach
    void rememberThePools() {
        OF_POOLS.forEach(name -> before.add(pools.tunable(name).get()));
    }

    @AfterEach
    void putThePoolsBack() {
        for (int i = 0; i < before.size(); i++) {
            pools.tunable(OF_POOLS.get(i)).set(before.get(i));
        }
    }

    private static void set(AioSystem system, String name, long value) {
        system.tunable(name).set(value);
        assertThat(system.tunable(name).get()).isEqualTo(value);
    }

    private AioProcess open(AioSystem system) {
        return open(settings().system(system));
    }

    // ---- requests

    @Test
    void shouldKeepTheLimitsInOrderInXnu() {
        AioSystem system = new AioSystem(Dialect.XNU);
        set(system, "kern.aiomax", 11_520);
        set(system, "kern.aioprocmax", 11_520);
        assertThat(system.tunable("kern.aiomax").least()).isEqualTo(11_520);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> system.tunable("kern.aiomax").set(11_519));
        set(system, "kern.aioprocmax", 16);
        set(system, "kern.aiomax", 16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> system.tunable("kern.aioprocmax").set(17));
        assertThat(List.of(system.limit(), system.processLimit())).containsExactly(16, 16);
    }

    @Test
    void shouldLeaveTheOrderOfTheLimitsFreeInFreeBsd() throws Exception {
        AioSystem system = new AioSystem(Dialect.FREEBSD);
        set(system, "vfs.aio.max_aio_queue", 2);
        AioFile file = newFile(open(system));
        write(file, 0);
        write(file, 1);
        assertFails(Errno.EAGAIN, () -> write(file, 2)).withMessageContaining("have 2 requests");
        system.limits(5, 4);
        assertThat(system.limit()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "POSIX, heddle.aio.max_outstanding_per_proc",
        "XNU, kern.aioprocmax",
        "FREEBSD, vfs.aio.max_aio_queue_per_proc"
    })
    void shouldLimitProcessesThatAreOpenUntilTheyReap(Dialect dialect, String name) throws Exception {
        AioSystem system = new AioSystem(dialect);
        AioProcess process = open(system);
        AioProcess other = open(settings().system(system).maxOutstanding(100));
        AioFile file = newFile(process);
        List<ControlBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            blocks.add(write(file, i));
        }
        blocks.forEach(block -> Conditions.await("its end", () -> block.request.state() == Request.State.DONE));

        set(system, name, 16);
        assertThat(process.maxOutstanding()).isEqualTo(16);
        assertFails(Errno.EAGAIN, () -> write(file, 17)).withMessageContaining("16");
        assertThat(other.maxOutstanding()).as("a limit of its own").isEqualTo(100);

        process.reap(blocks.getFirst());
        reap(process, write(file, 17));
        set(system, name, 40);
        for (int i = 0; i < 25; i++) {
            write(file, 100 + i);
        }
        assertThat(system.outstanding()).isEqualTo(40);
        assertFails(Errno.EAGAIN, () -> write(file, 200));
    }

    @Test
    void shouldLetTheListLengthFollowTheLimitInFreeBsd() throws Exception {
        AioSystem system = new AioSystem(Dialect.FREEBSD);
        set(system, "vfs.aio.max_aio_queue_per_proc", 2);
        assertThat(system.tunable("p1003_1b.aio_listio_max").get()).isEqualTo(2);
        AioProcess process = open(system);
        AioFile file = newFile(process);
        assertFails(
                Errno.EINVAL,
                () -> process.listio(
                        ListMode.NOWAIT, List.of(block(file, 0), block(file, 1), block(file, 2)), Sigevent.none()));
    }

    @Test
    void shouldCountWhatIsOutstanding() throws Exception {
        AioSystem system = new AioSystem(Dialect.FREEBSD);
        AioProcess process = open(system);
        AioFile file = newFile(process);
        ControlBlock block = write(file, 0);
        write(file, 1);
        Tunable count = system.tunable("vfs.aio.num_queue_count");
        assertThat(count.get()).isEqualTo(2);
        reap(process, block);
        assertThat(count.get()).isEqualTo(1);
    }

    @Test
    void shouldRefuseToLimitWhatIsNotCounted() {
        Tunable tunable = AioSystem.of(Dialect.POSIX).tunable("heddle.aio.max_outstanding");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> tunable.set(100_000))
                .withMessageContaining("does not count");
    }

    // ---- workers

    private List<ControlBlock> writeMany(AioProcess process, int count) throws Exception {
        AioFile file = newFile(process);
        List<ControlBlock> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(write(file, i));
        }
        return blocks;
    }

    private void awaitRunning(int count) {
        Conditions.await(count + " to run", () -> backend.starts().size() == count);
    }

    @Test
    void shouldChangeTheWorkersOfProcessesWithoutALimitOfTheirOwn() throws Exception {
        AioSystem system = new AioSystem(Dialect.POSIX);
        set(system, "heddle.aio.max_workers_per_proc", 1);
        AioProcess process = open(system);
        AioProcess other = open(settings().system(system).maxWorkers(2));
        backend.hold();
        writeMany(process, 5);
        awaitRunning(1);
        set(system, "heddle.aio.max_workers_per_proc", 3);
        awaitRunning(3);
        assertThat(process.statistics().threads()).isEqualTo(3);
        assertThat(other.tunable("heddle.aio.proc.max_workers").get()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"XNU, kern.aio_wq_reduce_pool_window_usecs", "POSIX, heddle.aio.pool_window_usecs"})
    void shouldChangeTheWindowOfProcessesWithoutOneOfTheirOwn(Dialect dialect, String name) throws Exception {
        AioSystem system = new AioSystem(dialect);
        AioProcess process = open(settings().system(system).ticker(ticker));
        AioProcess other = open(settings().system(system).ticker(ticker).poolWindow(Duration.ofHours(1)));
        backend.hold();
        for (AioProcess each : List.of(process, other)) {
            writeMany(each, 4);
        }
        awaitRunning(8);
        backend.releaseAll();
        Conditions.await(
                "idle",
                () -> process.statistics().idle() == 4 && other.statistics().idle() == 4);

        set(system, name, 2_000);
        ticker.awaitSleeperDueIn(TimeUnit.MICROSECONDS.toNanos(2_200));
        ticker.advance(TimeUnit.MICROSECONDS.toNanos(2_200));
        Conditions.await("one to be left", () -> process.statistics().threads() == 1);
        assertThat(other.statistics().threads()).isEqualTo(4);
    }

    @Test
    void shouldKeepWhatWasSetAcrossAnExec() throws Exception {
        AioSystem system = new AioSystem(Dialect.POSIX);
        AioProcess process = open(system);
        set(system, "heddle.aio.max_workers_per_proc", 2);
        process.tunable("heddle.aio.proc.pool_window_usecs").set(7_000);
        process.exec(FOR_EVER);
        backend.hold();
        writeMany(process, 4);
        awaitRunning(2);
        assertThat(process.statistics().threads()).isEqualTo(2);
        assertThat(process.tunable("heddle.aio.proc.pool_window_usecs").get()).isEqualTo(7_000);
    }

    // ---- the pools

    @ParameterizedTest
    @CsvSource({"XNU, kern.aiothreads", "POSIX, heddle.aio.shared_threads", "FREEBSD, heddle.aio.shared_threads"})
    void shouldChangeTheThreadsOfTheSharedPool(Dialect dialect, String name) throws Exception {
        AioSystem system = new AioSystem(dialect);
        AioProcess process = open(settings().workqueue(WorkqueueKind.SHARED));
        backend.hold();
        writeMany(process, 9);
        awaitRunning(4);
        set(system, name, 6);
        awaitRunning(6);
        assertThat(process.tunable("heddle.aio.proc.max_workers").get()).isEqualTo(6);
        set(system, name, 2);
        backend.releaseAll();
        Conditions.await("2 to be left", () -> process.statistics().threads() == 2);
    }

    @ParameterizedTest
    @CsvSource({
        "FREEBSD, vfs.aio.max_aio_procs, vfs.aio.target_aio_procs, vfs.aio.num_aio_procs",
        "XNU, heddle.aio.max_aiods, heddle.aio.target_aiods, heddle.aio.num_aiods",
        "POSIX, heddle.aio.max_aiods, heddle.aio.target_aiods, heddle.aio.num_aiods"
    })
    void shouldChangeTheNumberOfDaemons(Dialect dialect, String max, String target, String count) throws Exception {
        AioSystem system = new AioSystem(dialect);
        set(system, max, 5);
        set(system, target, 2);
        AioProcess process = open(settings().workqueue(WorkqueueKind.AIOD));
        backend.hold();
        writeMany(process, 9);
        awaitRunning(5);
        assertThat(system.tunable(count).get()).isEqualTo(5);
        set(system, max, 7);
        awaitRunning(7);
        assertThat(system.tunable(count).get()).isEqualTo(7);
        backend.releaseAll();
        Conditions.await("idle", () -> process.statistics().idle() == 7);
        set(system, max, 3);
        assertThat(system.tunable(count).get()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"FREEBSD, vfs.aio.aiod_lifetime", "POSIX, heddle.aio.aiod_lifetime_msecs"})
    void shouldChangeTheLifetimeOfDaemons(Dialect dialect, String name) throws Exception {
        AioSystem system = new AioSystem(dialect);
        AioProcess process = open(settings().workqueue(WorkqueueKind.AIOD));
        backend.hold();
        writeMany(process, 9);
        awaitRunning(9);
        set(system, name, 0);
        backend.releaseAll();
        Conditions.await("idle", () -> {
            AioStatistics now = process.statistics();
            return now.idle() >= 9 && now.idle() == now.threads(); // one more may have been created than was needed
        });
        set(system, name, 1);
        Conditions.await("4 to be left", () -> process.statistics().threads() == 4);
    }

    @ParameterizedTest
    @CsvSource({"FREEBSD, vfs.aio.max_aio_per_proc", "POSIX, heddle.aio.max_aiods_per_proc"})
    void shouldChangeHowManyRequestsOfAProcessDaemonsRun(Dialect dialect, String name) throws Exception {
        AioSystem system = new AioSystem(dialect);
        set(system, name, 1);
        AioProcess process = open(settings().system(system).workqueue(WorkqueueKind.AIOD));
        AioProcess own =
                open(settings().system(system).workqueue(WorkqueueKind.AIOD).maxWorkers(2));
        backend.hold();
        writeMany(process, 9);
        writeMany(own, 9);
        awaitRunning(3);
        set(system, name, 4);
        awaitRunning(6);
        assertThat(own.statistics().queued()).isEqualTo(7);
    }

    // ---- a process's own

    @Test
    void shouldHaveNumbersOfItsOwnOnceTheyAreSet() throws Exception {
        AioSystem system = new AioSystem(Dialect.XNU);
        AioProcess process = open(system);
        process.tunable("heddle.aio.proc.max_outstanding").set(3);
        process.tunable("heddle.aio.proc.max_workers").set(2);
        set(system, "kern.aiomax", 100);
        set(system, "kern.aioprocmax", 50);
        set(system, "heddle.aio.max_workers_per_proc", 9);

        backend.hold();
        List<ControlBlock> blocks = writeMany(process, 3);
        awaitRunning(2);
        assertFails(Errno.EAGAIN, () -> write(blocks.getFirst().file(), 99)).withMessageContaining("3");
        process.tunable("heddle.aio.proc.max_workers").set(3);
        awaitRunning(3);
    }

    @Test
    void shouldAgreeWithTheWindowThatIsSetAsADuration() {
        AioProcess process = open(settings().poolWindow(Duration.ofSeconds(Long.MAX_VALUE)));
        Tunable window = process.tunable("heddle.aio.proc.pool_window_usecs");
        assertThat(window.get()).isEqualTo(window.most());
        process.poolWindow(Duration.ofMillis(3));
        assertThat(window.get()).isEqualTo(3_000);
    }

    // ---- exit

    @Test
    void shouldRunTheActionsOfAnExitOnceAndGoOnWhenOneFails() throws Exception {
        AioProcess process = open();
        List<String> done = new ArrayList<>();
        process.onExit(() -> done.add("first"));
        process.onExit(() -> {
            throw new IllegalStateException("meant to fail");
        });
        process.onExit(() -> {
            throw new StackOverflowError("an Error, too");
        });
        process.onExit(() -> done.add("last"));
        process.exec(FOR_EVER);
        assertThat(done).isEmpty();

        Thread.UncaughtExceptionHandler ours = (thread, failed) -> done.add(failed.getMessage());
        Thread exit = Thread.ofPlatform().uncaughtExceptionHandler(ours).start(() -> {
            try {
                process.exit(FOR_EVER);
            } catch (AioException failed) {
                done.add("" + failed);
            }
        });
        Conditions.awaitEnd(exit);
        process.exit(FOR_EVER);
        assertThat(done).containsExactly("first", "meant to fail", "an Error, too", "last");
        process.onExit(() -> done.add("late"));
        assertThat(done).endsWith("late");
    }
}
