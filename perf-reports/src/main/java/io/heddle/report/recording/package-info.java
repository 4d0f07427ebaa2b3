/**
 * A recording, read once and summed up in bounded memory.
 *
 * <p>{@link io.heddle.report.recording.RecordingReader} streams the events;
 * {@link io.heddle.report.recording.RecordingData} passes each to the consumers registered for its name. No consumer
 * keeps events. Data that grows with the recording is bounded:
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
 * versions can be read, and those of other programs: they have no event of the engine, and the report notes it. A
 * recording may be composed of several, as that of {@code heddle run} is, and may be cut off: the complete chunks are
 * read, the damage is reported.
 */
@NullMarked
package io.heddle.report.recording;

import org.jspecify.annotations.NullMarked;
