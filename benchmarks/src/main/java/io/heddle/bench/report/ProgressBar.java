package io.heddle.bench.report;

import io.heddle.report.recording.Progress;
import io.heddle.report.text.PlainText;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows the progress of reading: on a terminal a bar that is redrawn, elsewhere one line per file. */
final class ProgressBar implements Progress {
    private static final int WIDTH = 30;

    private final PrintWriter err;
    private final boolean terminal;

    ProgressBar(PrintWriter err) {
        this(err, isTerminal());
    }

    ProgressBar(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    @Override
    public void at(String file, long events, double fraction) {
        String what = PlainText.of(file);
        boolean over = fraction >= 1;
        if (terminal) {
            int full = (int) Math.round(fraction * WIDTH);
            err.printf(
                    Locale.ROOT,
                    "\r%s [%s%s] %3.0f%% %,d events",
                    what,
                    "#".repeat(full),
                    ".".repeat(WIDTH - full),
                    100 * fraction,
                    events);
            if (over) {
                err.println();
            }
        } else if (over) {
            err.printf(Locale.ROOT, "heddle report: %s read, %,d events%n", what, events);
        }
        err.flush();
    }
}
