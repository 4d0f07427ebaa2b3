package io.heddle.report.input;

import io.heddle.report.recording.ChunkHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The kind of a file, by its first bytes: its name may be wrong. */
enum FileKind {
    RECORDING,
    HISTOGRAM_LOG,
    BENCHMARKS,
    SUMMARY;

    private static final int HEAD_BYTES = 4_096;

    static FileKind of(Path file) throws IOException {
        requireRegular(file);
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        if (ChunkHeaders.isRecording(ByteBuffer.wrap(head))) {
            return RECORDING;
        }
        String text = new String(head, StandardCharsets.UTF_8).stripLeading();
        if (text.startsWith("#[") || text.startsWith("\"StartTimestamp\"") || text.startsWith("Tag=")) {
            return HISTOGRAM_LOG;
        }
        if (text.startsWith("[")) {
            return BENCHMARKS;
        }
        if (text.startsWith("{")) {
            return SUMMARY;
        }
        String found = head.length == 0 ? "it is empty" : "it begins like none of them";
        throw new IOException(file + ": a report reads Flight Recorder recordings, HdrHistogram logs, JMH's JSON and "
                + "the summary.json of heddle run; " + found);
    }

    /**
     * Refuses all but regular files: reading a pipe may block, and a device may have no end. Besides, a recording is
     * read from several places.
     */
    private static void requireRegular(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException(file + ": not a regular file but "
                    + (attributes.isDirectory() ? "a folder" : "a pipe, a device or a socket"));
        }
    }
}
