/**
 * {@code ./heddle run}: from the options to the summary.
 *
 * <pre>
 *   RunCommand           the options, checked
 *     Run                one run, step by step:
 *       RunRecording       starts Flight Recorder
 *       FunctionalCheck    goes through every call of the library once
 *       Layout             fills the data files
 *       Measurement        the jobs; LiveLine and IntervalLog once a second
 *       ReadBack           verifies what was written last
 *       Results            summary, on standard output and as files
 * </pre>
 */
@NullMarked
package io.heddle.bench.run;

import org.jspecify.annotations.NullMarked;
