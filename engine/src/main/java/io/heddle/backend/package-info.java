/**
 * The backends: who moves the bytes.
 *
 * <p>A {@link io.heddle.backend.Backend} is given a {@link io.heddle.backend.Transfer} by a worker and comes back when
 * it is done. {@link io.heddle.backend.ChannelBackend} is the portable one: it calls the {@code FileChannel}. On JDK 25
 * such a call holds the carrier of a virtual worker. {@link io.heddle.backend.Carriers} counts those and has the JDK's
 * scheduler make up for them. Where too many are held, the call is handed to the {@code Crew}, a small set of platform
 * threads that the engine owns and names, while the worker parks.
 *
 * <p>Some backends take a transfer whole: it is begun, nobody waits, and an {@link io.heddle.backend.Ending} is told of
 * the end. What needs no waiting they read at once.
 *
 * <p>What is moved is {@link io.heddle.backend.Memory}, one buffer or a vector of them. How the channel is called, and
 * when moving stops, is {@code ChannelIo}'s; {@link io.heddle.backend.PageLock} locks memory instead of moving it.
 *
 * <p>The room is internal to the engine.
 */
@NullMarked
package io.heddle.backend;

import org.jspecify.annotations.NullMarked;
