/**
 * The backends: who moves the bytes.
 *
 * <p>A {@link io.heddle.backend.Backend} is given a {@link io.heddle.backend.Transfer} by a worker and comes back when it
 * is done. {@link io.heddle.backend.ChannelBackend} is the portable one: it calls the {@code FileChannel}. On JDK 25 such
 * a call holds the carrier of a virtual thread, so on a virtual worker it is handed to the {@code Crew}, a small set of
 * platform threads that the engine owns and names, while the worker parks.
 *
 * <p>The room is internal to the engine.
 */
@NullMarked
package io.heddle.backend;

import org.jspecify.annotations.NullMarked;
