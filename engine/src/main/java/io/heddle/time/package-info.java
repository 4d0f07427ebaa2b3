/**
 * The clock by which Heddle waits.
 *
 * <p>Whatever waits with a time-out (the death call, {@code suspend}, a completion queue, an exit with a deadline) asks
 * a {@link io.heddle.time.Ticker} for the time and parks through it, so that a test can drive a whole life cycle
 * without sleeping. Virtual threads are woken by {@code Alarm} rather than by the JDK's timer.
 *
 * <p>What waits shortly, deep in a stack or where the heap is full does so by {@code BriefLock} and {@code Parking};
 * {@code StackRoom} and {@code Ahead} see to it that errors come before a call has done anything.
 */
@NullMarked
package io.heddle.time;

import org.jspecify.annotations.NullMarked;
