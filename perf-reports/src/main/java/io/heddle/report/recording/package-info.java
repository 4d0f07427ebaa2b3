/**
 * A recording, read once and summed up in bounded memory.
 *
 * <p>{@link io.heddle.report.recording.RecordingReader} streams the events; {@link
 * io.heddle.report.recording.RecordingData} hands each to those who asked for it by name. Nobody keeps events. What
 * grows with the recording is bounded instead:
 *
 * <pre>
 *   latencies            HdrHistogram, three digits
 *   series over time     TimeBuckets: at most 240, which merge as the time span grows
 *   processes            64 rows, the others in one
 *   workers' lanes       256, the least busy ones merged
 *   texts (errors ...)   BoundedCounts: some tens, the others in one
 *   slow requests        the twenty slowest
 * </pre>
 *
 * <p>Events and fields are known by name; one that is missing counts as 0 or an empty text. So recordings of other
 * versions can be read, and those of other programs: they have no event of ours, and the report says so. A recording
 * may consist of recordings, as that of {@code heddle run} does, and may be cut off: the chunks before are read, the
 * damage is told.
 */
@NullMarked
package io.heddle.report.recording;

import org.jspecify.annotations.NullMarked;
