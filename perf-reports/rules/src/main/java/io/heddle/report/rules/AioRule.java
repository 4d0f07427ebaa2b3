package io.heddle.report.rules;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.common.util.TypedPreference;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IResultValueProvider;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.ResultBuilder;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit.EventAvailability;

/**
 * A rule in the form that JDK Mission Control requires. Subclasses supply the three sentences, the events that they
 * need, and the verdict.
 */
abstract class AioRule implements IRule {
    /** The page under which Mission Control shows the result, see {@code aioPages.xml}. */
    static final String TOPIC = "aio";

    /** The figures that led to the result. */
    static final TypedResult<String> EVIDENCE = new TypedResult<>(
            "aioEvidence", "Evidence", "The figures that led to the result", UnitLookup.PLAIN_TEXT, String.class);

    private final String id;
    private final String name;
    private final List<String> events;

    /**
     * Creates a rule.
     *
     * @param events the events of which at least one is needed
     */
    AioRule(String id, String name, String... events) {
        this.id = id;
        this.name = name;
        this.events = List.of(events);
    }

    /** Returns what is wrong, in one sentence. */
    abstract String title();

    /** Returns what that means. */
    abstract String explanation();

    /** Returns what to do about it. */
    abstract String remedy();

    /** Examines a recording that has at least one of the events. */
    abstract Verdict examine(Recorded recorded);

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final String getTopic() {
        return TOPIC;
    }

    @Override
    public final String getName() {
        return name;
    }

    /** Requires no event: for several rules one of two events is enough. */
    @Override
    public final Map<String, EventAvailability> getRequiredEvents() {
        return Map.of();
    }

    @Override
    public final Collection<TypedPreference<?>> getConfigurationAttributes() {
        return List.of();
    }

    @Override
    public final Collection<TypedResult<?>> getResults() {
        return List.of(TypedResult.SCORE, EVIDENCE);
    }

    @Override
    public final RunnableFuture<IResult> createEvaluation(
            IItemCollection items, IPreferenceValueProvider preferences, IResultValueProvider results) {
        return new FutureTask<>(() -> evaluate(new Recorded(items), preferences));
    }

    private IResult evaluate(Recorded recorded, IPreferenceValueProvider preferences) {
        if (events.stream().noneMatch(recorded::has)) {
            return ResultBuilder.createFor(this, preferences)
                    .setSeverity(Severity.NA)
                    .setSummary("The recording has none of the events " + String.join(", ", events) + ".")
                    .build();
        }
        Verdict verdict = examine(recorded);
        Severity severity = Severity.get(verdict.score());
        ResultBuilder result = ResultBuilder.createFor(this, preferences)
                .setSeverity(severity)
                .addResult(TypedResult.SCORE, UnitLookup.NUMBER_UNITY.quantity(verdict.score()));
        if (severity == Severity.OK) {
            return result.setSummary("Nothing to be seen of this.").build();
        }
        return result.addResult(EVIDENCE, verdict.evidence())
                .setSummary(title())
                .setExplanation(explanation() + "\n\n{" + EVIDENCE.getIdentifier() + "}")
                .setSolution(remedy())
                .build();
    }
}
