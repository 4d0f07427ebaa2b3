package io.heddle.report.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

/**
 * Runs the rules on a recording without a window.
 *
 * <p>Mission Control's parser keeps the entire recording in memory. A recording that is too large for that is not read,
 * which the result states: see {@link Finding.Severity#SKIPPED}.
 */
public final class RuleRunner {
    /**
     * The heap to allow for each byte of a recording. A recording of 144 MB, all AIO events of a busy workload, took
     * 1.26 GB when it was read, and more while it was being read.
     */
    private static final int HEAP_PER_BYTE = 16;

    /**
     * The logger of the parser, which warns about each chunk of a recording that is younger than itself, in vain for a
     * reader of the report.
     */
    private static final Logger PARSER = Logger.getLogger("org.openjdk.jmc.flightrecorder.internal.parser");

    private final long maxBytes;

    /** Creates a runner for recordings that certainly fit into this JVM's memory. */
    public RuleRunner() {
        this(Runtime.getRuntime().maxMemory() / HEAP_PER_BYTE);
    }

    /**
     * Creates a runner for recordings up to a size.
     *
     * @param maxBytes the largest recording to read, in bytes, more than 0
     * @throws IllegalArgumentException if it is 0 or less
     */
    public RuleRunner(long maxBytes) {
        if (maxBytes <= 0) {
            throw new IllegalArgumentException("maxBytes " + maxBytes + " must be more than 0");
        }
        this.maxBytes = maxBytes;
    }

    /**
     * Evaluates all rules of this package.
     *
     * @param recording a recording of Flight Recorder
     * @return the findings, warnings first; empty if there are none; or a single one with severity
     *     {@link Finding.Severity#SKIPPED} if the recording is too large
     * @throws IOException if the file cannot be read or is not a recording
     */
    public List<Finding> evaluate(Path recording) throws IOException {
        if (!Files.isRegularFile(recording)) {
            throw new NoSuchFileException(recording.toString(), null, "is not a file");
        }
        long size = Files.size(recording);
        if (size > maxBytes) {
            return List.of(tooLarge(recording, size));
        }
        try {
            return evaluate(load(recording));
        } catch (CouldNotLoadRecordingException unreadable) {
            throw new IOException(recording + " is not a recording of Flight Recorder, or is cut off", unreadable);
        }
    }

    private static IItemCollection load(Path recording) throws IOException, CouldNotLoadRecordingException {
        Level level = PARSER.getLevel();
        PARSER.setLevel(Level.SEVERE);
        try {
            return JfrLoaderToolkit.loadEvents(recording.toFile());
        } finally {
            PARSER.setLevel(level);
        }
    }

    /**
     * Evaluates all rules of this package.
     *
     * @param events the events of a recording
     * @return the findings, warnings first
     */
    static List<Finding> evaluate(IItemCollection events) {
        Map<IRule, Future<IResult>> results =
                RulesToolkit.evaluateParallel(rules(), events, IPreferenceValueProvider.DEFAULT_VALUES, 1);
        List<Finding> findings = new ArrayList<>();
        results.forEach((rule, result) -> {
            IResult found = get(rule, result);
            if (found.getSeverity().compareTo(Severity.INFO) >= 0 && found.getSeverity() != Severity.IGNORE) {
                findings.add(finding((AioRule) rule, found));
            }
        });
        findings.sort(Comparator.comparing(Finding::severity).thenComparing(Finding::rule));
        return findings;
    }

    /** Returns the rules of this package; others that Mission Control has are for its window. */
    static List<IRule> rules() {
        return ServiceLoader.load(IRule.class, RuleRunner.class.getClassLoader()).stream()
                .filter(provider -> AioRule.class.isAssignableFrom(provider.type()))
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static Finding finding(AioRule rule, IResult result) {
        return new Finding(
                rule.getId(),
                result.getSeverity() == Severity.WARNING ? Finding.Severity.WARNING : Finding.Severity.INFO,
                rule.title(),
                rule.explanation(),
                result.getResult(AioRule.EVIDENCE),
                rule.remedy());
    }

    private Finding tooLarge(Path recording, long size) {
        return new Finding(
                "",
                Finding.Severity.SKIPPED,
                "The rules were not run.",
                "Mission Control's parser keeps a recording in memory as a whole, and this one may not fit.",
                recording + " has " + size + " bytes, and at most " + maxBytes + " are read.",
                "Give this JVM more memory (-Xmx), or record less: a shorter time, or aio-trace=normal.");
    }

    private static IResult get(IRule rule, Future<IResult> result) {
        try {
            return result.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("rule " + rule.getId() + " failed", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rule " + rule.getId() + " was evaluated", interrupted);
        }
    }
}
