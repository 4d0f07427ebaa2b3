/**
 * The files of a report: recognised by their content, read into plain data.
 *
 * <p>{@link io.heddle.report.input.Inputs} takes any mix of Flight Recorder recordings, HdrHistogram logs, JMH's JSON
 * and the summaries of {@code heddle run}, tells them apart by their first bytes, and reads each in bounded memory. A
 * file that is none of these is refused by name. What can be read in part is read in part and told as a notice.
 */
@NullMarked
package io.heddle.report.input;

import org.jspecify.annotations.NullMarked;
