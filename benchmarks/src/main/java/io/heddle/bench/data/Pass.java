package io.heddle.bench.data;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads or writes a file once from start to end, in pieces of many blocks, by the engine's direct-style calls. {@link
 * #layOut} writes the first generation of every block; {@link #readBack} verifies all that was written.
 */
public final class Pass {
    private static final int PIECE_BYTES = 1 << 20;

    /** Receives the progress of a pass. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Receives how many bytes are done.
         *
         * @param done bytes
         * @param total bytes
         */
        void at(long done, long total);
    }

    private final DataFile file;
    private final Progress progress;
    private final BooleanSupplier stop;
    private final BlockPattern pattern = new BlockPattern();

    /**
     * Prepares a pass.
     *
     * @param file the file
     * @param progress notified after each piece
     * @param stop ends the pass early when it becomes true
     */
    public Pass(DataFile file, Progress progress, BooleanSupplier stop) {
        this.file = file;
        this.progress = progress;
        this.stop = stop;
    }

    /**
     * Writes every block once, if the workload needs that.
     *
     * @throws RunFailure if it cannot be written
     */
    public void layOut() throws RunFailure {
        if (file.needsLayout()) {
            go("laying out", true, (piece, firstBlock) -> {});
        }
    }

    /**
     * Reads the file and verifies every block that the run has written.
     *
     * @param verifier checks the blocks and counts mismatches
     * @throws RunFailure if it cannot be read
     */
    public void readBack(Verifier verifier) throws RunFailure {
        BlockTable table = file.table();
        if (table != null) {
            go("reading back", false, (piece, firstBlock) -> verify(verifier, table, piece, firstBlock));
        }
    }

    @FunctionalInterface
    private interface Inspector {
        void inspect(ByteBuffer piece, int firstBlock);
    }

    private void go(String what, boolean write, Inspector inspector) throws RunFailure {
        int perPiece = Math.max(1, PIECE_BYTES / file.blockSize());
        ByteBuffer piece = file.buffer(perPiece * file.blockSize());
        long offset = 0;
        try (AioProcess process =
                        AioProcess.configure().name("heddle-pass").maxWorkers(1).open();
                AioFile opened = process.open(file.path(), file.options(!write, write))) {
            for (int block = 0; block < file.blocks() && !stop.getAsBoolean(); block += perPiece) {
                offset = (long) block * file.blockSize();
                piece.clear().limit(Math.min(perPiece, file.blocks() - block) * file.blockSize());
                if (write) {
                    fill(piece, block);
                    write(opened, piece, offset);
                    written(piece, block);
                } else {
                    read(opened, piece, offset);
                }
                inspector.inspect(piece.flip(), block);
                progress.at(offset + piece.limit(), file.size());
            }
        } catch (IOException failed) {
            throw new RunFailure(what + " " + file + ", at offset " + offset + " of " + file.size(), failed);
        }
    }

    // ---- pieces

    private static void write(AioFile opened, ByteBuffer piece, long offset) throws IOException {
        while (piece.hasRemaining()) { // a short write is followed by the error that caused it
            opened.write(piece, offset + piece.position());
        }
    }

    private static void read(AioFile opened, ByteBuffer piece, long offset) throws IOException {
        while (piece.hasRemaining()) {
            if (opened.read(piece, offset + piece.position()) < 0) {
                throw new IOException("the file ends at " + (offset + piece.position()));
            }
        }
    }

    private ByteBuffer block(ByteBuffer piece, int index) {
        return piece.slice(index * file.blockSize(), file.blockSize());
    }

    private int blocks(ByteBuffer piece) {
        return piece.limit() / file.blockSize();
    }

    private void fill(ByteBuffer piece, int firstBlock) {
        for (int i = 0; i < blocks(piece); i++) {
            pattern.fill(block(piece, i), (long) (firstBlock + i) * file.blockSize(), 1, -1);
        }
    }

    private void written(ByteBuffer piece, int firstBlock) {
        @Nullable BlockTable table = file.table();
        for (int i = 0; table != null && i < blocks(piece); i++) {
            table.written(firstBlock + i);
        }
    }

    private void verify(Verifier verifier, BlockTable table, ByteBuffer piece, int firstBlock) {
        for (int i = 0; i < blocks(piece); i++) {
            int generation = table.generation(firstBlock + i);
            if (generation > BlockTable.UNKNOWN) {
                verifier.verify(block(piece, i), (long) (firstBlock + i) * file.blockSize(), generation);
            }
        }
    }
}
