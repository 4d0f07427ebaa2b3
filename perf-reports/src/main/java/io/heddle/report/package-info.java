/**
 * Reports of the measurements of runs.
 *
 * <p>A {@link io.heddle.report.RunSummary} is plain data: settings, machine and results.
 * {@link io.heddle.report.SummaryPrinter} formats it as fio does; {@link io.heddle.report.SummaryJson} writes it for
 * programs. Neither depends on the engine: a summary can be made of any run.
 *
 * <p>The packages below make reports of recordings and measurements. {@link io.heddle.report.input.Inputs} reads the
 * files, {@link io.heddle.report.finding.Findings} collects the findings, and {@link io.heddle.report.page.ReportFiles}
 * writes the pages. All files are written by an {@link io.heddle.report.output.OutputFile}.
 */
@NullMarked
package io.heddle.report;

import org.jspecify.annotations.NullMarked;
