/**
 * What runs have measured, made readable.
 *
 * <p>A {@link io.heddle.report.RunSummary} is plain data: what was asked for, on which machine, and what came of it.
 * {@link io.heddle.report.SummaryPrinter} lays it out as fio does; {@link io.heddle.report.SummaryJson} writes it for
 * programs. Neither knows the engine: a summary can be made of any run.
 *
 * <p>The rooms below make reports of recordings and measurements. Files go in at {@link io.heddle.report.input.Inputs},
 * what is said in words comes from {@link io.heddle.report.finding.Findings}, and pages come out at {@link
 * io.heddle.report.page.ReportFiles}. Whatever writes a file does so by an {@link io.heddle.report.output.OutputFile}.
 */
@NullMarked
package io.heddle.report;

import org.jspecify.annotations.NullMarked;
