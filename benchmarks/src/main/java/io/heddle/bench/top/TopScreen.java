package io.heddle.bench.top;

import io.heddle.report.text.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Renders a snapshot as lines of text. If there is not enough room, each section keeps its first lines: the busiest
 * processes, the slowest requests.
 */
final class TopScreen {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** The lines that a section has whatever the height: its title, its columns and one row. */
    private static final int LEAST_LINES = 3;

    private final String target;
    private final String measured;
    private final ZoneId zone;

    /**
     * Makes a screen.
     *
     * @param target the JVM
     * @param measured the requests that the operations' figures cover, for example {@code every request}
     */
    TopScreen(String target, String measured, ZoneId zone) {
        this.target = PlainText.of(target);
        this.measured = measured;
        this.zone = zone;
    }

    /**
     * Renders a snapshot.
     *
     * @param width columns; longer lines are cut
     * @param height lines
     * @return at most as many lines
     */
    List<String> render(TopSnapshot snapshot, int width, int height) {
        List<String> lines = new ArrayList<>(summary(snapshot));
        List<String> operations = operations(snapshot);
        List<String> slowest = slowest(snapshot);
        List<String> processes = processes(snapshot);
        int free = height - lines.size();
        int others = Math.min(operations.size(), free) + Math.min(slowest.size(), LEAST_LINES);
        lines.addAll(fitting(processes, Math.max(LEAST_LINES, free - others)));
        lines.addAll(operations);
        lines.addAll(fitting(slowest, height - lines.size()));
        return lines.stream().limit(height).map(line -> cut(line, width)).toList();
    }

    private List<String> summary(TopSnapshot snapshot) {
        Instant at = snapshot.at();
        String time = at == null ? "no event yet" : CLOCK.format(at.atZone(zone));
        List<String> lines = new ArrayList<>();
        lines.add("heddle top - " + target + " - " + time);
        lines.add(totals(snapshot.processes()));
        if (snapshot.refusedPerSecond() > 0) {
            lines.add("refused: " + Units.count(snapshot.refusedPerSecond()) + "/s, the last: "
                    + PlainText.of(String.valueOf(snapshot.refusal())));
        }
        if (snapshot.workersFailed() > 0) {
            lines.add("workers that could not be created: " + snapshot.workersFailed());
        }
        return lines;
    }

    private static String totals(List<ProcessFigures> processes) {
        if (processes.isEmpty()) {
            return "no process is open";
        }
        List<ProcessGauges> gauges =
                processes.stream().map(ProcessFigures::gauges).toList();
        String text = String.format(
                Locale.ROOT,
                "%d process%s, %s requests/s; outstanding %d: queued %d, running %d, done %d; %d workers",
                processes.size(),
                processes.size() == 1 ? "" : "es",
                Units.count(processes.stream()
                        .mapToDouble(ProcessFigures::perSecond)
                        .sum()),
                gauges.stream().mapToLong(ProcessGauges::outstanding).sum(),
                gauges.stream().mapToLong(ProcessGauges::queued).sum(),
                gauges.stream().mapToLong(ProcessGauges::running).sum(),
                gauges.stream().mapToLong(ProcessGauges::done).sum(),
                gauges.stream().mapToLong(ProcessGauges::threads).sum());
        return gauges.stream()
                .filter(process -> process.oldestQueuedNanos() > 0)
                .max(Comparator.comparingLong(ProcessGauges::oldestQueuedNanos))
                .map(oldest -> text + "; oldest queued " + Units.nanos(oldest.oldestQueuedNanos()) + " (process "
                        + oldest.processId() + ")")
                .orElse(text);
    }

