package io.heddle.bench.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.aio.AioProcess;
import io.heddle.bench.CommandLineRun;
import io.heddle.bench.Heddle;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Watches other JVMs as a user does. */
@Timeout(120)
final class TopTest {
    @TempDir
    Path folder;

    private ChildProgram heddle(String... options) throws Exception {
        return ChildProgram.ready(
                List.of(options), HeddleTarget.class, folder.resolve("data").toString());
    }

    @Test
    void shouldShowWhatAJvmDoesAndLeaveNothingRunningThere() throws Exception {
        try (ChildProgram child = heddle()) {
            CommandLineRun run = CommandLineRun.of("top", "" + child.pid(), "--iterations=2", "--trace");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err()).isEmpty();
            List<String> heads = run.out()
                    .lines()
                    .filter(line -> line.startsWith("heddle top"))
                    .toList();
            assertThat(heads)
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains(child.pid() + " " + HeddleTarget.class.getName()));
            assertThat(run.out())
                    .doesNotContain("\u001b")
                    .containsPattern("\n +\\d+ warp +[\\d.]+k? ")
                    .containsPattern("\nREAD +[\\d.]+k? +")
                    .containsPattern("\nWRITE +[\\d.]+k? +");
            assertThat(child.ask()).as("recordings left").isEqualTo("0");
        }
    }

    @Test
    void shouldTellOfSlowRequestsWithoutTracing() throws Exception {
        try (ChildProgram child = heddle()) {
            CommandLineRun run = CommandLineRun.of("top", "" + child.pid(), "--once", "--slow=0");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("operations, a sample (")
                    .contains("slowest of the last 60 seconds:")
                    .contains(folder.resolve("data").toString())
                    .containsOnlyOnce("heddle top");
        }
    }

    @Test
    void shouldEndWithItsJvm() throws Exception {
        try (ChildProgram child = heddle()) {
            SeenText out = new SeenText(HeddleTarget.NAME);
            CompletableFuture<CommandLineRun> watching = CompletableFuture.supplyAsync(
                    () -> CommandLineRun.into(out, "top", "" + child.pid()), Thread::startVirtualThread);
            out.await();
            child.end();

            CommandLineRun run = watching.get();
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err().strip()).isEqualTo("heddle top: " + child.pid() + " has ended");
        }
    }

    @Test
    void shouldCloseTheRecordingWhenItIsTerminated() throws Exception {
        try (ChildProgram child = heddle();
                ChildProgram top = ChildProgram.start(
                        System.getProperty("java.class.path"), List.of(), Heddle.class, "top", "" + child.pid())) {
            top.awaitLine(HeddleTarget.NAME);
            assertThat(child.ask()).as("recordings meanwhile").isEqualTo("1");

            assertThat(top.terminate()).isEqualTo(143);
            assertThat(child.ask()).as("recordings left").isEqualTo("0");
        }
    }

    /** Neither while it is watched nor later; a port that an agent opens stays until its JVM ends. */
    @Test
    void shouldOpenNoPortThere() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "no /proc/net/tcp here");
        try (ChildProgram child = heddle()) {
            SeenText out = new SeenText(HeddleTarget.NAME);
            CompletableFuture<CommandLineRun> watching = CompletableFuture.supplyAsync(
                    () -> CommandLineRun.into(out, "top", "" + child.pid(), "--iterations=2"),
                    Thread::startVirtualThread);
            out.await();
            assertThat(ListeningSockets.of(child.pid())).as("meanwhile").isEmpty();
            CommandLineRun run = watching.get();
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(ListeningSockets.of(child.pid())).as("after it").isEmpty();
        }
    }

    /** A killed program cannot end the recording. */
    @Test
    void shouldLeaveARecordingThatEndsByItselfWhenItIsKilled() throws Exception {
        try (ChildProgram child = heddle();
                ChildProgram top = ChildProgram.start(
                        System.getProperty("java.class.path"), List.of(), Heddle.class, "top", "" + child.pid())) {
            top.awaitLine(HeddleTarget.NAME);
            top.kill();
            String recordings = WatchedJvm.of(child.pid()).command("JFR.check");
            assertThat(recordings).contains("duration=1m (running)");
        }
    }

    @Test
    void shouldTakeOverFromTheRecordingBefore() throws Exception {
        try (ChildProgram child = heddle()) {
            LiveRecording recording =
                    LiveRecording.start(WatchedJvm.of(child.pid()), LiveStream.settings(Duration.ofMillis(20), false));
            assertThat(child.ask()).isEqualTo("1");
            recording.renew();
            assertThat(child.ask()).isEqualTo("1");
            recording.stop();
            assertThat(child.ask()).isEqualTo("0");
        }
    }

    @Test
    void shouldEndWhenNobodyReadsWhatItShows() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/dev/full")), "no /dev/full here");
        try (ChildProgram child = heddle()) {
            Process top = ChildProgram.builder(
                            System.getProperty("java.class.path"), List.of(), Heddle.class, "top", "" + child.pid())
                    .redirectOutput(Path.of("/dev/full").toFile())
                    .start();
            String err = new String(top.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(top.waitFor()).isEqualTo(1);
            assertThat(err.lines().filter(line -> !line.startsWith("WARNING")))
                    .containsExactly("heddle: standard output: no space left on device");
            assertThat(child.ask()).as("recordings left").isEqualTo("0");
        }
    }

    @Test
    void shouldFindTheJvmsThatHaveTheLibrary() throws Exception {
        try (ChildProgram child = heddle();
                ChildProgram plain = ChildProgram.ready(List.of(), PlainTarget.class)) {
            assertThat(HeddleJvms.all())
                    .extracting(Jvm::pid)
                    .contains(child.pid())
                    .doesNotContain(plain.pid(), ProcessHandle.current().pid());
        }
    }

    @Test
    void shouldTellThatThereIsNoSuchProcess() throws Exception {
        long ended;
        try (ChildProgram plain = ChildProgram.ready(List.of(), PlainTarget.class)) {
            ended = plain.pid();
        }

        CommandLineRun run = CommandLineRun.of("top", "" + ended);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("heddle top: " + ended + ": no such process; ")
                .contains("without a number");
    }

    @Test
    void shouldNotRepeatTheArgumentsOfAProcessThatIsNoJvm() throws Exception {
        Process other = new ProcessBuilder("sh", "-c", "read line", "--password=secret").start();
        try {
            CommandLineRun run = CommandLineRun.of("top", "" + other.pid());
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("heddle top: " + other.pid() + ": does not let heddle attach; it must be a JVM")
                    .doesNotContain("secret")
                    .hasLineCount(1);
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldTellThatTheJvmHasNotTheLibrary() throws Exception {
        try (ChildProgram plain = ChildProgram.ready(List.of(), PlainTarget.class)) {
            CommandLineRun run = CommandLineRun.of("top", "" + plain.pid());

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith(
                            "heddle top: " + plain.pid() + " (" + PlainTarget.class.getName() + "): has not loaded");
        }
    }

    @Test
    void shouldTellThatTheJvmRefuses() throws Exception {
        try (ChildProgram child = heddle("-XX:+DisableAttachMechanism")) {
            CommandLineRun run = CommandLineRun.of("top", "" + child.pid());

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("heddle top: " + child.pid() + ": does not let heddle attach")
                    .contains("-XX:+DisableAttachMechanism");
        }
    }

    @Test
    void shouldTellThatTheEventsAreMissing() throws Exception {
        String engine = location(AioProcess.class);
        String tests = location(HeddleTarget.class);
        assumeFalse(engine.equals(tests), "everything is in one folder, the events too");
        try (ChildProgram child = ChildProgram.start(
                engine + File.pathSeparator + tests,
                List.of(),
                HeddleTarget.class,
                folder.resolve("data").toString())) {
            child.awaitReady();
            CommandLineRun run = CommandLineRun.of("top", "" + child.pid(), "--once");

            assertThat(run.status()).as(run.out()).isEqualTo(1);
            assertThat(run.err()).contains("put heddle-jfr-events on its class path");
            assertThat(child.ask()).as("recordings left").isEqualTo("0");
        }
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    @Test
    void shouldNotLookAtItself() {
        CommandLineRun run =
                CommandLineRun.of("top", "" + ProcessHandle.current().pid());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("this is heddle top itself");
    }
}
