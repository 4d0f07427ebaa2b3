package io.heddle.report.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file of results. Data is written to a temporary file in the same folder; {@link #commit} forces it to the disk and
 * renames it. So the target is at any moment the former file or the complete new one.
 *
 * <p>A former file is replaced, not overwritten, and so is a symbolic link: its target is not touched. A folder, a FIFO
 * or a device is refused. The file's mode is 0600: recordings and summaries describe the machine that they were made
 * on.
 *
 * <p>Every {@link IOException} is a {@link FileSystemException} that names the target. The first failure of a write is
 * kept, and {@link #commit} throws it again: callers that swallow exceptions, as {@link java.io.PrintStream} does, lose
 * nothing.
 *
 * <p>For one thread at a time.
 */
public final class OutputFile implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path target;
    private final Path folder;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream stream;
    private final Writer writer;
    private @Nullable IOException failure;

    private OutputFile(Path target, Path folder, Path temporary, FileChannel channel) {
        this.target = target;
        this.folder = folder;
        this.temporary = temporary;
        this.channel = channel;
        stream = new BufferedOutputStream(new Named(Channels.newOutputStream(channel)), BUFFER_BYTES);
        writer = new FilterWriter(new BufferedWriter(new OutputStreamWriter(stream, UTF_8))) {
            // The file stays open until it is committed.
            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    /** Writes a text. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes the text.
         *
         * @param out the destination, which may be closed or not
         * @throws IOException if it cannot be written
         */
        void writeTo(Writer out) throws IOException;
    }

    /**
     * Begins a file.
     *
     * @param target the path of the completed file
     * @return the file, to be committed and closed by the caller
     * @throws IOException if it cannot be created there
     */
    public static OutputFile create(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        refuseOthers(absolute);
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new FileSystemException(target.toString(), null, "it is a folder");
        }
        try {
            Path temporary = TemporaryFiles.file(folder, "." + absolute.getFileName() + ".", ".tmp");
            try {
                return new OutputFile(target, folder, temporary, FileChannel.open(temporary, StandardOpenOption.WRITE));
            } catch (IOException failed) {
                TemporaryFiles.remove(temporary);
                throw failed;
            }
        } catch (IOException failed) {
            throw named(target, failed);
        }
    }

    /** Refuses a target that is no regular file or link. The kernel would rename onto a FIFO or a device too. */
    private static void refuseOthers(Path target) throws IOException {
        BasicFileAttributes present;
        try {
            present = Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException absent) {
            return; // creating the file reports other failures
        }
        if (!present.isRegularFile() && !present.isSymbolicLink()) {
            throw new FileSystemException(
                    target.toString(),
                    null,
                    present.isDirectory() ? "it is a folder" : "it exists and is not a regular file");
        }
    }

    /**
     * Writes a complete file.
     *
     * @param target the path of the completed file
     * @param content its contents, in UTF-8
     * @return the target
     * @throws IOException if it cannot be written; then the target is unchanged
     */
    public static Path write(Path target, Content content) throws IOException {
        try (OutputFile file = create(target)) {
            content.writeTo(file.writer());
            file.commit();
        }
        return target;
    }

    /**
     * Writes a complete file.
     *
     * @param target the path of the completed file
     * @param text its contents, in UTF-8
     * @return the target
     * @throws IOException if it cannot be written; then the target is unchanged
     */
    public static Path write(Path target, CharSequence text) throws IOException {
        return write(target, out -> out.append(text));
    }

    /**
     * Returns the path of the completed file.
     *
     * @return the target as it was given
     */
    public Path target() {
        return target;
    }

    /**
     * Returns the folder of the completed file.
     *
     * @return the folder, absolute
     */
    public Path folder() {
        return folder;
    }

    /**
     * Returns the stream to write bytes to.
     *
     * @return a buffered stream; closing it only flushes it
     */
    public OutputStream stream() {
        return stream;
    }

    /**
     * Returns the writer to write text to.
     *
     * @return a writer of UTF-8 into {@link #stream}; closing it only flushes it
     */
    public Writer writer() {
        return writer;
    }

    /**
     * Makes {@link #commit} fail, because part of the contents is missing.
     *
     * @param reason why; only the first one counts
     */
    public void fail(IOException reason) {
        if (failure == null) {
            failure = named(target, reason);
        }
    }

    /**
     * Forces the file to the disk and renames it to the target.
     *
     * @throws IOException if something could not be written; then the target is unchanged
     */
    public void commit() throws IOException {
        try {
            writer.flush();
            rethrow();
            channel.force(true); // some file systems detect only here that they are full
            channel.close();
            refuseOthers(target.toAbsolutePath());
            TemporaryFiles.keep(temporary, target.toAbsolutePath());
        } catch (IOException failed) {
            throw named(target, failed);
        }
    }

    private void rethrow() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** Closes the file. An uncommitted one is removed; the target is unchanged. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            TemporaryFiles.remove(temporary);
        }
    }

    private static IOException named(Path target, IOException failed) {
        String name = target.toString();
        if (failed instanceof FileSystemException known && name.equals(known.getFile())) {
            return failed;
        }
        FileSystemException named = switch (failed) {
            case AccessDeniedException _ -> new AccessDeniedException(name);
            case NoSuchFileException _ -> new NoSuchFileException(name);
            case FileSystemException other -> new FileSystemException(name, null, other.getReason());
            default -> new FileSystemException(name, null, failed.getMessage());
        };
        named.initCause(failed);
        return named;
    }

    /** The file itself: its failures name it, and the first one is kept. Only {@link OutputFile#close} closes it. */
    private final class Named extends FilterOutputStream {
        Named(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            rethrow();
            try {
                out.write(bytes, from, count);
            } catch (IOException failed) {
                fail(failed);
                rethrow();
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
