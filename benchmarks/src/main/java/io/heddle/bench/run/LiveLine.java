package io.heddle.bench.run;

import io.heddle.aio.AioStatistics;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The current state of the run, once a second; on a terminal always on the same line. */
final class LiveLine {
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double MIB = 1 << 20;
    private static final int WIDTH = 100;

    private final PrintWriter err;
    private final boolean terminal;
    private boolean open;

    LiveLine(PrintWriter err) {
        this.err = err;
        terminal = isTerminal();
    }

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Shows the progress of a pass over a file; only on a terminal. */
    void progress(String what, long done, long total) {
        if (terminal) {
            show(String.format(Locale.ROOT, "%s: %d%% of %.0f MiB", what, 100 * done / total, total / MIB));
        }
    }

    /** Shows the last interval. */
    void interval(
            Duration elapsed,
            Duration total,
            long intervalNanos,
            Histogram reads,
            Histogram writes,
            int blockSize,
            List<AioStatistics> jobs) {
        double seconds = intervalNanos / SECOND;
        long requests = reads.getTotalCount() + writes.getTotalCount();
        Histogram both = reads.copy();
        both.add(writes);
        show(String.format(
                Locale.ROOT,
                "[%s%s] r=%.0f w=%.0f IOPS %.1f MiB/s | p50=%d p99=%d us | queued=%d running=%d | threads %d/%d/%d",
                elapsed.toSeconds(),
                total.isZero() ? "s" : "/" + total.toSeconds() + "s",
                reads.getTotalCount() / seconds,
                writes.getTotalCount() / seconds,
                requests * (double) blockSize / MIB / seconds,
                TimeUnit.NANOSECONDS.toMicros(both.getValueAtPercentile(50)),
                TimeUnit.NANOSECONDS.toMicros(both.getValueAtPercentile(99)),
                jobs.stream().mapToInt(AioStatistics::queued).sum(),
                jobs.stream().mapToInt(AioStatistics::running).sum(),
                jobs.stream().mapToInt(AioStatistics::threads).sum(),
                jobs.stream().mapToInt(AioStatistics::idle).sum(),
                jobs.stream().mapToInt(AioStatistics::dying).sum()));
    }

    private void show(String line) {
        if (terminal) {
            err.print("\r" + String.format(Locale.ROOT, "%-" + WIDTH + "s", line));
            open = true;
        } else {
            err.println(line);
        }
        err.flush();
    }

    /** Prints a line that is not overwritten. */
    void say(String line) {
        end();
        err.println(line);
        err.flush();
    }

    /** Ends the line that is overwritten, so that other output can follow. */
    void end() {
        if (open) {
            err.println();
            err.flush();
            open = false;
        }
    }
}
