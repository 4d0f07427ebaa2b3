package io.heddle.bench.report;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds the results of the last {@code heddle run}. */
final class RunFolder {
    private static final List<String> RESULTS = List.of("run.jfr", "run.hlog", "summary.json");

    private RunFolder() {}

    /** Returns the newest folder with results: the given folder or a folder directly in it. */
    static Path newest(Path folder) throws IOException, RunFailure {
        if (!Files.isDirectory(folder)) {
            throw new RunFailure("no FILE is given and there is no folder " + folder
                    + " of a run: name the files, or make some with heddle run");
        }
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> candidates = Stream.concat(Stream.of(folder), inside.filter(Files::isDirectory))
                    .filter(RunFolder::hasResults)
                    .toList();
            return candidates.stream()
                    .max(Comparator.comparing(RunFolder::age))
                    .orElseThrow(() -> new RunFailure("no FILE is given and neither " + folder
                            + " nor a folder in it holds the results of a run (" + String.join(", ", RESULTS) + ")"));
        }
    }

    private static boolean hasResults(Path folder) {
        return RESULTS.stream().map(folder::resolve).anyMatch(Files::isRegularFile);
    }

    /** Returns the modification time of the newest result. */
    private static FileTime age(Path folder) {
        return RESULTS.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .map(RunFolder::modified)
                .max(Comparator.naturalOrder())
                .orElse(FileTime.fromMillis(0));
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
