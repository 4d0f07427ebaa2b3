/**
 * The clock by which Heddle waits.
 *
 * <p>Everything that waits with a time-out (the death call, {@code suspend}, a completion queue, an exit with a
 * deadline) reads the time from a {@link io.heddle.time.Ticker} and parks through it, so that a test can drive a whole
 * life cycle without sleeping. {@code Alarm}, not the JDK's timer, unparks virtual threads.
 *
 * <p>Short waits, and waits deep in a stack or with a full heap, use {@code BriefLock} and {@code Parking}; {@code
 * StackRoom} and {@code Ahead} make errors occur before a call has done anything.
 */
@NullMarked
package io.heddle.time;

import org.jspecify.annotations.NullMarked;
