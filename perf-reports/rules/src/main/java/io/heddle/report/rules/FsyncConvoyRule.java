package io.heddle.report.rules;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Syncs of one file queue up behind each other's writes. */
public final class FsyncConvoyRule extends AioRule {
    private static final int LEAST = 10;
    private static final double LEAST_BEHIND = 4;

    /** Called by Mission Control. */
    public FsyncConvoyRule() {
        super("aio.FsyncConvoy", "Fsync Convoy", "aio.FsyncDelay", "aio.SlowRequest");
    }

    @Override
    String title() {
        return "Syncs wait in line behind earlier requests of their file.";
    }

    @Override
    String explanation() {
        return "A sync must wait for every request of its file that was submitted before it. Many syncs "
                + "of one file, among many writes, make a convoy: each waits for the writes and the syncs "
                + "before it, and does the same work again.";
    }

    @Override
    String remedy() {
        return "Sync in groups: let several writers share one sync after the last of their writes (group"
                + " commit), sync with SyncMode.DSYNC where metadata does not matter, or spread the writes "
                + "over several files.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        Verdict worst = Verdict.fine();
        for (Map.Entry<Long, List<Row>> process :
                recorded.byProcess("aio.FsyncDelay").entrySet()) {
            for (List<Row> file : byFile(process.getValue())) {
                worst = worst.or(delayed(recorded.nameOf(process.getKey()), file));
            }
        }
        for (Map.Entry<Long, List<Row>> process :
                recorded.byProcess("aio.SlowRequest").entrySet()) {
            for (List<Row> file : byFile(process.getValue())) {
                worst = worst.or(slow(recorded.nameOf(process.getKey()), file));
            }
        }
        return worst;
    }

    /** Examines recordings with all events: every delayed sync is known, and how many requests it waited for. */
    private static Verdict delayed(String process, List<Row> delays) {
        double behind = delays.stream()
                .mapToLong(delay -> delay.number("waitingFor"))
                .average()
                .orElse(0);
        if (delays.size() < LEAST || behind < LEAST_BEHIND) {
            return Verdict.fine();
        }
        return Verdict.warning("%s, file %d: %d syncs were held back, each behind %.1f requests on average."
                .formatted(process, delays.get(0).number("file"), delays.size(), behind));
    }

    /** Examines recordings with the default events: syncs that waited longer than they took. */
    private static Verdict slow(String process, List<Row> requests) {
        List<Row> syncs = requests.stream()
                .filter(request -> request.text("opcode").endsWith("SYNC"))
                .toList();
        long waited = syncs.stream()
                .filter(sync -> sync.number("queuedNanos") > sync.number("serviceNanos"))
                .count();
        if (waited < LEAST || 2 * waited < syncs.size()) {
            return Verdict.fine();
        }
        return Verdict.warning(process + ", " + syncs.get(0).text("path") + ": "
                + Figures.of(waited, syncs.size(), "slow syncs") + " waited longer for their turn than they took.");
    }

    private static Collection<List<Row>> byFile(List<Row> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> row.number("file")))
                .values();
    }
}
