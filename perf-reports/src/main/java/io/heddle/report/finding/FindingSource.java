package io.heddle.report.finding;

import java.io.IOException;
import java.util.List;

/**
 * Finds what is worth saying. Implementations are listed in {@code META-INF/services} and have a public constructor
 * without parameters; each report makes new ones and calls them in one thread.
 */
public interface FindingSource {
    /**
     * Returns the name by which the report speaks of this source, for example when it fails.
     *
     * @return the class's name, unless the source says otherwise
     */
    default String name() {
        return getClass().getName();
    }

    /**
     * Looks at the material of a report.
     *
     * @param material the files
     * @return what was found, in any order; empty if there is nothing to say
     * @throws IOException if a file cannot be read
     */
    List<Finding> findings(Material material) throws IOException;
}
