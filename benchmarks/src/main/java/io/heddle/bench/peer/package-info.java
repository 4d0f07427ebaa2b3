/**
 * The engine and its peers, behind one small interface for each kind of work.
 *
 * <pre>
 *   Dispatcher   has a no-op done by another thread          DispatchPeer   who can do that
 *   BlockReader  reads a block; the calling thread waits     ReadPeer
 *   Lanes        the threads that ask: a batch of operations, shared out evenly
 * </pre>
 *
 * <p>Each peer is used the way its users would: none is given threads, buffers or objects that another has to do
 * without.
 */
@NullMarked
package io.heddle.bench.peer;

import org.jspecify.annotations.NullMarked;
