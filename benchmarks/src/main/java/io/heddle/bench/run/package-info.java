/**
 * {@code ./heddle run}: from the options to the summary.
 *
 * <pre>
 *   RunCommand           checks the options
 *     Run                one run, step by step:
 *       RunRecording       starts Flight Recorder
 *       FunctionalCheck    makes every call of the library once
 *       Pass.layOut        fills the data files
 *       Measurement        runs the jobs; LiveLine and IntervalLog once a second
 *       Pass.readBack      verifies what was written last
 *       Results            the summary, on standard output and as files
 * </pre>
 */
@NullMarked
package io.heddle.bench.run;

import org.jspecify.annotations.NullMarked;
