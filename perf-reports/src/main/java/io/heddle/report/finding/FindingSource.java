package io.heddle.report.finding;

import java.io.IOException;
import java.util.List;

/**
 * A source of findings. Implementations are listed in {@code META-INF/services} and have a public constructor without
 * parameters; each report creates new ones and calls them in one thread.
 */
public interface FindingSource {
    /**
     * Returns the name that the report uses for this source, for example when it fails.
     *
     * @return the class's name, unless the source overrides it
     */
    default String name() {
        return getClass().getName();
    }

    /**
     * Examines the material of a report.
     *
     * @param material the files
     * @return the findings, in any order; empty if there are none
     * @throws IOException if a file cannot be read
     */
    List<Finding> findings(Material material) throws IOException;
}
