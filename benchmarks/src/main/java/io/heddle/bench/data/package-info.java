/**
 * The data that a run reads and writes, and how it is verified.
 *
 * <p>Each block begins with a header ({@link io.heddle.bench.data.BlockPattern}): a magic number, the block's offset,
 * its generation, the job that wrote it, and a CRC-32C of all that and of the payload. A {@link
 * io.heddle.bench.data.BlockTable} knows for each block the generation that must be there. So four defects can be told
 * apart: bytes that changed (checksum), a block at the wrong place (offset), a write that got lost or a read that came
 * from the past (generation), and bytes that nobody of us wrote (magic).
 *
 * <p>A block is written by one request at a time, and not read meanwhile: as with fio's {@code serialize_overlap}.
 * Without that a read could see half of a write, which is no defect. So what a read must find is exactly the generation
 * that was complete when it was submitted; after a failed write, either the old or the new one or anything in between,
 * which is not verified until the block is written anew. A cancelled write has moved no byte: the old generation must
 * be there.
 */
@NullMarked
package io.heddle.bench.data;

import org.jspecify.annotations.NullMarked;
