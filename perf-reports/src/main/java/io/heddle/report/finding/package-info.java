/**
 * What a report has to say in plain words, before any chart.
 *
 * <p>A {@link io.heddle.report.finding.FindingSource} looks at the {@link io.heddle.report.finding.Material} of a
 * report and returns {@link io.heddle.report.finding.Finding}s. Sources are found by {@link java.util.ServiceLoader},
 * so that rules live in rooms, or jars, of their own and a report needs to know none of them. A source that fails costs
 * its own findings only: {@link io.heddle.report.finding.Findings} puts a note in their place.
 */
@NullMarked
package io.heddle.report.finding;

import org.jspecify.annotations.NullMarked;
