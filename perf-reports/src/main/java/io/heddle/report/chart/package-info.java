/**
 * Charts as pure functions: plain values in, a piece of SVG out, the same for the same values.
 *
 * <p>No class here depends on the source of the values. A chart has no colours of its own, only classes ({@code c1} to
 * {@code c6} for categories, {@code heat}, {@code grid}, {@code axis}), so that one style sheet serves light, dark and
 * paper. It needs no script: the text shown under the pointer is in {@code <title>} elements. As text in an SVG shrinks
 * with it, a page draws each chart for more than one {@link io.heddle.report.chart.Size} and shows the one that fits.
 */
@NullMarked
package io.heddle.report.chart;

import org.jspecify.annotations.NullMarked;
