package io.heddle.bench.data;

import io.heddle.aio.AlignedBuffers;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.workload.Workload;
import io.heddle.report.output.TemporaryFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that jobs work on: its path, its open options, and the state of its blocks. */
public final class DataFile {
    private static final long MOST_BLOCKS = 1L << 28; // the table takes 12 bytes per block

    private final Path path;
    private final boolean own;
    private final boolean needsLayout;
    private final Workload workload;
    private final int blocks;
    private final int alignment;
    private final @Nullable BlockTable table;

    private DataFile(Path path, boolean own, boolean needsLayout, long size, Workload workload)
            throws IOException, RunFailure {
        this.path = path;
        this.own = own;
        this.needsLayout = needsLayout;
        this.workload = workload;
        long count = size / workload.blockSize();
        if (count < 1 || count > MOST_BLOCKS) {
            throw new RunFailure("--bs=" + workload.blockSize() + ": " + path + " with its " + size
                    + " bytes would have " + count + " blocks, it must have 1 to " + MOST_BLOCKS);
        }
        blocks = (int) count;
        if (workload.direct()) {
            DirectIo.check(path, workload.blockSize());
        }
        alignment = workload.direct() ? DirectIo.alignment(path) : 1;
        table = workload.isVerified() ? new BlockTable(blocks) : null;
    }

    // ---- creation

    /**
     * Finds the user's file, or makes one file per job.
     *
     * @param workload what the run is to do
     * @param folder where the run's own files are made
     * @return one file per job; the same one for each job if it is the user's
     * @throws RunFailure if the user's file cannot be used for the workload
     * @throws IOException if a file cannot be made or examined
     */
    public static List<DataFile> prepare(Workload workload, Path folder) throws IOException, RunFailure {
        List<DataFile> files = new ArrayList<>(workload.jobs());
        try {
            Path filename = workload.filename();
            Path directory = workload.directory();
            if (filename != null) {
                DataFile shared = ofUser(filename, workload);
                for (int job = 0; job < workload.jobs(); job++) {
                    files.add(shared);
                }
            } else {
                for (int job = 0; job < workload.jobs(); job++) {
                    files.add(ofOwn(directory == null ? folder : directory, job, workload));
                }
            }
            return files;
        } catch (IOException | RunFailure failed) {
            deleteOwn(files);
            throw failed;
        }
    }

    private static DataFile ofOwn(Path folder, int job, Workload workload) throws IOException, RunFailure {
        Path path = TemporaryFiles.file(folder, workload.name() + "." + job + ".", ".dat");
        try {
            return new DataFile(path, true, workload.rw().reads(), workload.size(), workload);
        } catch (IOException | RunFailure failed) {
            TemporaryFiles.remove(path);
            throw failed;
        }
    }

    /** Lays out an existing file anew only where the user requests writes and verifiable blocks. */
    private static DataFile ofUser(Path path, Workload workload) throws IOException, RunFailure {
        if (workload.rw().writes() && Files.isSymbolicLink(path)) {
            throw new RunFailure("--filename=" + path + ": it is a symbolic link, and --rw=" + workload.rw()
                    + " would overwrite what it leads to; name the file itself");
        }
        if (!Files.exists(path)) {
            return ofMissing(path, workload);
        }
        if (!Files.isRegularFile(path)) {
            throw new RunFailure("--filename=" + path + ": it is not a regular file");
        }
        boolean reads = workload.rw().reads();
        boolean rewritten = reads && workload.rw().writes() && workload.isVerified();
        long present = Files.size(path);
        long size = workload.size() == 0 ? present : workload.size();
        if (size < workload.blockSize()) {
            throw new RunFailure("--filename=" + path + ": it has " + present
                    + " bytes, less than one block; choose a larger --size or a smaller --bs=" + workload.blockSize());
        }
        if (reads && !rewritten && size > present) {
            throw new RunFailure("--size=" + size + ": " + path + " has only " + present + " bytes to read");
        }
        return new DataFile(path, false, rewritten, size, workload);
    }

    private static DataFile ofMissing(Path path, Workload workload) throws IOException, RunFailure {
        if (workload.size() == 0) {
            throw new RunFailure("--filename=" + path + ": no such file; with --size it would be made");
        }
        Files.createFile(path);
        return new DataFile(path, false, workload.rw().reads(), workload.size(), workload);
    }

    /**
     * Removes the files that the run has made for itself.
     *
     * @param files any files; the user's are kept
     * @throws IOException if one cannot be removed
     */
    public static void deleteOwn(List<DataFile> files) throws IOException {
        for (DataFile file : files) {
            if (file.own) {
                TemporaryFiles.remove(file.path);
            }
        }
    }

    // ---- properties

    /**
     * Returns the options to open it with for the measured requests.
     *
     * @return the minimum that the workload needs
     * @throws RunFailure if the JDK does not offer O_DIRECT
     */
    public OpenOption[] openOptions() throws RunFailure {
        return options(workload.rw().reads(), workload.rw().writes());
    }

    OpenOption[] options(boolean read, boolean write) throws RunFailure {
        List<OpenOption> options = new ArrayList<>();
        if (read) {
            options.add(StandardOpenOption.READ);
        }
        if (write) {
            options.add(StandardOpenOption.WRITE);
        }
        if (workload.direct()) {
            options.add(DirectIo.option());
        }
        return options.toArray(OpenOption[]::new);
    }

    /**
     * Makes a buffer for transfers of this file.
     *
     * @param bytes its capacity
     * @return a direct buffer, aligned as O_DIRECT requires
     */
    public ByteBuffer buffer(int bytes) {
        return AlignedBuffers.allocate(bytes, alignment);
    }

    /**
     * Returns its path.
     *
     * @return the path
     */
    public Path path() {
        return path;
    }

    /**
     * Returns the state of its blocks.
     *
     * @return {@code null} unless the workload is verified
     */
    public @Nullable BlockTable table() {
        return table;
    }

    /**
     * Returns the number of its blocks.
     *
     * @return 1 or more
     */
    public int blocks() {
        return blocks;
    }

    /**
     * Returns the size of its blocks.
     *
     * @return bytes
     */
    public int blockSize() {
        return workload.blockSize();
    }

    /**
     * Returns how many of its bytes are used.
     *
     * @return a multiple of the block size
     */
    public long size() {
        return (long) blocks * workload.blockSize();
    }

    boolean needsLayout() {
        return needsLayout;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
