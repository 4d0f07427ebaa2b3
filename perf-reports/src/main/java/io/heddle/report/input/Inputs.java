package io.heddle.report.input;

import io.heddle.report.finding.Material;
import io.heddle.report.recording.Damage;
import io.heddle.report.recording.Progress;
import io.heddle.report.recording.RecordingData;
import io.heddle.report.recording.RecordingReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;

/**
 * All inputs of a report.
 *
 * @param recordings the data of the recordings
 * @param logs the histogram logs
 * @param benchmarks JMH's results, of all files
 * @param runs the summaries of runs
 * @param notices inputs that could be read only in part, or look wrong
 * @param material the files again, for the sources of findings; recordings that were read in part are omitted
 */
public record Inputs(
        List<RecordingData> recordings,
        List<HistogramLog> logs,
        List<Benchmark> benchmarks,
        List<RunResult> runs,
        List<String> notices,
        Material material) {
    private static final List<String> ENDINGS = List.of(".jfr", ".hlog", ".json");

    /** Files that a report itself writes are not taken for input. */
    private static final Set<String> OUTPUT = Set.of("report.json", "trace.json");

    /** Receives the events of each recording while it is read. */
    @FunctionalInterface
    public interface EventSinks {
        /** Ignores all events. */
        EventSinks NONE = _ -> _ -> {};

        /**
         * Creates a sink for the recording that is read next.
         *
         * @param recording the file
         * @return receives each event
         */
        Consumer<RecordedEvent> of(Path recording);
    }

    /** Creates inputs; the lists are copied. */
    public Inputs {
        recordings = List.copyOf(recordings);
        logs = List.copyOf(logs);
        benchmarks = List.copyOf(benchmarks);
        runs = List.copyOf(runs);
        notices = List.copyOf(notices);
    }

    /**
     * Finds the input files: a folder stands for the recordings, logs and JSON files in it.
     *
     * @param given files and folders
     * @return files, each once
     * @throws IOException if one is missing, or a folder holds nothing to report
     */
    public static List<Path> files(List<Path> given) throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        for (Path path : given) {
            if (Files.isDirectory(path)) {
                List<Path> inside = inside(path);
                if (inside.isEmpty()) {
                    throw new IOException(path + ": no .jfr, .hlog or .json file is in this folder");
                }
                files.addAll(inside);
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                throw new NoSuchFileException(path.toString());
            }
        }
        return List.copyOf(files);
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.stream().anyMatch(String.valueOf(file.getFileName())::endsWith))
                    .filter(file -> !OUTPUT.contains(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    /**
     * Reads files.
     *
     * @param files the files
     * @param sinks also receive the recordings' events
     * @param progress receives the progress of the reading
     * @return their data
     * @throws IOException if a file cannot be read, or is of no kind that a report reads; the message names it
     */
    public static Inputs read(List<Path> files, EventSinks sinks, Progress progress) throws IOException {
        List<RecordingData> recordings = new ArrayList<>();
        List<HistogramLog> logs = new ArrayList<>();
        List<Benchmark> benchmarks = new ArrayList<>();
        List<RunResult> runs = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        List<Path> benchmarkFiles = new ArrayList<>();
        for (Path file : files) {
            naming(file, () -> {
                switch (FileKind.of(file)) {
                    case RECORDING -> recordings.add(RecordingReader.read(file, sinks.of(file), progress));
                    case HISTOGRAM_LOG -> logs.add(HistogramLogFile.read(file, notices::add));
                    case BENCHMARKS -> {
                        benchmarks.addAll(BenchmarkFile.read(file));
                        benchmarkFiles.add(file);
                    }
                    case SUMMARY -> runs.add(RunFile.read(file));
                }
            });
        }
        Material material = new Material(
                recordings.stream()
                        .filter(recording -> recording.damages().isEmpty())
                        .map(RecordingData::file)
                        .toList(),
                logs.stream().map(HistogramLog::file).toList(),
                benchmarkFiles);
        return new Inputs(recordings, logs, benchmarks, runs, notices, material);
    }

    private interface Reading {
        void read() throws IOException;
    }

    /**
     * Turns anything that a parser throws for a damaged file into a failure that names the file, but not the failure of
     * a sink to write.
     */
    private static void naming(Path file, Reading reading) throws IOException {
        try {
            reading.read();
        } catch (UncheckedIOException unwritten) {
            throw unwritten;
        } catch (IOException failed) {
            boolean named = failed instanceof FileSystemException
                    || String.valueOf(failed.getMessage()).startsWith(file + ": ");
            throw named ? failed : new IOException(file + ": cannot be read: " + Damage.describe(failed), failed);
        } catch (RuntimeException | Error damaged) {
            throw new IOException(file + ": damaged: " + Damage.describe(damaged), damaged);
        }
    }
}
