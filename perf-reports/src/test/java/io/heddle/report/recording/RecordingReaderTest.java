package io.heddle.report.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.heddle.report.sample.SampleRecording;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class RecordingReaderTest {
    private static final int REQUESTS = 1_000;

    @TempDir
    Path folder;

    private static RecordingData read(Path file) throws IOException {
        return RecordingReader.read(file, _ -> {}, Progress.NONE);
    }

    private Path mixed() throws IOException, InterruptedException {
        return SampleRecording.mixed(folder.resolve("mixed.jfr"), REQUESTS);
    }

    // ---- the same numbers as the JDK's own tool

    @Test
    void shouldCountEventsAsJfrSummaryDoes() throws IOException, InterruptedException {
        Path file = mixed();
        RecordingData data = read(file);
        Map<String, Long> expected = new HashMap<>();
        JfrTool.run("summary", file.toString())
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length == 3 && words[1].matches("\\d+") && words[0].matches("(aio|jdk)\\..*"))
                .filter(words -> !words[1].equals("0"))
                // not events: the framing of the recording itself
                .filter(words -> !words[0].equals("jdk.Metadata") && !words[0].equals("jdk.Checkpoint"))
                .forEach(words -> expected.put(words[0], Long.valueOf(words[1])));
        assertThat(expected).containsKey("aio.ProcessEntry");
        Map<String, Long> counted = new HashMap<>();
        data.counts().seen().forEach(type -> counted.put(type.name(), type.count()));
        assertThat(counted).isEqualTo(expected);
    }

    @Test
    void shouldMeasureRequestsAsJfrPrintTellsThem() throws IOException, InterruptedException {
        Path file = mixed();
        RecordingData data = read(file);
        Map<String, Histogram> service = new HashMap<>();
        Map<String, Histogram> queued = new HashMap<>();
        long[] bytes = new long[1];
        for (Map<String, String> event :
                printed(JfrTool.run("print", "--json", "--events", "aio.ProcessEntry", file.toString()))) {
            String opcode = event.get("opcode");
            service.computeIfAbsent(opcode, _ -> new Histogram(3))
                    .recordValue(Duration.parse(event.get("duration")).toNanos());
            queued.computeIfAbsent(opcode, _ -> new Histogram(3)).recordValue(Long.parseLong(event.get("queuedNanos")));
            bytes[0] += Math.max(0, Long.parseLong(event.get("returnValue")));
        }
        assertThat(service).containsOnlyKeys("READ", "WRITE", "DSYNC");
        assertThat(data.requests().byOpcode()).containsOnlyKeys("READ", "WRITE", "DSYNC");
        data.requests().byOpcode().forEach((opcode, times) -> {
            assertThat(times.service()).as(opcode).isEqualTo(service.get(opcode));
            assertThat(times.queueWait()).as(opcode).isEqualTo(queued.get(opcode));
        });
        assertThat(data.requests().byOpcode().values().stream()
                        .mapToLong(OperationTimes::bytes)
                        .sum())
                .isEqualTo(bytes[0])
                .isPositive();
    }

    /** Returns the fields of all events; inner objects are ignored. */
    private static List<Map<String, String>> printed(String text) throws IOException {
        List<Map<String, String>> events = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(text)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.FIELD_NAME
                        && json.currentName().equals("values")) {
                    json.nextToken();
                    Map<String, String> event = new HashMap<>();
                    while (json.nextToken() != JsonToken.END_OBJECT) {
                        String name = json.currentName();
                        json.nextToken();
                        if (json.currentToken().isStructStart()) {
                            json.skipChildren();
                        } else {
                            event.put(name, json.getText());
                        }
                    }
                    events.add(event);
                }
            }
        }
        return events;
    }

    // ---- contents

    @Test
    void shouldNameTracePointsAsTheKernelDoes() throws IOException, InterruptedException {
        Map<String, Long> points = new HashMap<>();
        read(mixed()).counts().tracePoints().forEach(type -> points.put(type.kernelName(), type.count()));
        assertThat(points)
                .containsEntry("AIO_WQ_process_entry", (long) REQUESTS)
                .containsEntry("AIO_fsync_delay", 2L)
                .containsEntry("AIO_exec", 0L);
    }

    @Test
    void shouldTellWhatBecameOfRequests() throws IOException, InterruptedException {
        RecordingData data = read(mixed());
        assertThat(data.isOurs()).isTrue();
        assertThat(data.damages()).isEmpty();
        assertThat(data.outcomes().submitted()).isEqualTo(REQUESTS);
        assertThat(data.requests().errors().of("EIO")).isEqualTo(REQUESTS / 40);
        assertThat(data.outcomes().rejected().total()).isEqualTo(1);
        assertThat(data.outcomes().cancelCalls().of("CANCELED")).isEqualTo(1);
        assertThat(data.outcomes().cancelled().of("cancelled while queued")).isEqualTo(1);
        assertThat(data.outcomes().waitedFor().getMaxValue()).isEqualTo(5);
        assertThat(data.workers().born()).isEqualTo(1);
        assertThat(data.workers().ended()).isEqualTo(1);
        assertThat(data.workers().lanes(9)).hasSize(1);
        assertThat(data.workers().lanes(9).getFirst().requests()).isEqualTo(REQUESTS);
        ProcessRow process = data.processes().rows().getFirst();
        assertThat(process.name()).isEqualTo(SampleRecording.NASTY);
        assertThat(process.kind()).isEqualTo("channel, structured, virtual");
        assertThat(process.reads() + process.writes() + process.syncs()).isEqualTo(REQUESTS);
        assertThat(process.mostOutstanding()).isEqualTo(6);
        assertThat(data.slow().slowestFirst()).hasSize(1);
    }

    /** Busy time is divided among the buckets, never lost. */
    @Test
    void shouldDivideBusyTimeAmongBuckets() {
        Lane lane = new Lane(1, "worker");
        lane.ran("READ", 500_000, 7_250_000);
        lane.ran("WRITE", 8_000_000, 9_000_000_000L);
        long sum = lane.overTime().byStart().values().stream()
                .mapToLong(busy -> Arrays.stream(busy).sum())
                .sum();
        assertThat(sum).isEqualTo(lane.busyNanos()).isEqualTo(6_750_000 + 8_992_000_000L);
        assertThat(lane.overTime().size()).isLessThanOrEqualTo(RecordingData.BUCKETS);
    }

    @Test
    void shouldHoldAGaugeUntilItsProcessSpeaksAgainOrIsStale() {
        Gauges gauges = new Gauges(1, 100);
        gauges.tell(1, 0, 5);
        gauges.tell(2, 50, 7);
        assertThat(gauges.sums(0, 200, 5))
                .extracting(point -> point.values().getFirst())
                .containsExactly(5L, 12L, 12L, 7L, 0L);
    }

    // ---- size

    /** Ten thousand processes, threads and reasons and a long time exceed every limit. */
    @Test
    void shouldNotGrowWithTheRecording() throws IOException, InterruptedException {
        int many = 10_000;
        Path file = SampleRecording.of(folder.resolve("many.jfr"), () -> {
            List<Thread> threads = new ArrayList<>();
            for (int i = 1; i <= many; i++) {
                int number = i;
                threads.add(Thread.startVirtualThread(() -> {
                    SampleRecording.worker(number, 1);
                    SampleRecording.ran(number, number, "OP" + number, number, "E" + number);
                    SampleRecording.rejected(number, "offset " + number);
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        });
        RecordingData data = read(file);
        assertThat(data.requests().count()).isEqualTo(many);
        assertThat(data.requests().byOpcode()).hasSizeLessThanOrEqualTo(13);
        assertThat(data.requests().errors().largestFirst()).hasSizeLessThanOrEqualTo(41);
        assertThat(data.requests().errors().total()).isEqualTo(many);
        assertThat(data.processes().rows()).hasSize(Processes.LIMIT + 1);
        assertThat(data.processes().rows().getLast().id()).isEqualTo(Processes.REST);
        assertThat(data.processes().rows().stream()
                        .mapToLong(ProcessRow::failed)
                        .sum())
                .isEqualTo(many);
        assertThat(data.workers().lanes(Integer.MAX_VALUE)).hasSize(Workers.LANES);
        assertThat(data.workers().laneCount()).isEqualTo(many);
        assertThat(data.outcomes().rejected().largestFirst()).hasSizeLessThanOrEqualTo(41);
        assertThat(data.requests().overTime().size()).isLessThanOrEqualTo(RecordingData.BUCKETS);
        assertThat(data.workers().turnover().size()).isLessThanOrEqualTo(RecordingData.BUCKETS);
    }

    // ---- damage

    @Test
    void shouldReadTheChunksBeforeTheCut() throws IOException, InterruptedException {
        Path file = mixed();
        Path second = SampleRecording.mixed(folder.resolve("second.jfr"), REQUESTS);
        long whole = Files.size(file);
        SampleRecording.append(file, second);
        byte[] bytes = Files.readAllBytes(file);
        Path cut = folder.resolve("cut.jfr");
        for (long length : new long[] {whole + 10, whole + 1_000, bytes.length - 1L}) {
            Files.write(cut, Arrays.copyOf(bytes, (int) length));
            RecordingData data = read(cut);
            assertThat(data.damages()).as("%d bytes", length).hasSize(1);
            // The JDK's reader reads one event ahead: with the cut it may lose the last event before it.
            assertThat(data.requests().count()).as("%d bytes", length).isBetween(REQUESTS - 1L, (long) REQUESTS);
        }
        assertThat(read(file).requests().count()).isEqualTo(2 * REQUESTS);
    }

    @Test
    void shouldSayThatNothingCanBeRead() throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(mixed());
        Path cut = folder.resolve("cut.jfr");
        for (int length : new int[] {4, 20, 100, bytes.length / 2, bytes.length - 1}) {
            Files.write(cut, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> read(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(cut + ": this recording is cut off within its first chunk");
        }
    }

    @Test
    void shouldSurviveADamagedChunk() throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(mixed());
        Path damaged = folder.resolve("damaged.jfr");
        Arrays.fill(bytes, 2_000, bytes.length - 100, (byte) 0x7f);
        Files.write(damaged, bytes);
        try {
            assertThat(read(damaged).damages()).isNotEmpty();
        } catch (IOException refused) {
            assertThat(refused).hasMessageStartingWith(damaged + ": ");
        }
    }

    /**
     * The constants' chain is followed backwards, by distances. This one leads forwards, from where it might return.
     */
    @Test
    void shouldRefuseAChainThatHasNoEnd() throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(mixed());
        ByteBuffer chunk = ByteBuffer.wrap(bytes);
        int at = Math.toIntExact(chunk.getLong(16));
        // size, type, time and duration come before the distance
        for (int i = 0; i < 4; i++) {
            int length = 1;
            while (bytes[at] < 0 && length < 9) {
                at++;
                length++;
            }
            at++;
        }
        Path looping = folder.resolve("looping.jfr");
        bytes[at] = 1;
        Files.write(looping, bytes);
        assertThatThrownBy(() -> read(looping))
                .isInstanceOf(IOException.class)
                .hasMessage(looping + ": this recording is damaged: the constants of chunk 1 are no chain");
    }

    @Test
    void shouldKnowARecordingOfAnotherProgram() throws IOException {
        Path file = folder.resolve("foreign.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.JVMInformation");
            recording.start();
            recording.stop();
            recording.dump(file);
        }
        RecordingData data = read(file);
        assertThat(data.isOurs()).isFalse();
        assertThat(data.counts().total()).isPositive();
        assertThat(data.environment().facts()).containsKey("JVM version");
        assertThat(data.workers().gauges().sums(data.begin(), data.end(), 10)).isEmpty();
    }
}
