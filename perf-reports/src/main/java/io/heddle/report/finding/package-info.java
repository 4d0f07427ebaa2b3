/**
 * The findings of a report, in plain words, before any chart.
 *
 * <p>A {@link io.heddle.report.finding.FindingSource} examines the {@link io.heddle.report.finding.Material} of a
 * report and returns {@link io.heddle.report.finding.Finding}s. Sources are found by {@link java.util.ServiceLoader},
 * so that rules are in packages, or jars, of their own and a report depends on none of them. A source that fails loses
 * only its own findings: {@link io.heddle.report.finding.Findings} puts a note in their place.
 */
@NullMarked
package io.heddle.report.finding;

import org.jspecify.annotations.NullMarked;
