package io.heddle.report.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.ItemFilters;

/** The events of a recording, in the form that the rules read: by name, in the order of their start. */
final class Recorded {
    private static final String GAUGES = "aio.QueueStatistics";
    private static final String OPENINGS = "aio.BackendSelected";

    /**
     * The prefix of the names of processes in which {@code heddle run} provokes failures, to check that they are
     * reported.
     */
    private static final String CHECK = "heddle-check";

    private final IItemCollection items;
    private @Nullable Set<Long> checks;

    Recorded(IItemCollection items) {
        this.items = items;
    }

    /** Returns all events of a name, except those of processes with provoked failures. */
    List<Row> of(String event) {
        List<Row> rows = all(event);
        if (event.startsWith("aio.")) {
            Set<Long> provoked = checks();
            rows.removeIf(row -> provoked.contains(row.number("processId")));
        }
        return rows;
    }

    private Set<Long> checks() {
        Set<Long> known = checks;
        if (known == null) {
            known = Stream.of(GAUGES, OPENINGS)
                    .flatMap(event -> all(event).stream())
                    .filter(row -> row.text("name").startsWith(CHECK))
                    .map(row -> row.number("processId"))
                    .collect(Collectors.toSet());
            checks = known;
        }
        return known;
    }

    private List<Row> all(String event) {
        List<Row> rows = new ArrayList<>();
        for (IItemIterable events : items.apply(ItemFilters.type(event))) {
            Fields fields = new Fields(events.getType());
            for (IItem item : events) {
                rows.add(new Row(item, fields));
            }
        }
        rows.sort(Comparator.comparingLong(Row::start));
        return rows;
    }

    boolean has(String event) {
        return event.startsWith("aio.")
                ? !of(event).isEmpty()
                : Stream.of(items.apply(ItemFilters.type(event)))
                        .flatMap(IItemCollection::stream)
                        .anyMatch(IItemIterable::hasItems);
    }

    /** Returns all events of a name, by process. */
    Map<Long, List<Row>> byProcess(String event) {
        return byProcess(of(event));
    }

    static Map<Long, List<Row>> byProcess(List<Row> rows) {
        return rows.stream()
                .collect(
                        Collectors.groupingBy(row -> row.number("processId"), LinkedHashMap::new, Collectors.toList()));
    }

    /** Returns the periodic gauges, by process. */
    Map<Long, List<Row>> gauges() {
        return byProcess(GAUGES);
    }

    /**
     * Returns the gauges in rounds: once a period all processes report, one after the other. A round ends when one of
     * them reports again.
     */
    List<Map<Long, Row>> rounds() {
        List<Map<Long, Row>> rounds = new ArrayList<>();
        Map<Long, Row> round = new LinkedHashMap<>();
        for (Row row : of(GAUGES)) {
            long process = row.number("processId");
            if (round.containsKey(process)) {
                rounds.add(round);
                round = new LinkedHashMap<>();
            }
            round.put(process, row);
        }
        if (!round.isEmpty()) {
            rounds.add(round);
        }
        return rounds;
    }

    /** Returns the name of a process for a finding: its number, and its name if it is in the recording. */
    String nameOf(long process) {
        return Stream.of(GAUGES, OPENINGS)
                .flatMap(event -> of(event).stream())
                .filter(row -> row.number("processId") == process)
                .map(row -> row.text("name"))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .map(name -> "process " + process + " (" + name + ")")
                .orElse("process " + process);
    }
}
