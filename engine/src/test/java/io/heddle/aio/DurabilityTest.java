package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * JVMs are killed, one after another, while their threads write and sync: every write whose sync was acknowledged is in
 * the file, complete, at its place.
 *
 * <p>What this can and cannot show: SIGKILL ends the process, not the system. The kernel keeps what it was given,
 * flushed or not, and no device loses its cache. So the test shows that the engine acknowledges nothing that it has not
 * yet completely handed to the kernel, and nothing before the kernel has reported a successful flush. It does not show
 * that the device has the data. {@link GroupCommitStressTest}, whose device forgets, shows that a flush covers what is
 * acknowledged.
 *
 * <p>{@code -Dheddle.kill.rounds=N} sets how many are killed, one half with each backend. The number of
 * acknowledgements after which each is killed is random; {@code -Dheddle.seed=N} sets the seed.
 */
@DisplayName("a killed process")
@Timeout(value = 1, unit = TimeUnit.HOURS)
final class DurabilityTest {
    private static final int ROUNDS = Integer.getInteger("heddle.kill.rounds", 200);
    private static final int AT_ONCE = 2;
    private static final int MOST_ACKNOWLEDGEMENTS = 60;
    private static final int BLOCKS = DurabilityChild.WRITERS * DurabilityChild.BLOCKS_PER_WRITER;
    private static final int KILLED = 128 + 9;

    @TempDir
    Path folder;

    /** What one killed process had acknowledged, and which part of that is missing. */
    private record Verdict(int acknowledged, List<String> lost) {}

    @ParameterizedTest
    @EnumSource(names = {"CHANNEL", "NATIVE", "URING"})
    void shouldLeaveEverythingThatWasAcknowledged(BackendKind backend) throws Exception {
        requireUsable(backend);
        long seed = Long.getLong("heddle.seed", new Random().nextLong());
        Random random = new Random(seed);
        int rounds = (ROUNDS + 2) / 3;
        System.out.println("kill, " + backend + ": -Dheddle.seed=" + seed);
        long acknowledged = 0;
        List<String> lost = new ArrayList<>();
        try (ExecutorService rooms = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Verdict>> verdicts = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                int round = i;
                long own = random.nextLong();
                verdicts.add(rooms.submit(() -> kill(backend, round, own)));
            }
            try {
                for (Future<Verdict> verdict : verdicts) {
                    acknowledged += verdict.get().acknowledged;
                    lost.addAll(verdict.get().lost);
                }
            } finally {
                verdicts.forEach(verdict -> verdict.cancel(true));
            }
        }
        System.out.printf(
                "kill, %s: %d rounds, %d acknowledged records checked, lost = %d%n",
                backend, rounds, acknowledged, lost.size());
        assertThat(lost).isEmpty();
        assertThat(acknowledged).isGreaterThanOrEqualTo(rounds);
    }

    private static void requireUsable(BackendKind backend) {
        try {
            Backends.of(backend, "a test");
        } catch (UnsupportedOperationException unusable) {
            abort(unusable.getMessage());
        }
    }

    // ---- one child

    private Verdict kill(BackendKind backend, int round, long seed) throws Exception {
        int enough = 1 + new Random(seed).nextInt(MOST_ACKNOWLEDGEMENTS);
        Path file = folder.resolve("blocks-" + backend + "-" + round);
        Path errors = folder.resolve("errors-" + backend + "-" + round);
        Files.write(file, new byte[BLOCKS * DurabilityBlock.BYTES]);
        List<String> command = ChildJava.command(DurabilityChild.class);
        command.addAll(List.of(file.toString(), backend.name(), Long.toString(seed)));
        Process child = new ProcessBuilder(command)
                .redirectError(Redirect.to(errors.toFile()))
                .start();
        long[] last;
        try {
            last = readAcknowledgements(child, enough);
            assertThat(child.waitFor(60, TimeUnit.SECONDS))
                    .as("the end of the child")
                    .isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as(Files.readString(errors)).isEqualTo(KILLED);
        Verdict verdict = check(last, file);
        Files.delete(file);
        Files.delete(errors);
        return verdict;
    }

    /**
     * Kills the child after that many acknowledgements, while it is working, and reads the other acknowledgements that
     * it had printed.
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
        } catch (EOFException killed) { // perhaps in the middle of an acknowledgement, which then does not count
            assertThat(count).as("acknowledgements before the child ended").isGreaterThanOrEqualTo(enough);
        }
        return last;
    }

    // ---- the file afterwards

    /**
     * Checks that each block has its last acknowledged sequence, or the next one, whose acknowledgement was not printed
     * any more.
     */
    private static Verdict check(long[] acknowledged, Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        List<String> lost = new ArrayList<>();
        int records = 0;
        for (int number = 0; number < BLOCKS; number++) {
            byte[] bytes = new byte[DurabilityBlock.BYTES];
            System.arraycopy(content, number * bytes.length, bytes, 0, bytes.length);
            String found = describe(number, ByteBuffer.wrap(bytes), acknowledged[number]);
            if (found != null) {
                lost.add(file.getFileName() + ", block " + number + ", acknowledged up to " + acknowledged[number]
                        + ": " + found);
            }
            records += (int) acknowledged[number];
        }
        return new Verdict(records, lost);
    }

    /** Returns the defect of a block, or {@code null}. */
    private static String describe(int number, ByteBuffer bytes, long acknowledged) {
        DurabilityBlock found;
        try {
            found = DurabilityBlock.decode(bytes);
        } catch (AssertionError torn) { // by the kill, or worse
            return torn.getMessage();
        }
        long sequence = found == null ? 0 : found.sequence();
        boolean isOther = found != null && found.number() != number;
        boolean isThere = sequence == acknowledged || sequence == acknowledged + 1;
        return isThere && !isOther ? null : "found " + found;
    }
}