    private static List<String> processes(TopSnapshot snapshot) {
        if (snapshot.processes().isEmpty()) {
            return List.of();
        }
        String format = "%4s %-12.12s %5s %6s %6s %7s %5s %6s %7s %5s %5s %7s %11s";
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.format(
                format,
                "ID",
                "NAME",
                "REQ/S",
                "OUTST",
                "QUEUED",
                "RUNNING",
                "DONE",
                "OLDEST",
                "WORKERS",
                "IDLE",
                "DYING",
                "MOST W.",
                "MOST OUTST."));
        snapshot.processes().stream()
                .sorted(Comparator.comparingDouble(ProcessFigures::perSecond)
                        .thenComparingInt(process -> process.gauges().outstanding())
                        .reversed())
                .forEach(process -> {
                    ProcessGauges gauges = process.gauges();
                    lines.add(String.format(
                            Locale.ROOT,
                            format,
                            gauges.processId(),
                            PlainText.of(gauges.name()),
                            Units.count(process.perSecond()),
                            gauges.outstanding(),
                            gauges.queued(),
                            gauges.running(),
                            gauges.done(),
                            gauges.oldestQueuedNanos() == 0 ? "-" : Units.nanos(gauges.oldestQueuedNanos()),
                            gauges.threads(),
                            gauges.idle(),
                            gauges.dying(),
                            gauges.maxThreads(),
                            gauges.maxOutstanding()));
                });
        return lines;
    }

    private List<String> operations(TopSnapshot snapshot) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        if (snapshot.operations().isEmpty()) {
            lines.add("operations, " + measured + ": none");
            return lines;
        }
        String format = "%-6s %5s %7s %6s %5s %5s %5s %5s %5s %5s %5s %5s";
        lines.add("operations, " + measured + " (Q: time in the queue, S: service):");
        lines.add(String.format(
                format, "OP", "REQ/S", "BYTES/S", "FAILED", "P50", "P99", "P99.9", "MAX", "Q P50", "Q P99", "S P50",
                "S P99"));
        for (OperationFigures operation : snapshot.operations()) {
            Percentiles total = operation.total();
            Percentiles queue = operation.queue();
            Percentiles service = operation.service();
            lines.add(String.format(
                    Locale.ROOT,
                    format,
                    PlainText.of(operation.opcode()),
                    Units.count(operation.perSecond()),
                    Units.bytes(operation.bytesPerSecond()),
                    operation.failed(),
                    time(total, total.p50()),
                    time(total, total.p99()),
                    time(total, total.p999()),
                    time(total, total.max()),
                    time(queue, queue.p50()),
                    time(queue, queue.p99()),
                    time(service, service.p50()),
                    time(service, service.p99())));
        }
        return lines;
    }

    private static String time(Percentiles percentiles, long nanos) {
        return percentiles.count() == 0 ? "-" : Units.nanos(nanos);
    }

    private static List<String> slowest(TopSnapshot snapshot) {
        Instant now = snapshot.at();
        if (now == null || snapshot.slowest().isEmpty()) {
            return List.of();
        }
        String format = "%4s %4s %-6s %5s %5s %7s %12s %6s %-9s %s";
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("slowest of the last " + TopModel.MEMORY.toSeconds() + " seconds:");
        lines.add(String.format(
                format, "AGO", "ID", "OP", "TOTAL", "QUEUE", "SERVICE", "OFFSET", "LENGTH", "ERROR", "FILE"));
        for (SlowRequest request : snapshot.slowest()) {
            lines.add(String.format(
                    Locale.ROOT,
                    format,
                    Math.max(0, Duration.between(request.at(), now).toSeconds()) + "s",
                    request.processId(),
                    PlainText.of(request.opcode()),
                    Units.nanos(request.totalNanos()),
                    Units.nanos(request.queuedNanos()),
                    Units.nanos(request.serviceNanos()),
                    request.offset(),
                    Units.bytes((double) request.length()),
                    PlainText.of(request.error()),
                    PlainText.of(request.path())));
        }
        return lines;
    }

    /** Returns the first lines of a section, and the number of those left out. */
    private static List<String> fitting(List<String> section, int room) {
        if (section.size() <= room) {
            return section;
        }
        if (room < LEAST_LINES) {
            return List.of();
        }
        List<String> fitting = new ArrayList<>(section.subList(0, room - 1));
        fitting.add("  ... and " + (section.size() - fitting.size()) + " more");
        return fitting;
    }

    private static String cut(String line, int width) {
        return line.length() <= width
                ? line
                : line.substring(0, Character.isHighSurrogate(line.charAt(width - 1)) ? width - 1 : width);
    }
}
