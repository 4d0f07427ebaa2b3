package io.heddle.bench.cli;

import java.io.PrintWriter;

/** Results that go to standard output. A {@link PrintWriter} keeps quiet about what it could not write. */
public final class StandardOutput {
    private StandardOutput() {}

    /**
     * Flushes, and tells of what could not be written: the disk is full, or the reader of a pipe has gone.
     *
     * @param out where the results went
     * @throws RunFailure if any of them was lost
     */
    public static void requireWritten(PrintWriter out) throws RunFailure {
        // The command line's writer ends in System.out, which swallows failures, too.
        if (out.checkError() || System.out.checkError()) {
            throw new RunFailure("standard output cannot be written: it is full, or nobody reads it any more");
        }
    }
}
