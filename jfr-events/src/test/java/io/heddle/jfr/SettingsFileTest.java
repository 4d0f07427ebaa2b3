package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how the JDK's own tools evaluate the settings file. */
final class SettingsFileTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(
                folder.resolve("aio.jfc"), AioJfr.configuration().getContents());
    }

    /** The rules within the file give the same settings as {@link AioJfr#settings}. */
    @Test
    void shouldBeEvaluatedByTheJdkAsByUs() throws Exception {
        assertThat(configured("aio-trace=all")).isEqualTo(AioJfr.settings(Map.of(AioJfr.TRACE, "all")));
        assertThat(configured("aio-trace=off")).isEqualTo(AioJfr.settings(Map.of(AioJfr.TRACE, "off")));
        assertThat(configured("aio-trace=normal", "aio-threshold=7ms", "aio-process=3 1"))
                .isEqualTo(AioJfr.settings(Map.of(AioJfr.THRESHOLD, "7 ms", AioJfr.PROCESS, "3 1")));
    }

    @Test
    void shouldBeTakenAtTheStartOfAJvm() throws Exception {
        assertThat(recordedBy(",aio-trace=all")).contains("aio.WorkerCreate", "aio.Write", "aio.Exit");
        assertThat(recordedBy("")).contains("aio.Exit").doesNotContain("aio.WorkerCreate", "aio.Write");
        assertThat(recordedBy(",aio-trace=off")).noneMatch(event -> event.startsWith("aio."));
    }

    @Test
    void shouldGoTogetherWithTheSettingsOfTheJdk() throws Exception {
        assertThat(recordedBy(",settings=default,aio-trace=all")).contains("aio.WorkerCreate", "jdk.JVMInformation");
    }

    /** A run-time image may have Flight Recorder and lack the management of the JDK. */
    @Test
    void shouldRecordWhereTheStatisticsOfTheSchedulerCannotBeHad() throws Exception {
        String gauges = ",aio.QueueStatistics#period=endChunk,aio.SchedulerStatistics#period=endChunk";

        assertThat(recordedBy(gauges, "--limit-modules=jdk.jfr"))
                .contains("aio.QueueStatistics")
                .doesNotContain("aio.SchedulerStatistics");
        assertThat(recordedBy(gauges)).contains("aio.QueueStatistics", "aio.SchedulerStatistics");
    }

    private Map<String, String> configured(String... options) throws Exception {
        Path output = folder.resolve("configured.jfc");
        List<String> arguments =
                new ArrayList<>(List.of("configure", "--input", file.toString(), "--output", output.toString()));
        arguments.addAll(List.of(options));
        ChildJvm.tool("jfr", arguments.toArray(String[]::new));
        return Configuration.create(output).getSettings();
    }

    /** Returns the names of the events recorded by a JVM that is started with the file and uses the engine. */
    private Set<String> recordedBy(String options, String... more) throws Exception {
        Path recording = folder.resolve("child.jfr");
        List<String> jvm = new ArrayList<>(List.of(more));
        jvm.add("-XX:StartFlightRecording:filename=" + recording + ",settings=" + file + options);
        String output =
                ChildJvm.run(OneWrite.class, jvm, folder.resolve("written").toString());
        assertThat(output).doesNotContainIgnoringCase("warning");
        return RecordingFile.readAllEvents(recording).stream()
                .map(event -> event.getEventType().getName())
                .collect(Collectors.toSet());
    }
}
