/**
 * The data that a run reads and writes, and its verification.
 *
 * <p>Each block begins with a header ({@link io.heddle.bench.data.BlockPattern}): a magic number, the block's offset,
 * its generation, the job that wrote it, and a CRC-32C of all that and of the payload. A {@link
 * io.heddle.bench.data.BlockTable} holds for each block the generation that must be in it. This distinguishes four
 * defects: bytes that changed (checksum), a block at the wrong place (offset), a lost write or a stale read
 * (generation), and bytes that no job wrote (magic).
 *
 * <p>A block is written by one request at a time, and not read meanwhile, as with fio's {@code serialize_overlap}.
 * Otherwise a read could return half of a write, which is no defect. A read must therefore find exactly the generation
 * that was complete when it was submitted. After a failed write the block may hold the old generation, the new one or a
 * mixture, and is not verified until it is written anew. A cancelled write has moved no byte, so the old generation
 * must be there.
 */
@NullMarked
package io.heddle.bench.data;

import org.jspecify.annotations.NullMarked;
