package io.heddle.report.page;

import io.heddle.report.chart.Numbers;
import io.heddle.report.input.HistogramLog;
import io.heddle.report.input.Inputs;
import io.heddle.report.input.RunResult;
import io.heddle.report.recording.OperationTimes;
import io.heddle.report.recording.RecordingData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The numbers at the top of the report. */
final class Cards {
    private static final int DIGITS = 3;

    private final Inputs inputs;
    private final List<Card> cards = new ArrayList<>();

    private Cards(Inputs inputs) {
        this.inputs = inputs;
    }

    static List<Card> of(Inputs inputs) {
        Cards cards = new Cards(inputs);
        cards.runs();
        cards.latencies();
        cards.recordings();
        if (!inputs.benchmarks().isEmpty()) {
            cards.add("Benchmarks", Numbers.count(inputs.benchmarks().size()), "results of JMH");
        }
        return cards.cards;
    }

    private void add(String label, String value, String note) {
        cards.add(new Card(label, value, note));
    }

    private void runs() {
        for (RunResult run : inputs.runs()) {
            String name = inputs.runs().size() == 1 ? "" : run.settings().getOrDefault("name", "") + ", ";
            double rate = run.operations().stream()
                    .mapToDouble(RunResult.Operation::perSecond)
                    .sum();
            double bytes = run.operations().stream()
                    .mapToDouble(RunResult.Operation::bytesPerSecond)
                    .sum();
            String kinds =
                    run.operations().stream().map(RunResult.Operation::name).collect(Collectors.joining(", "));
            add("Requests per second", Numbers.count(rate), name + kinds);
            add(
                    "Bandwidth",
                    Numbers.bytes(bytes) + "/s",
                    name + "ended: " + run.end() + (run.clean() ? "" : ", NOT CLEAN"));
        }
    }

    /** Adds the latencies that a user of the workload experienced; without a log, those that the engine measured. */
    private void latencies() {
        Histogram all = new Histogram(DIGITS);
        for (HistogramLog log : inputs.logs()) {
            log.byTag().values().forEach(tagged -> all.add(tagged.total()));
        }
        String source = "from the histogram log";
        if (all.getTotalCount() == 0) {
            source = "queue wait and service";
            for (RecordingData recording : inputs.recordings()) {
                for (OperationTimes times : recording.requests().byOpcode().values()) {
                    all.add(times.latency());
                }
            }
        }
        if (all.getTotalCount() > 0) {
            add("Median latency", Numbers.time(all.getValueAtPercentile(50)), source);
            add(
                    "99th percentile",
                    Numbers.time(all.getValueAtPercentile(99)),
                    "99.9th: " + Numbers.time(all.getValueAtPercentile(99.9)));
            add("Slowest", Numbers.time(all.getMaxValue()), "of " + Numbers.count(all.getTotalCount()) + " requests");
        }
    }

    private void recordings() {
        if (inputs.recordings().isEmpty()) {
            return;
        }
        long requests = 0;
        long failed = 0;
        long rejected = 0;
        long most = 0;
        long inFlight = 0;
        long born = 0;
        long ended = 0;
        long events = 0;
        long lost = 0;
        double span = 0;
        for (RecordingData recording : inputs.recordings()) {
            requests += recording.requests().count();
            failed += recording.requests().errors().total();
            rejected += recording.outcomes().rejected().total();
            most = Math.max(most, recording.workers().mostThreads());
            inFlight = Math.max(inFlight, recording.outcomes().mostInFlight());
            born += recording.workers().born();
            ended += recording.workers().ended();
            events += recording.counts().total();
            lost += recording.environment().losses();
            span += recording.end() - recording.begin();
        }
        add("Requests recorded", Numbers.count(requests), "in " + Numbers.time(span));
        add("Failed", Numbers.count(failed), rejected + " submissions refused");
        add("Workers", Numbers.count(most), String.format(Locale.ROOT, "at most; %d born, %d ended", born, ended));
        if (inFlight > 0) {
            add("In flight", Numbers.count(inFlight), "at most, of one process, without a worker");
        }
        add("Events", Numbers.count(events), lost == 0 ? "none lost" : "LOST " + lost + " times");
    }
}
