package io.heddle.report.input;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The results in a summary of {@code heddle run}.
 *
 * @param file the file that was read
 * @param end how the run ended
 * @param clean whether the run succeeded
 * @param settings the settings, by fio's names
 * @param machine the machine that it ran on
 * @param errors failed requests by error
 * @param read the reads
 * @param write the writes
 * @param sync the syncs
 */
public record RunResult(
        Path file,
        String end,
        boolean clean,
        Map<String, String> settings,
        Map<String, String> machine,
        Map<String, String> errors,
        Operation read,
        Operation write,
        Operation sync) {
    /**
     * One kind of request.
     *
     * @param name read, write or sync
     * @param count the number of requests
     * @param perSecond requests per second
     * @param bytesPerSecond bytes per second
     */
    public record Operation(String name, double count, double perSecond, double bytesPerSecond) {}

    /** Creates a result; the maps are copied. */
    public RunResult {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
        errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
    }

    /**
     * Returns the kinds of requests that occurred.
     *
     * @return read, write, sync
     */
    public List<Operation> operations() {
        return Stream.of(read, write, sync)
                .filter(operation -> operation.count() > 0)
                .toList();
    }
}
