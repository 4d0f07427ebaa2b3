package io.heddle.report.finding;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Collects the findings of all sources. */
public final class Findings {
    private Findings() {}

    /**
     * Collects the findings of the sources that {@link ServiceLoader} finds.
     *
     * @param material the material that they examine
     * @return all findings, the worst first, otherwise in the order of the sources
     */
    public static List<Finding> of(Material material) {
        return of(material, ServiceLoader.load(FindingSource.class, FindingSource.class.getClassLoader()));
    }

    /**
     * Collects the findings of the given sources.
     *
     * @param material the material that they examine
     * @param sources the sources; an iterator may throw {@link ServiceConfigurationError}
     * @return all findings, the worst first, otherwise in the order of the sources
     */
    public static List<Finding> of(Material material, Iterable<FindingSource> sources) {
        List<Finding> all = new ArrayList<>();
        Iterator<FindingSource> iterator = sources.iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    break;
                }
                ask(iterator.next(), material, all);
            } catch (ServiceConfigurationError broken) {
                all.add(failed("A source of findings could not be loaded", broken));
            }
        }
        all.sort(Comparator.comparing(Finding::severity));
        return all;
    }

    /** Runs one source. Sources are foreign code: whatever they throw, the report is still useful. */
    private static void ask(FindingSource source, Material material, List<Finding> all) {
        try {
            all.addAll(source.findings(material));
        } catch (IOException | RuntimeException | Error failure) {
            all.add(failed("The findings of " + source.name() + " are missing", failure));
        }
    }

    private static Finding failed(String title, Throwable failure) {
        return new Finding(
                Severity.NOTE,
                title,
                "It failed while it looked at the material; the rest of this report does not depend on it.",
                failure.getClass().getSimpleName() + ": "
                        + Objects.requireNonNullElse(failure.getMessage(), "no message"),
                "");
    }
}
