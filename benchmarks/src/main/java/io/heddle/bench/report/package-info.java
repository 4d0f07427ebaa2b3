/**
 * {@code heddle report}: its inputs, its output folder, and the progress. The module {@code perf-reports} reads the
 * inputs and draws the report.
 */
@NullMarked
package io.heddle.bench.report;

import org.jspecify.annotations.NullMarked;
