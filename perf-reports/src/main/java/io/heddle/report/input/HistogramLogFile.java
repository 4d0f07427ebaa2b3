package io.heddle.report.input;

import io.heddle.report.recording.Damage;
import io.heddle.report.recording.LatencyCell;
import io.heddle.report.recording.RecordingData;
import io.heddle.report.recording.TimeBuckets;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads HdrHistogram logs, one line at a time. HdrHistogram's own reader keeps a line of any length and allocates as
 * many bytes as a line claims to hold; so lines are split here, as its {@code HistogramLogReader} does, and checked
 * before they are decoded.
 */
final class HistogramLogFile {
    private static final int DIGITS = 3;
    private static final int MOST_TAGS = 64;
    private static final int MOST_LINE_BYTES = 4 << 20;

    /**
     * The limit of one inflated histogram. The largest that HdrHistogram makes has 6 million counters, nearly all 0 and
     * written as one.
     */
    private static final int MOST_PAYLOAD_BYTES = 16 << 20;

    private static final int COMPRESSED_V1 = 0x1c849302;
    private static final int COMPRESSED_V2 = 0x1c849304;
    private static final int COMPRESSED_DOUBLES = 0x0c72124f;
    private static final int WORD_SIZE_BITS = 0xf0;
    private static final int PAYLOAD_LENGTH_AT = 4;

    private static final double MILLIS_PER_SECOND = 1_000;
    private static final double SECONDS_PER_YEAR = 365 * 24 * 3_600.0;

    /** In the year 2116, in seconds: later times do not fit into nanoseconds. */
    private static final double LATEST = (double) TimeUnit.NANOSECONDS.toSeconds(1L << 62);

    private final Map<String, HistogramLog.Tagged> byTag = new LinkedHashMap<>();
    private @Nullable Double startTime;
    private @Nullable Double baseTime;
    private long lines;

    private HistogramLogFile() {}

    /** Reads a log. A line that cannot be read ends it, with a notice if intervals were read before. */
    static HistogramLog read(Path file, Consumer<String> notice) throws IOException {
        HistogramLogFile log = new HistogramLogFile();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            log.read(in);
        } catch (RuntimeException | DataFormatException | OutOfMemoryError unreadable) {
            String why = "line " + log.lines + " cannot be read: " + Damage.describe(unreadable);
            if (log.byTag.isEmpty()) {
                throw new IOException(file + ": not an HdrHistogram log: " + why, unreadable);
            }
            notice.accept(file.getFileName() + ": read in part, the rest is missing here: " + why);
        }
        if (log.byTag.isEmpty()) {
            notice.accept(file.getFileName() + ": this histogram log has no intervals");
        }
        return new HistogramLog(file, log.byTag);
    }

    private void read(InputStream in) throws IOException, DataFormatException {
        for (String line = next(in); line != null; line = next(in)) {
            if (line.startsWith("#[StartTime: ")) {
                startTime = firstNumber(line);
            } else if (line.startsWith("#[BaseTime: ")) {
                baseTime = firstNumber(line);
            } else if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith("\"StartTimestamp\"")) {
                interval(line);
            }
        }
    }

    private @Nullable String next(InputStream in) throws IOException {
        lines++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        while (b >= 0 && b != '\n') {
            if (line.size() == MOST_LINE_BYTES) {
                throw new IllegalArgumentException("it is longer than " + MOST_LINE_BYTES + " bytes");
            }
            line.write(b);
            b = in.read();
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static double firstNumber(String header) {
        String number = header.substring(header.indexOf(' ') + 1).split("[ \\]]", 2)[0];
        return seconds(number);
    }

    private static double seconds(String text) {
        double seconds = Double.parseDouble(text.strip());
        if (!(seconds >= 0 && seconds <= LATEST)) {
            throw new IllegalArgumentException("'" + text + "' is no time in seconds");
        }
        return seconds;
    }

    /** Parses {@code [Tag=name,]start,length,maximum,payload}, times in seconds. */
    private void interval(String line) throws DataFormatException {
        boolean tagged = line.startsWith("Tag=");
        String[] parts = line.split(",", tagged ? 5 : 4);
        if (parts.length != (tagged ? 5 : 4)) {
            throw new IllegalArgumentException("start, length, maximum and histogram are expected");
        }
        int at = tagged ? 1 : 0;
        double end = absolute(seconds(parts[at])) + seconds(parts[at + 1]);
        if (end > LATEST) {
            throw new IllegalArgumentException("it ends " + end + " s after the epoch");
        }
        ByteBuffer payload = ByteBuffer.wrap(Base64.getDecoder().decode(parts[at + 3]));
        if (cookie(payload) != COMPRESSED_DOUBLES) {
            requireModest(payload);
            add(tagged ? parts[0].substring("Tag=".length()) : "", end, decoded(payload));
        }
    }

    /**
     * Returns the time since the epoch. Times count from the epoch, or from the start if they are too small for that;
     * decided as HdrHistogram's reader does.
     */
    private double absolute(double time) {
        if (startTime == null) {
            startTime = time;
        }
        if (baseTime == null) {
            baseTime = time < startTime - SECONDS_PER_YEAR ? startTime : 0.0;
        }
        return time + baseTime;
    }

    private static int cookie(ByteBuffer payload) {
        return payload.remaining() < Integer.BYTES ? 0 : payload.getInt(payload.position()) & ~WORD_SIZE_BITS;
    }

    /**
     * Checks the announced size. The decoder allocates as many bytes as are announced before it checks that they are
     * there.
     */
    private static void requireModest(ByteBuffer payload) throws DataFormatException {
        int cookie = cookie(payload);
        if (cookie != COMPRESSED_V1 && cookie != COMPRESSED_V2) {
            return; // the older format announces no size; the decoder rejects other data
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(
                    payload.slice(payload.position() + 2 * Integer.BYTES, payload.remaining() - 2 * Integer.BYTES));
            byte[] head = new byte[PAYLOAD_LENGTH_AT + Integer.BYTES];
            int announced = inflater.inflate(head) < head.length
                    ? -1
                    : ByteBuffer.wrap(head).getInt(PAYLOAD_LENGTH_AT);
            if (announced < 0 || announced > MOST_PAYLOAD_BYTES) {
                throw new IllegalArgumentException("a histogram of " + announced + " bytes is announced");
            }
        } finally {
            inflater.end();
        }
    }

    private static Histogram decoded(ByteBuffer payload) throws DataFormatException {
        return Histogram.decodeFromCompressedByteBuffer(payload, 0);
    }

    private void add(String tag, double end, Histogram interval) {
        if (!byTag.containsKey(tag) && byTag.size() >= MOST_TAGS) {
            throw new IllegalArgumentException("more than " + MOST_TAGS + " tags");
        }
        HistogramLog.Tagged tagged = byTag.computeIfAbsent(
                tag,
                _ -> new HistogramLog.Tagged(
                        new Histogram(DIGITS),
                        new TimeBuckets<>(RecordingData.BUCKETS, LatencyCell::new, LatencyCell::plus)));
        tagged.total().add(interval);
        long endMillis = (long) (end * MILLIS_PER_SECOND);
        LatencyCell cell = tagged.overTime().at(TimeUnit.MILLISECONDS.toNanos(endMillis) - 1);
        for (HistogramIterationValue value : interval.recordedValues()) {
            cell.add(value.getValueIteratedTo(), value.getCountAddedInThisIterationStep());
        }
    }
}
