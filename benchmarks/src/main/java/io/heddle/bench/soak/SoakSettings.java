package io.heddle.bench.soak;

import io.heddle.aio.BackendKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The options of a soak.
 *
 * @param runtime no round begins after it
 * @param backends those that rounds choose from
 * @param directory where the soak makes its folder
 * @param seed of all randomness
 * @param round how long a round loads the engine
 * @param checkpointEvery the number of rounds between two checkpoints
 * @param onlyRound the one round that is repeated; 0 for all
 * @param faults the part of the calls that fail in a way that users must not notice, 0 to 1
 * @param settle the maximum time that a checkpoint waits for idle threads to end; the last one waits longer
 */
record SoakSettings(
        Duration runtime,
        List<BackendKind> backends,
        Path directory,
        long seed,
        Duration round,
        int checkpointEvery,
        int onlyRound,
        Duration settle,
        double faults) {}
