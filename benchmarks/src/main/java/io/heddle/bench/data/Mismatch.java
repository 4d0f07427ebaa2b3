package io.heddle.bench.data;

/**
 * A block that holds something else than it should.
 *
 * @param offset where
 * @param expected what should be there
 * @param found what is there
 */
public record Mismatch(long offset, String expected, String found) {
    @Override
    public String toString() {
        return "offset " + offset + ": expected " + expected + ", found " + found;
    }
}
