/**
 * {@code heddle report}: which files, where to, and what is told meanwhile. Reading and drawing is done by {@code
 * perf-reports}.
 */
@NullMarked
package io.heddle.bench.report;

import org.jspecify.annotations.NullMarked;
