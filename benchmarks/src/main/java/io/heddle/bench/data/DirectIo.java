package io.heddle.bench.data;

import io.heddle.bench.cli.RunFailure;
import io.heddle.report.output.TemporaryFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Transfers that bypass the page cache: {@code O_DIRECT}. */
public final class DirectIo {
    private DirectIo() {}

    /**
     * Returns the JDK's option. It is looked up by name, because the type is not part of Java SE and a direct reference
     * causes a compiler warning.
     *
     * @return the option
     * @throws RunFailure if this JDK has none
     */
    public static OpenOption option() throws RunFailure {
        try {
            Class<?> type = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findAny()
                    .orElseThrow(() -> new ClassNotFoundException("DIRECT"));
        } catch (ClassNotFoundException missing) {
            throw new RunFailure("--direct=1: this JDK does not offer it", missing);
        }
    }

    /** Refuses a file or block size that the file system would refuse in the middle of the run. */
    static void check(Path file, long blockSize) throws IOException, RunFailure {
        long unit = alignment(file);
        if (blockSize % unit != 0) {
            throw new RunFailure("--bs=" + blockSize + ": with --direct=1 it must be a multiple of " + unit
                    + ", the block size of the file system of " + file);
        }
        try {
            FileChannel.open(file, StandardOpenOption.READ, option()).close();
        } catch (IOException | UnsupportedOperationException refused) {
            throw new RunFailure("--direct=1: the file system of " + file + " does not support it", refused);
        }
    }

    /**
     * Returns the unit of which sizes and offsets must be multiples in a folder.
     *
     * @param folder where a file is made for the test, and removed
     * @return bytes; 0 where the file system does not support O_DIRECT
     * @throws IOException if no file can be made
     */
    public static int alignmentIn(Path folder) throws IOException {
        Path file = TemporaryFiles.file(folder, "direct.", ".dat");
        try {
            int unit = alignment(file);
            check(file, unit);
            return unit;
        } catch (RunFailure unsupported) {
            return 0;
        } finally {
            TemporaryFiles.remove(file);
        }
    }

    static int alignment(Path file) throws IOException {
        return (int) Files.getFileStore(file).getBlockSize();
    }
}
