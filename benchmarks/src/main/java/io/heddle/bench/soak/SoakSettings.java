package io.heddle.bench.soak;

import io.heddle.aio.BackendKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What was asked for.
 *
 * @param runtime after it no round begins
 * @param backends those that rounds choose from
 * @param directory where the soak makes its folder
 * @param seed decides everything that is random
 * @param round how long a round loads the engine
 * @param checkpointEvery rounds between two looks at what is left
 * @param onlyRound the one round that is run again and again; 0 for all
 * @param faults the part of the calls that fail in a way that nobody may notice, 0 to 1
 * @param settle how long a checkpoint waits at most for idle threads to end; the last one waits longer
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
