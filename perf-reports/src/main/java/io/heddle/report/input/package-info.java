/**
 * The files of a report: recognised by their content, read into plain data.
 *
 * <p>{@link io.heddle.report.input.Inputs} takes any mix of Flight Recorder recordings, HdrHistogram logs, JMH's JSON
 * and the summaries of {@code heddle run}, tells them apart by their first bytes, and reads each in bounded memory. A
 * file of any other kind is refused by name. A file that can be read in part is read in part and reported in a notice.
 */
@NullMarked
package io.heddle.report.input;

import org.jspecify.annotations.NullMarked;
