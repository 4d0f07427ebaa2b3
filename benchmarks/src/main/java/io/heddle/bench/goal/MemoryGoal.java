package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.probe.MemoryProbe;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Goal P6: the memory of processes and workers. */
final class MemoryGoal implements Goal {
    private static final int MOST_BYTES_PER_PROCESS = 2_048;
    private static final int MOST_BYTES_PER_WORKER = 1_536;
    private static final int TIMEOUT_SECONDS = 120;
    private static final Metric HEAP = new Metric("heap_bytes_each", "heap B each");
    private static final Metric RESIDENT = new Metric("resident_bytes_each", "resident B each");
    private static final Metric COUNT = new Metric("count", "how many");

    /** What is counted, and how many of it. */
    private record Row(String title, MemoryProbe.What what, int count) {}

    private static final List<Row> ROWS = List.of(
            new Row("idle process", MemoryProbe.What.IDLE_PROCESS, 10_000),
            new Row("process that was used: with a worker and its supervisor", MemoryProbe.What.USED_PROCESS, 10_000),
            new Row("virtual thread that only parks", MemoryProbe.What.BARE_VIRTUAL_THREAD, 4_096),
            new Row("parked virtual worker", MemoryProbe.What.VIRTUAL_WORKER, 4_096),
            new Row("parked platform worker", MemoryProbe.What.PLATFORM_WORKER, 1_024));

    @Override
    public String id() {
        return "P6";
    }

    @Override
    public String title() {
        return "memory of processes and workers";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "10,000 processes are alive in one JVM, first unused, then each after its first request; or one "
                        + "process has "
                        + "4,096 virtual, or 1,024 platform, workers that are parked. The heap is compared before "
                        + "and after, "
                        + "collected until nothing goes any more. The resident set beside it shows the stacks of "
                        + "platform "
                        + "threads; for the heap's sake it is a rough figure.",
                "A virtual thread that does nothing but park shows what of a worker is the JDK's. It needs more than "
                        + "1.5 KB by "
                        + "itself while the code on its stack is interpreted, so the second goal cannot be met then.",
                "Goal: an idle process under 2 KB, a parked virtual worker under 1.5 KB of heap.");
    }

    @Override
    public List<Cell> cells(Lab lab) {
        return ROWS.stream().map(row -> new Cell("", row.title())).toList();
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        Row row = ROWS.stream()
                .filter(each -> each.title().equals(cell.variant()))
                .findAny()
                .orElseThrow();
        return ChildFork.run(
                MemoryProbe.class,
                List.of(row.what().name(), String.valueOf(row.count())),
                List.of(),
                TIMEOUT_SECONDS,
                lab);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(HEAP, RESIDENT, COUNT);
    }

    @Override
    public List<Criterion> judge(Table table) {
        return List.of(
                judge(table, MemoryProbe.What.IDLE_PROCESS, MOST_BYTES_PER_PROCESS),
                judge(table, MemoryProbe.What.VIRTUAL_WORKER, MOST_BYTES_PER_WORKER));
    }

    private static Criterion judge(Table table, MemoryProbe.What what, int most) {
        String title = ROWS.stream()
                .filter(row -> row.what() == what)
                .map(Row::title)
                .findAny()
                .orElseThrow();
        return Criterion.amount("", table.median("", title, HEAP.name()), most, "bytes per " + title);
    }
}
