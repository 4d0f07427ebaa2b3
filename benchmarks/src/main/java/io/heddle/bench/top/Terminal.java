package io.heddle.bench.top;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.cli.StandardOutput;
import java.io.PrintWriter;
import java.util.List;

/** The destination of the pictures. */
interface Terminal {
    /** Returns the width in columns. */
    int width();

    /** Returns the height in lines. */
    int height();

    /** Returns whether each picture replaces the one before. */
    boolean isRedrawn();

    /**
     * Shows a picture.
     *
     * @throws RunFailure if it could not be written
     */
    void show(List<String> lines) throws RunFailure;

    /** A file or a pipe: one block after the other, separated by an empty line. */
    final class Blocks implements Terminal {
        private static final int WIDTH = 200;
        private static final int HEIGHT = 50;

        private final PrintWriter out;
        private boolean shown;

        Blocks(PrintWriter out) {
            this.out = out;
        }

        @Override
        public int width() {
            return WIDTH;
        }

        @Override
        public int height() {
            return HEIGHT;
        }

        @Override
        public boolean isRedrawn() {
            return false;
        }

        @Override
        public void show(List<String> lines) throws RunFailure {
            if (shown) {
                out.println();
            }
            lines.forEach(out::println);
            StandardOutput.requireWritten(out);
            shown = true;
        }
    }
}
