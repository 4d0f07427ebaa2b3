/**
 * The engine and its peers, behind one small interface for each kind of work.
 *
 * <pre>
 *   Dispatcher   executes a no-op on another thread          DispatchPeer   its implementations
 *   BlockReader  reads a block; the calling thread waits     ReadPeer
 *   Lanes        the calling threads: a batch of operations, shared out evenly
 * </pre>
 *
 * <p>Each peer is used as its users would use it: none has threads, buffers or objects that another lacks.
 */
@NullMarked
package io.heddle.bench.peer;

import org.jspecify.annotations.NullMarked;
