package io.heddle.bench.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output. A {@link PrintWriter} swallows exceptions; this one's first failure decides the program's status: a
 * result that was not written is no success. A pipe whose reader has gone ends the program without a word, as SIGPIPE
 * would.
 */
public final class StandardOutput {
    /** As a shell tells of a program that was ended by SIGPIPE. */
    static final int STATUS_OF_CLOSED_PIPE = 141;

    private static final Path TARGET = Path.of("/proc/self/fd/1");
    private static final String BROKEN_PIPE = "Broken pipe";

    private final Kept kept;
    private final PrintWriter writer;

    /** Opens it. */
    public StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    StandardOutput(OutputStream out) {
        kept = new Kept(out);
        writer = new PrintWriter(new OutputStreamWriter(new BufferedOutputStream(kept), System.out.charset()), true);
    }

    /**
     * Returns where to write.
     *
     * @return a writer, whose {@link PrintWriter#checkError} tells of a failure, too
     */
    public PrintWriter writer() {
        return writer;
    }

    /** Results were lost; {@link #end} says why, and nothing else needs to be said. */
    static final class Lost extends RunFailure {
        @Serial
        private static final long serialVersionUID = 1;

        Lost() {
            super("standard output cannot be written: it is full, or nobody reads it any more");
        }
    }

    /**
     * Flushes, for those who would go on for nothing if their results were lost.
     *
     * @param out where the results went
     * @throws RunFailure if any of them was lost; the command ends with it
     */
    public static void requireWritten(PrintWriter out) throws RunFailure {
        if (out.checkError()) {
            throw new Lost();
        }
    }

    /**
     * Writes what is left.
     *
     * @param status what the program would end with
     * @param err where a failure is told
     * @return what it is to end with
     */
    public int end(int status, PrintWriter err) {
        writer.flush();
        IOException failure = kept.failure;
        if (failure == null) {
            return status;
        }
        if (isClosedPipe(failure)) {
            return status == 0 ? STATUS_OF_CLOSED_PIPE : status;
        }
        err.println("heddle: standard output: "
                + String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT));
        err.flush();
        return status == 0 ? 1 : status;
    }

    /** The message is the C library's, perhaps in another language: but a write to a pipe fails for no other reason. */
    private static boolean isClosedPipe(IOException failure) {
        if (BROKEN_PIPE.equals(failure.getMessage())) {
            return true;
        }
        try {
            String target = Files.readSymbolicLink(TARGET).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException notTold) {
            return false;
        }
    }

    /** Keeps the first failure. After it nothing is written: a reader would miss what was between. */
    private static final class Kept extends FilterOutputStream {
        private volatile @Nullable IOException failure;

        Kept(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (failure != null) {
                throw failure;
            }
            try {
                out.write(bytes, from, count);
            } catch (IOException failed) {
                failure = failed;
                throw failed;
            }
        }
    }
}
