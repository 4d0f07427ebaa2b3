package io.heddle.aio;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random calls, one after another, to the engine and to a plain model of each dialect, which is a second implementation
 * of the seeds and of POSIX: both must return the same results, and be in the same state after each call. The backend
 * holds the transfers until a step lets one end, so nothing depends on the scheduler.
 *
 * <p>A failure names its seed and shows the calls; {@code -Dheddle.model.seed=N} runs that one alone, {@code
 * -Dheddle.model.seeds=N} sets their number for each dialect.
 */
@Timeout(600)
final class ModelTest {
    private static final int SEEDS = Integer.getInteger("heddle.model.seeds", 250);

    @TempDir
    static Path folder;

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void shouldDoAsTheModelDoesWhateverIsCalled(Dialect dialect) throws Exception {
        Path path = folder.resolve("data-" + dialect);
        Files.createFile(path);
        Long only = Long.getLong("heddle.model.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? SEEDS : only;
        System.out.println("model: " + dialect + ", seeds " + first + " to " + last);
        // On a thread of its own, because refused calls would copy a deep stack into their exceptions.
        Call<Boolean> all = Call.on(ThreadKind.PLATFORM, () -> {
            for (long seed = first; seed <= last; seed++) {
                run(dialect, seed, path);
            }
            return true;
        });
        try {
            all.result();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause().getMessage(), failed.getCause());
        }
    }

    private static void run(Dialect dialect, long seed, Path path) throws Exception {
        ModelRound round = new ModelRound(dialect, seed, path);
        try {
            new ModelSteps(round).run();
        } catch (AssertionError | Exception failed) {
            throw new AssertionError(
                    "dialect " + dialect + ", -Dheddle.model.seed=" + seed + ": " + failed.getMessage()
                            + "\nafter these calls:\n" + round.history(),
                    failed);
        } finally {
            round.abandon();
        }
    }
}
