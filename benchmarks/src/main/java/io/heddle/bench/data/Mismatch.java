package io.heddle.bench.data;

/**
 * A block whose content is not what it must be.
 *
 * @param offset its offset in the file
 * @param expected what should be there
 * @param found what is there
 */
public record Mismatch(long offset, String expected, String found) {
    @Override
    public String toString() {
        return "offset " + offset + ": expected " + expected + ", found " + found;
    }
}
