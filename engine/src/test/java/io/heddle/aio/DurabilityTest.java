package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A JVM is killed while its threads write and sync: every write whose sync was acknowledged is in the file, whole, at its
 * place.
 *
 * <p>What this can and cannot show: SIGKILL ends the process, not the system. The kernel keeps what it was given, flushed or
 * not, and no device loses its cache. So the test shows that the engine acknowledges nothing that it has not yet handed to
 * the kernel in full, and that the kernel said of a flush that it had ended well; not that the device has it. That a flush
 * covers what is acknowledged is for {@link GroupCommitStressTest} to show, whose device forgets.
 *
 * <p>The number of acknowledgements after which the child is killed is random; {@code -Dheddle.seed=N} sets the seed.
 */
@DisplayName("a killed process")
@Timeout(120)
final class DurabilityTest {
    private static final int BLOCKS = DurabilityChild.WRITERS * DurabilityChild.BLOCKS_PER_WRITER;
    private static final int KILLED = 128 + 9;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"CHANNEL", "URING"})
    void shouldLeaveEverythingThatWasAcknowledged(BackendKind backend) throws Exception {
        requireUsable(backend);
        long seed = Long.getLong("heddle.seed", new Random().nextLong());
        int enough = 100 + new Random(seed).nextInt(900);
        System.out.println("durability, " + backend + ": -Dheddle.seed=" + seed + ", killed after " + enough);
        Path file = Files.write(folder.resolve("blocks"), new byte[BLOCKS * DurabilityBlock.BYTES]);
        Path errors = folder.resolve("errors");

        Process child = start(file, backend, seed, errors);
        long[] acknowledged;
        try {
            acknowledged = readAcknowledgements(child, enough);
            assertThat(child.waitFor(60, TimeUnit.SECONDS))
                    .as("the end of the child")
                    .isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as(Files.readString(errors)).isEqualTo(KILLED);
        assertThatFileHas(acknowledged, file);
    }

    private static void requireUsable(BackendKind backend) {
        try {
            Backends.of(backend);
        } catch (UnsupportedOperationException unusable) {
            abort(unusable.getMessage());
        }
    }

    // ---- the child

    private static Process start(Path file, BackendKind backend, long seed, Path errors) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        if (ManagementFactory.getRuntimeMXBean().getInputArguments().contains("--enable-preview")) {
            command.add("--enable-preview"); // classes may have been compiled for it
        }
        String classes = placeOf(AioProcess.class) + File.pathSeparator + placeOf(DurabilityChild.class);
        command.addAll(List.of("-Xmx64m", "-cp", classes, DurabilityChild.class.getName()));
        command.addAll(List.of(file.toString(), backend.name(), Long.toString(seed)));
        return new ProcessBuilder(command)
                .redirectError(Redirect.to(errors.toFile()))
                .start();
    }

    private static String placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    /**
     * Kills the child after so many acknowledgements, in the middle of what it does, and reads the others that it had given.
     *
     * @return the last sequence that was acknowledged, for each block
     */
    private static long[] readAcknowledgements(Process child, int enough) throws IOException {
        long[] last = new long[BLOCKS];
        int count = 0;
        try (DataInputStream told = new DataInputStream(new BufferedInputStream(child.getInputStream()))) {
            while (true) {
                int block = told.readInt();
                long sequence = told.readLong();
                assertThat(sequence).as("acknowledged of block %d", block).isEqualTo(last[block] + 1);
                last[block] = sequence;
                count++;
                if (count == enough) {
                    child.toHandle().destroyForcibly(); // the process's own method would close the stream, too
                }
            }
        } catch (EOFException killed) { // perhaps in the middle of an acknowledgement, which is then none
            assertThat(count).as("acknowledgements before the child ended").isGreaterThanOrEqualTo(enough);
        }
        return last;
    }

    // ---- what it left

    private static void assertThatFileHas(long[] acknowledged, Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        for (int number = 0; number < BLOCKS; number++) {
            byte[] bytes = new byte[DurabilityBlock.BYTES];
            System.arraycopy(content, number * bytes.length, bytes, 0, bytes.length);
            DurabilityBlock found = DurabilityBlock.decode(ByteBuffer.wrap(bytes));
            long sequence = found == null ? 0 : found.sequence();
            assertThat(sequence)
                    .as("block %d, acknowledged up to %d, and perhaps written once more", number, acknowledged[number])
                    .isBetween(acknowledged[number], acknowledged[number] + 1);
            if (found != null) {
                assertThat(found.number()).isEqualTo(number);
            }
        }
    }
}
