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
 * Standard output. A {@link PrintWriter} swallows exceptions; here the first failure decides the program's status,
 * because a command whose result was not written has not succeeded. If the reader of a pipe has closed it, the program
 * ends without a message, as by SIGPIPE.
 */
public final class StandardOutput {
    /** The status by which a shell reports a program that was ended by SIGPIPE. */
    static final int STATUS_OF_CLOSED_PIPE = 141;

    private static final Path TARGET = Path.of("/proc/self/fd/1");
    private static final String BROKEN_PIPE = "Broken pipe";

    private final Kept kept;
    private final PrintWriter writer;

    /** Opens standard output. */
    public StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    StandardOutput(OutputStream out) {
        kept = new Kept(out);
        writer = new PrintWriter(new OutputStreamWriter(new BufferedOutputStream(kept), System.out.charset()), true);
    }

    /**
     * Returns the writer of standard output.
     *
     * @return a writer whose {@link PrintWriter#checkError} also reports a failure
     */
    public PrintWriter writer() {
        return writer;
    }

    /** Results were lost. {@link #end} reports the reason, so that no other message is needed. */
    static final class Lost extends RunFailure {
        @Serial
        private static final long serialVersionUID = 1;

        Lost() {
            super("standard output cannot be written: it is full, or nobody reads it any more");
        }
    }

    /**
     * Flushes, so that a command whose results are lost can end early.
     *
     * @param out where the results are written
     * @throws RunFailure if any of them was lost; the command ends with it
     */
    public static void requireWritten(PrintWriter out) throws RunFailure {
        if (out.checkError()) {
            throw new Lost();
        }
    }

    /**
     * Writes what is still buffered.
     *
     * @param status the status of the command
     * @param err where a failure is reported
     * @return the status with which the program is to end
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

    /**
     * Returns whether the reader has closed the pipe. The message is the C library's and may be in another language,
     * but a write to a pipe fails for no other reason.
     */
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

    /** Keeps the first failure and writes nothing after it: the output would have a gap. */
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
