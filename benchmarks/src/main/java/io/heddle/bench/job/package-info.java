/**
 * One job: a process of its own, one submitter and a number of requests in flight.
 *
 * <pre>
 *   Job.run
 *     Pacer         when a request is due: in a closed loop always, in an open loop at fixed times
 *     Schedule      the next request: its operation and its block
 *     Slot          a control block with its buffer, which is used again and again
 *     CompletionWay submits and learns of completions: one class per way of the engine
 *     JobResult     counts, times, errors
 * </pre>
 *
 * <p>Between its start and its end a job allocates nothing per request.
 */
@NullMarked
package io.heddle.bench.job;

import org.jspecify.annotations.NullMarked;
