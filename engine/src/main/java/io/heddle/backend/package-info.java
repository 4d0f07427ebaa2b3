/**
 * The backends: they move the bytes.
 *
 * <p>A worker passes a {@link io.heddle.backend.Transfer} to a {@link io.heddle.backend.Backend}, whose call returns
 * when the transfer has completed. {@link io.heddle.backend.ChannelBackend} is the portable one: it calls the {@code
 * FileChannel}. On JDK 25 such a call holds the carrier of a virtual worker. {@link io.heddle.backend.Carriers} counts
 * the carriers held and has the JDK's scheduler compensate for them. If too many are held, the call is handed to the
 * {@code Crew}, a small set of platform threads that the engine owns and names, while the worker parks.
 *
 * <p>Some backends do transfers asynchronously: a transfer is begun, no thread waits, and an {@link
 * io.heddle.backend.Ending} is notified of the completion. A read that does not require waiting they do immediately.
 *
 * <p>The moved bytes are {@link io.heddle.backend.Memory}, one buffer or a vector of them. {@code ChannelIo} defines
 * how the channel is called, and when moving stops; {@link io.heddle.backend.PageLock} locks memory instead of moving
 * it.
 *
 * <p>This package is internal to the engine.
 */
@NullMarked
package io.heddle.backend;

import org.jspecify.annotations.NullMarked;
