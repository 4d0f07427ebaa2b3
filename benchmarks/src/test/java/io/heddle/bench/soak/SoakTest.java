package io.heddle.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.BackendKind;
import io.heddle.bench.CommandLineRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
final class SoakTest {
    private static final int LEAKED_BYTES = 12 << 20;

    @TempDir
    Path folder;

    @Test
    void shouldPassOverAnEngineThatLeaksNothing() {
        CommandLineRun run = CommandLineRun.of(
                "soak",
                "--runtime=3s",
                "--round=200ms",
                "--checkpoint=3",
                "--settle=1ms",
                "--randseed=3",
                "--directory=" + folder);
        assertThat(run.out()).doesNotContain("FAILED");
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("Nothing leaked, and all data is as written: ", "seed 3");
        assertThat(run.err()).contains("round 1: ", "checkpoint 1: ");
        assertThat(folder).isEmptyDirectory();
    }

    /** All data is as written although calls below the engine fail with errors that it must hide. */
    @Test
    void shouldPassOverAnEngineThatHidesFaults() {
        CommandLineRun run = CommandLineRun.of(
                "soak",
                "--runtime=2s",
                "--round=200ms",
                "--checkpoint=3",
                "--settle=1ms",
                "--faults=5%",
                "--directory=" + folder);
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).containsPattern("[1-9][\\d,]* faults injected");
    }

    @Test
    void shouldRefuseMoreFaultsThanCalls() {
        CommandLineRun run = CommandLineRun.of("soak", "--faults=60%");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--faults=60%: it must be 0% to 50%");
    }

    @Test
    void shouldFindWhatLeaksAndTellOfItsEarlyEnd() throws Exception {
        Path path = Files.createFile(folder.resolve("leaked"));
        List<FileChannel> channels = new ArrayList<>();
        List<byte[]> memory = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch end = new CountDownLatch(1);
        StringWriter out = new StringWriter();
        SoakSettings settings = new SoakSettings(
                Duration.ofMinutes(5),
                List.of(BackendKind.CHANNEL),
                folder,
                5,
                Duration.ofMillis(20),
                1,
                0,
                Duration.ofMillis(1),
                0);
        Soak[] soak = new Soak[1];
        Runnable leak = () -> {
            memory.add(new byte[LEAKED_BYTES]);
            threads.add(Thread.ofPlatform().name("leaked").daemon().start(() -> await(end)));
            threads.add(Thread.ofVirtual().name("leaked-virtual").start(() -> await(end)));
            channels.add(open(path));
            if (channels.size() == 8) {
                soak[0].interrupt(130);
            }
        };
        soak[0] = new Soak(settings, new PrintWriter(out), new PrintWriter(new StringWriter()), leak);
        try {
            assertThat(soak[0].call()).isEqualTo(1);
        } finally {
            end.countDown();
            for (FileChannel channel : channels) {
                channel.close();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(memory).hasSameSizeAs(channels); // keeps it reachable until here
        assertThat(out.toString())
                .contains("LEAK  heap: ", "LEAK  descriptors: ", "LEAK  threads: ", "LEAK  virtual threads: ")
                .contains("descriptors since the first checkpoint: [" + path.toRealPath() + "]")
                .contains("threads since the first checkpoint: [leaked, leaked-virtual]")
                .contains("ok    ring entries: ")
                .contains("The soak has FAILED (ended early): 8 rounds")
                .doesNotContain("FAILED round");
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }

    private static FileChannel open(Path path) {
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void shouldRefuseWhatIsOutOfRange() {
        assertRefused("--runtime=0", "--runtime=0: it must be more than 0");
        assertRefused("--round=0", "--round=0: it must be more than 0");
        assertRefused("--checkpoint=0", "--checkpoint=0: it must be 1 to 1000");
        assertRefused("--only-round=0", "--only-round=0: it must be 1 or more");
        assertRefused(
                "--backend=auto", "--backend=auto: it must be channel, or native or uring where they can be used");
        Path none = folder.resolve("none");
        assertRefused("--directory=" + none, "--directory=" + none + ": no such folder");
    }

    private static void assertRefused(String option, String line) {
        CommandLineRun run = CommandLineRun.of("soak", option);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip()).isEqualTo("heddle soak: " + line);
    }
}
