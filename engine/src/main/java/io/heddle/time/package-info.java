/**
 * The clock by which Heddle waits.
 *
 * <p>Whatever waits with a time-out (the death call, {@code suspend}, a completion queue, an exit with a deadline) asks a
 * {@link io.heddle.time.Ticker} for the time and parks through it, so that a test can drive a whole life cycle without
 * sleeping.
 */
@NullMarked
package io.heddle.time;

import org.jspecify.annotations.NullMarked;
