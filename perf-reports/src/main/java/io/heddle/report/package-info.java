/**
 * What runs have measured, made readable.
 *
 * <p>A {@link io.heddle.report.RunSummary} is plain data: what was asked for, on which machine, and what came of it. {@link
 * io.heddle.report.SummaryPrinter} lays it out as fio does; {@link io.heddle.report.SummaryJson} writes it for programs.
 * Neither knows the engine: a summary can be made of any run.
 */
@NullMarked
package io.heddle.report;

import org.jspecify.annotations.NullMarked;
